// A node that comes when the chain is old gets to its head by proofs of finality and one state,
// without the blocks between.

const assert = require('node:assert/strict');
const { spawn } = require('node:child_process');
const { openSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

const { step } = require('./step.cjs');

/** As many blocks as three epochs have slots. */
const OLD = 30;

exports.run = step(async ({ api, finalizedNumber, network, until }) => {
  const { WsProvider } = await import('@polkadot/api');
  const target = await finalizedNumber(api);
  assert.ok(target >= OLD, `the chain has ${target} blocks only`);
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
  const said = (pattern) => {
    if (late.exitCode !== null) throw new Error(`the late node has ended: see ${path}`);
    return pattern.exec(readFileSync(path, 'utf8')) ?? undefined;
  };
  const [, port] = await until('it answers', () => said(/JSON-RPC server: addr=127\.0\.0\.1:(\d+)/));
  const provider = new WsProvider(`ws://127.0.0.1:${port}`);
  try {
    await provider.isReady;
    await until('the proofs of finality are checked', () => said(/Warp sync is complete/));
    await until('the state is there', () => said(/State sync is complete/));
    const head = await until('it has the head', async () => {
      const hash = await provider.send('chain_getFinalizedHead', []);
      const header = await provider.send('chain_getHeader', [hash]);
      return header !== null && Number(header.number) >= target && { hash, number: Number(header.number) };
    });
    await until('alice has it too', async () => (await finalizedNumber(api)) >= head.number);
    assert.equal((await api.rpc.chain.getBlockHash(head.number)).toHex(), head.hash);
    assert.deepEqual(
      await provider.send('device_get', [0, head.hash]),
      await api.ask('device_get', 0, head.hash),
    );
  } finally {
    provider.disconnect();
    late.kill();
  }
});
