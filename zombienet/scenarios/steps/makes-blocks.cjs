// The node, which is a validator, authors a block in the current era.

const { step } = require('./step.cjs');

exports.run = step(async ({ api, activeEra, stashOf, waitUntil, blockAuthors, name }) => {
  const stash = await stashOf(name);
  await waitUntil(`${name} authors a block`, async () =>
    (await blockAuthors(api, await activeEra(api))).includes(stash),
  );
});
