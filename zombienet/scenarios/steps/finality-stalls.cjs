// Blocks are produced and none of them becomes final.

const assert = require('node:assert/strict');

const { step } = require('./step.cjs');

// Votes that the absent validator had sent may finalise one or two more blocks.
const EARLIER_VOTES = 2;

exports.run = step(async ({ api, bestNumber, finalizedNumber, waitUntil }) => {
  const final = await finalizedNumber(api);
  await waitUntil('six more blocks are produced', async () => (await bestNumber(api)) >= final + 6);
  assert.ok((await finalizedNumber(api)) <= final + EARLIER_VOTES, 'one validator alone finalised blocks');
});
