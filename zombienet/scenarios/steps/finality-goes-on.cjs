// The node takes more blocks for final than it does now: with "5", five more.

const { step } = require('./step.cjs');

exports.run = step(async ({ api, finalizedNumber, until, args: [more] }) => {
  const target = (await finalizedNumber(api)) + Number(more);
  await until(`block ${target} is final`, async () => (await finalizedNumber(api)) >= target);
});
