// Blocks are made, and none of them becomes final.

const assert = require('node:assert/strict');

const { step } = require('./step.cjs');

// What the absent one had said is counted for a block or two.
const SAID = 2;

exports.run = step(async ({ api, bestNumber, finalizedNumber, until }) => {
  const final = await finalizedNumber(api);
  await until('six blocks are made', async () => (await bestNumber(api)) >= final + 6);
  assert.ok((await finalizedNumber(api)) <= final + SAID, 'one alone has made blocks final');
});
