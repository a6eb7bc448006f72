// Waits until the next era is over and checks that a validator authored no block in it while the three
// others did. Which era that is depends on how late the earlier steps were.

const assert = require('node:assert/strict');

const { step } = require('./step.cjs');

exports.run = step(async ({ api, activeEra, stashOf, waitUntil, blockAuthors, args: [name] }) => {
  const absent = await stashOf(name);
  const era = (await activeEra(api)) + 1;
  await waitUntil(`era ${era} has ended`, async () => (await activeEra(api)) > era);
  const authors = await blockAuthors(api, era);
  assert.ok(!authors.includes(absent), `${name} authored a block in era ${era}`);
  // Slots are assigned by lottery: one in a hundred eras of 20 slots leaves some validator without any,
  // but only one in 75,000 pairs of eras does.
  const others = new Set([...authors, ...(await blockAuthors(api, era - 1))]);
  others.delete(absent);
  assert.equal(others.size, 3, `${others.size} other validators authored blocks`);
});
