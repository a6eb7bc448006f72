// Alice brings a device, so that there is something to ask about and to remember.

const assert = require('node:assert/strict');

const { step } = require('./step.cjs');

exports.run = step(async ({ api, account, sendFinal }) => {
  const { bringing, deviceKey } = await import('../../lib/device.mjs');
  const alice = await account('//Alice');
  await sendFinal(api, api.tx.utility.batchAll(bringing(api, alice, deviceKey(7))), alice);
  assert.equal((await api.ask('device_get', 0)).status.state, 'active');
});
