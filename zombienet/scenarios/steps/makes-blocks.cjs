// The node, a validator, makes a block in the era that is going on.

const { step } = require('./step.cjs');

exports.run = step(async ({ api, activeEra, stashOf, until, name }) => {
  const stash = await stashOf(name);
  await until(`${name} has made a block`, async () => {
    const { individual } = await api.query.staking.erasRewardPoints(await activeEra(api));
    return [...individual.keys()].map(String).includes(stash);
  });
});
