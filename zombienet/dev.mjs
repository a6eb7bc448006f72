// Runs four validators until Ctrl-C and prints a line for each block. Started by scripts/dev.

import { rmSync } from 'node:fs';

import { Network } from './lib/network.mjs';

const [folder, ...flags] = process.argv.slice(2);
if (!flags.includes('--keep')) rmSync(folder, { recursive: true, force: true });

const colour = process.stdout.isTTY && !process.env.NO_COLOR;
const paint = (code, text) => (colour ? `\x1b[${code}m${text}\x1b[0m` : text);
const time = () => new Date().toISOString().slice(11, 19);

const network = new Network(folder);

let stopping = false;
async function stop(code) {
  if (stopping) return;
  stopping = true;
  console.log('stopping the network');
  await network.stop();
  process.exit(code);
}
process.on('SIGINT', () => stop(0));
process.on('SIGTERM', () => stop(0));

network.start((node, code, signal) => {
  if (stopping) return;
  console.error(`${paint(31, 'error:')} ${node.name} has ended (${signal ?? `exit code ${code}`}); its log is ${node.logPath}`);
  stop(1);
});

console.log('Four validators of a local network:');
for (const node of network.validators) {
  console.log(
    `  ${node.name.padEnd(8)} ${node.url}  metrics http://127.0.0.1:${node.prometheusPort}/metrics  log ${node.logPath}`,
  );
}
const endpoint = encodeURIComponent(network.validators[0].url);
console.log(`polkadot.js: https://polkadot.js.org/apps/?rpc=${endpoint}#/explorer`);
console.log('Ctrl-C stops them all.\n');

const api = await network.validators[0].api().catch((error) => {
  if (!stopping) console.error(`${paint(31, 'error:')} ${error.message}`);
  return stop(1);
});

if (!stopping) {
  const short = (hash) => `${hash.slice(0, 10)}…${hash.slice(-4)}`;
  await api.rpc.chain.subscribeNewHeads(async (header) => {
    const [author, era] = await Promise.all([
      api.derive.chain.getHeader(header.hash).then((known) => known.author?.toString()),
      api.query.staking.activeEra(),
    ]);
    console.log(
      `${time()}  block     #${String(header.number).padEnd(6)} ${short(header.hash.toHex())}  era ${era.unwrap().index}  by ${author ? short(author) : 'genesis'}`,
    );
  });
  await api.rpc.chain.subscribeFinalizedHeads((header) => {
    console.log(paint(32, `${time()}  finalised #${String(header.number).padEnd(6)} ${short(header.hash.toHex())}`));
  });
}
