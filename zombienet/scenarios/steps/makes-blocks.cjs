// The node, a validator, makes a block in the era that is going on.

const { step } = require('./step.cjs');

exports.run = step(async ({ api, activeEra, stashOf, until, workers, name }) => {
  const stash = await stashOf(name);
  await until(`${name} has made a block`, async () => (await workers(api, await activeEra(api))).includes(stash));
});
