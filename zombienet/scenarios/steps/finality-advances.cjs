// The node finalises more blocks: "5" means five more than now.

const { step } = require('./step.cjs');

exports.run = step(async ({ api, finalizedNumber, waitUntil, args: [more] }) => {
  const target = (await finalizedNumber(api)) + Number(more);
  await waitUntil(`block ${target} is final`, async () => (await finalizedNumber(api)) >= target);
});
