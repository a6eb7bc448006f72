// The node, a validator, was neither reported nor slashed nor disabled.

const assert = require('node:assert/strict');

const { step } = require('./step.cjs');

exports.run = step(async ({ api, stashOf, name }) => {
  const stash = await stashOf(name);
  const { offences, session, staking } = api.query;
  assert.ok((await session.validators()).map(String).includes(stash), 'it is no validator any more');
  assert.deepEqual((await session.disabledValidators()).toJSON(), []);
  assert.deepEqual(await offences.reports.keys(), []);
  assert.deepEqual(await staking.unappliedSlashes.keys(), []);
  const { own } = (await staking.erasStakersOverview(0, stash)).unwrap();
  const { active } = (await staking.ledger(stash)).unwrap();
  assert.ok(active.unwrap().gte(own.unwrap()), `of ${own} at stake there are ${active} left`);
});
