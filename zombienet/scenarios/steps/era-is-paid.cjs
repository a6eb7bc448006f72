// The validators that worked in an era and in the one before are paid for it, and nobody had to ask: with
// "1", in the first two eras.

const assert = require('node:assert/strict');

const { step } = require('./step.cjs');

exports.run = step(async ({ api, until, workers, args: [era] }) => {
  const { rewardEmission, staking } = api.query;
  await until(`era ${era} is paid`, async () => (await rewardEmission.payouts()).era.toNumber() > Number(era));
  const paid = new Set();
  for (const past of [era - 1, Number(era)]) {
    for (const stash of await workers(api, past)) {
      paid.add(stash);
      assert.deepEqual((await staking.claimedRewards(past, stash)).toJSON(), [0], `${stash}: pages of era ${past}`);
      const { own } = (await staking.erasStakersOverview(past, stash)).unwrap();
      const { active } = (await staking.ledger(stash)).unwrap();
      assert.ok(active.unwrap().gt(own.unwrap()), `${stash} has no more at stake than before: ${active}`);
    }
  }
  // Who makes a block is drawn: one era may pass over somebody who was there.
  assert.ok(paid.size >= 3, `only ${paid.size} validators have worked`);
});
