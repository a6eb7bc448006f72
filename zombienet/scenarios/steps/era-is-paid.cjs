// The validators that authored blocks in an era or in the one before were paid automatically: "1" means
// the first two eras.

const assert = require('node:assert/strict');

const { step } = require('./step.cjs');

exports.run = step(async ({ api, waitUntil, blockAuthors, args: [era] }) => {
  const { rewardEmission, staking } = api.query;
  await waitUntil(
    `era ${era} is paid`,
    async () => (await rewardEmission.stakerPayoutCursor()).era.toNumber() > Number(era),
  );
  const paid = new Set();
  for (const past of [era - 1, Number(era)]) {
    for (const stash of await blockAuthors(api, past)) {
      paid.add(stash);
      assert.deepEqual((await staking.claimedRewards(past, stash)).toJSON(), [0], `${stash}: pages of era ${past}`);
      const { own } = (await staking.erasStakersOverview(past, stash)).unwrap();
      const { active } = (await staking.ledger(stash)).unwrap();
      assert.ok(active.unwrap().gt(own.unwrap()), `the stake of ${stash} did not grow: ${active}`);
    }
  }
  // Slots are assigned by lottery, so one validator may have had none.
  assert.ok(paid.size >= 3, `only ${paid.size} validators authored blocks`);
});
