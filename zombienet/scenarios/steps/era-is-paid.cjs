// The validators that worked in an era are paid for it, and nobody had to ask: with "1", in the
// first era after genesis.

const assert = require('node:assert/strict');

const { step } = require('./step.cjs');

exports.run = step(async ({ api, until, args: [era] }) => {
  const { rewardEmission, staking } = api.query;
  await until(`era ${era} is paid`, async () => (await rewardEmission.payouts()).era.toNumber() > Number(era));
  const { individual } = await staking.erasRewardPoints(era);
  // Three were there, and who makes a block is drawn: an era may pass over one of them.
  assert.ok(individual.size >= 2, `only ${individual.size} validators have worked`);
  for (const stash of individual.keys()) {
    assert.deepEqual((await staking.claimedRewards(era, stash)).toJSON(), [0], `${stash}: pages`);
    const { own } = (await staking.erasStakersOverview(era, stash)).unwrap();
    const { active } = (await staking.ledger(stash)).unwrap();
    assert.ok(active.unwrap().gt(own.unwrap()), `${stash} has no more at stake than before: ${active}`);
  }
});
