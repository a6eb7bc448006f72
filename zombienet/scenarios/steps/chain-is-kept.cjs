// "record" remembers the last final block. "verify" checks that every node still has it, although all of
// them were stopped, so that no node could get it from another.

const assert = require('node:assert/strict');

const { step } = require('./step.cjs');

let recorded;

exports.run = step(async ({ api, connect, network, waitUntil, finalizedNumber, args: [action] }) => {
  if (action === 'record') {
    const hash = (await api.rpc.chain.getFinalizedHead()).toHex();
    recorded = { hash, number: (await api.rpc.chain.getHeader(hash)).number.toNumber() };
    return;
  }
  for (const { name } of network.relay) {
    const node = await connect(name);
    await waitUntil(
      `${name} has finalised block ${recorded.number}`,
      async () => (await finalizedNumber(node)) >= recorded.number,
    );
    assert.equal((await node.rpc.chain.getBlockHash(recorded.number)).toHex(), recorded.hash, name);
    assert.equal((await node.ask('device_get', 0)).device, 0, name);
  }
});
