// A validator made no block of an era, and the three others went on: with "dave,2", Dave in era 2.

const assert = require('node:assert/strict');

const { step } = require('./step.cjs');

exports.run = step(async ({ api, stashOf, workers, args: [name, era] }) => {
  const absent = await stashOf(name);
  const inEra = await workers(api, era);
  assert.ok(!inEra.includes(absent), `${name} has worked`);
  // Who makes a block is drawn: one in a hundred eras of 20 slots passes over somebody. Of two eras,
  // one in 75,000 does.
  const others = new Set([...inEra, ...(await workers(api, era - 1))]);
  others.delete(absent);
  assert.equal(others.size, 3, `${others.size} other validators have worked`);
});
