// Runs smoldot with one chain in its own thread. smoldot leaves timers behind; they end with the thread.

import { createWriteStream } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';

import { start } from 'polkadot-api/smoldot';

const { chainSpec, logPath } = workerData;
const log = createWriteStream(logPath);
const smoldot = start({
  maxLogLevel: 4,
  logCallback: (level, target, message) => log.write(`${level} ${target} ${message}\n`),
});
const chain = await smoldot.addChain({ chainSpec });
parentPort.on('message', (request) => chain.sendJsonRpc(JSON.stringify(request)));
for (;;) parentPort.postMessage(JSON.parse(await chain.nextJsonRpcResponse()));
