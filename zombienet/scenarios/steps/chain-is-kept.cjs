// With "noted", keeps in mind the last block that is final. With "kept", every node still has it,
// though all of them have been stopped: there was nobody to get it from.

const assert = require('node:assert/strict');

const { step } = require('./step.cjs');

let noted;

exports.run = step(async ({ api, connect, network, until, finalizedNumber, args: [moment] }) => {
  if (moment === 'noted') {
    const hash = (await api.rpc.chain.getFinalizedHead()).toHex();
    noted = { hash, number: (await api.rpc.chain.getHeader(hash)).number.toNumber() };
    return;
  }
  for (const { name } of network.relay) {
    const node = await connect(name);
    await until(`${name} knows it for final`, async () => (await finalizedNumber(node)) >= noted.number);
    assert.equal((await node.rpc.chain.getBlockHash(noted.number)).toHex(), noted.hash, name);
    assert.equal((await node.ask('device_get', 0)).device, 0, name);
  }
});
