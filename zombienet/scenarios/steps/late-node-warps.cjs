// A node that joins an old chain reaches its head with finality proofs and one state, without the blocks
// between.

const assert = require('node:assert/strict');
const { spawn } = require('node:child_process');
const { openSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

const { step } = require('./step.cjs');

/** The minimum number of blocks of an old chain: the slots of three epochs. */
const OLD_CHAIN_BLOCKS = 30;

exports.run = step(async ({ api, finalizedNumber, network, waitUntil }) => {
  const { WsProvider } = await import('@polkadot/api');
  const target = await finalizedNumber(api);
  assert.ok(target >= OLD_CHAIN_BLOCKS, `the chain has only ${target} blocks`);
  const path = join(network.tmpDir, 'late.log');
  const log = openSync(path, 'w');
  const late = spawn(
    process.env.CAIRN_NODE ?? 'cairn-node',
    [
      ['--name', 'late', '--sync', 'warp', '--chain', network.chainSpecPath],
      ['--base-path', join(network.tmpDir, 'late'), '--listen-addr', '/ip4/127.0.0.1/tcp/0/ws'],
      ['--rpc-port', '0', '--no-prometheus', '--no-mdns', '--no-telemetry', '--no-hardware-benchmarks'],
      ['--runtime-cache', process.env.RUNTIME_CACHE],
    ].flat(),
    { stdio: ['ignore', log, log] },
  );
  const logMatch = (pattern) => {
    if (late.exitCode !== null) throw new Error(`the late node ended; see ${path}`);
    return pattern.exec(readFileSync(path, 'utf8')) ?? undefined;
  };
  const [, port] = await waitUntil('the late node answers', () => logMatch(/JSON-RPC server: addr=127\.0\.0\.1:(\d+)/));
  const provider = new WsProvider(`ws://127.0.0.1:${port}`);
  try {
    await provider.isReady;
    await waitUntil('the finality proofs are verified', () => logMatch(/Warp sync is complete/));
    await waitUntil('the state is downloaded', () => logMatch(/State sync is complete/));
    const head = await waitUntil('the late node has the head', async () => {
      const hash = await provider.send('chain_getFinalizedHead', []);
      const header = await provider.send('chain_getHeader', [hash]);
      return header !== null && Number(header.number) >= target && { hash, number: Number(header.number) };
    });
    await waitUntil('alice has the same head', async () => (await finalizedNumber(api)) >= head.number);
    assert.equal((await api.rpc.chain.getBlockHash(head.number)).toHex(), head.hash);
    assert.deepEqual(await provider.send('device_get', [0, head.hash]), await api.ask('device_get', 0, head.hash));
  } finally {
    provider.disconnect();
    late.kill();
  }
});
