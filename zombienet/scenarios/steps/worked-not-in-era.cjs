// A validator made no block of an era, and the three others did: with "dave,2", Dave in era 2.

const assert = require('node:assert/strict');

const { step } = require('./step.cjs');

exports.run = step(async ({ api, stashOf, args: [name, era] }) => {
  const { individual } = await api.query.staking.erasRewardPoints(era);
  const workers = [...individual.keys()].map(String);
  assert.ok(!workers.includes(await stashOf(name)), `${name} has worked`);
  assert.equal(workers.length, 3, `${workers.length} validators have worked`);
});
