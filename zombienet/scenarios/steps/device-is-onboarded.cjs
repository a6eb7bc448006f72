// Alice onboards a device, so that later steps can query it.

const assert = require('node:assert/strict');

const { step } = require('./step.cjs');

exports.run = step(async ({ api, account, sendFinal }) => {
  const { onboardingCalls, deviceKey } = await import('../../lib/device.mjs');
  const alice = await account('//Alice');
  await sendFinal(api, api.tx.utility.batchAll(onboardingCalls(api, alice, deviceKey(7))), alice);
  assert.equal((await api.ask('device_get', 0)).status.state, 'active');
});
