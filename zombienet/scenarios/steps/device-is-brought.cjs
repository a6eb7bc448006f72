// Alice brings a device, so that there is something to ask about and to remember.

const assert = require('node:assert/strict');

const { step } = require('./step.cjs');

exports.run = step(async ({ api, account, send, finalizedNumber, until }) => {
  const { bringing, deviceKey } = await import('../../lib/device.mjs');
  const alice = await account('//Alice');
  const { block } = await send(api, api.tx.utility.batchAll(bringing(api, alice, deviceKey(7))), alice);
  const number = (await api.rpc.chain.getHeader(block)).number.toNumber();
  await until('that is final', async () => (await finalizedNumber(api)) >= number);
  assert.equal((await api.ask('device_get', 0)).status.state, 'active');
});
