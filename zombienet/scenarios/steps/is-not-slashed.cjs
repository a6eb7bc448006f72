// The node, which is a validator, was not reported, slashed or disabled.

const assert = require('node:assert/strict');

const { step } = require('./step.cjs');

exports.run = step(async ({ api, stashOf, name }) => {
  const stash = await stashOf(name);
  const { offences, session, staking } = api.query;
  assert.ok((await session.validators()).map(String).includes(stash), 'it is not a validator any more');
  assert.deepEqual((await session.disabledValidators()).toJSON(), []);
  assert.deepEqual(await offences.reports.keys(), []);
  assert.deepEqual(await staking.unappliedSlashes.keys(), []);
  const { own } = (await staking.erasStakersOverview(0, stash)).unwrap();
  const { active } = (await staking.ledger(stash)).unwrap();
  assert.ok(active.unwrap().gte(own.unwrap()), `only ${active} of ${own} at stake are left`);
});
