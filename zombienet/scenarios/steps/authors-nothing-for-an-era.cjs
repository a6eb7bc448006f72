// Waits for a whole era, the next one, in which a validator authors no block and the three others go on.
// Which era it is depends on how late the steps before were.

const assert = require('node:assert/strict');

const { step } = require('./step.cjs');

exports.run = step(async ({ api, activeEra, stashOf, until, workers, args: [name] }) => {
  const absent = await stashOf(name);
  const era = (await activeEra(api)) + 1;
  await until(`era ${era} has ended`, async () => (await activeEra(api)) > era);
  const inEra = await workers(api, era);
  assert.ok(!inEra.includes(absent), `${name} has authored a block in era ${era}`);
  // Authors are drawn: one in a hundred eras of 20 slots passes over somebody. Of two eras, one in 75,000
  // does.
  const others = new Set([...inEra, ...(await workers(api, era - 1))]);
  others.delete(absent);
  assert.equal(others.size, 3, `${others.size} other validators have authored blocks`);
});
