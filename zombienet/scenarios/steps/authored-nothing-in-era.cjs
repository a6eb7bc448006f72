// A validator authored no block in an era while the three others did: "dave,2" means Dave in era 2.

const assert = require('node:assert/strict');

const { step } = require('./step.cjs');

exports.run = step(async ({ api, stashOf, blockAuthors, args: [name, era] }) => {
  const absent = await stashOf(name);
  const authors = await blockAuthors(api, era);
  assert.ok(!authors.includes(absent), `${name} authored a block`);
  // Slots are assigned by lottery: one in a hundred eras of 20 slots leaves some validator without any,
  // but only one in 75,000 pairs of eras does.
  const others = new Set([...authors, ...(await blockAuthors(api, era - 1))]);
  others.delete(absent);
  assert.equal(others.size, 3, `${others.size} other validators authored blocks`);
});
