// Tests two nodes with the session keys of one validator, in a network of four: what they sign is reported,
// the validator is disabled, and the slash takes its share of the stake and of the value of stCRN.

import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';

import { CRN, NO_DEADLINE, account, activeEra, bestNumber, finalizedNumber, send, waitUntil } from '../lib/chain.mjs';
import { Checks } from '../lib/checks.mjs';
import { Network } from '../lib/network.mjs';

/** The slash of one offender of four, (3 / 4)^2, in parts of 10^9. */
const FRACTION = 562_500_000n;
const BILLION = 10n ** 9n;

/** The number of eras between an offence and its slash. */
const DEFERRAL = 3;

const ERA = { seconds: 200 };

const folder = mkdtempSync(join(tmpdir(), 'cairn-equivocation-'));
const checks = new Checks(folder);
const { check } = checks;
const network = new Network(folder, { offset: 120 });
let api;
let bob;

/** The first block with a reported offence: its hash, its number, its event, and the API at it and at its parent. */
let offence;

before(async () => {
  await network.start();
  api = await network.validators[0].api();
  bob = api.createType('AccountId', (await account('//Bob//stash')).address).toString();
});

after(async () => {
  await network.stop();
  checks.cleanUp();
});

/** Waits for the first block from `from` on with an event that `isWanted` accepts. */
async function findEvent(condition, from, isWanted) {
  let number = from;
  return waitUntil(
    condition,
    async () => {
      for (const best = await bestNumber(api); number <= best; number += 1) {
        const hash = await api.rpc.chain.getBlockHash(number);
        const at = await api.at(hash);
        const found = (await at.query.system.events()).find(({ event }) => isWanted(event));
        if (found !== undefined) return { hash: hash.toHex(), number, at, event: found.event };
      }
      return undefined;
    },
    { seconds: 300 },
  );
}

/** Returns the slash that will take Bob's stake, and the era under which it is filed. */
async function bobsSlash(at) {
  for (const [key, slashes] of await at.query.staking.unappliedSlashes.entries()) {
    const slash = slashes.find(({ validator }) => validator.toString() === bob);
    if (slash !== undefined) return { era: key.args[0].toNumber(), slash };
  }
  return undefined;
}

/** Returns what the pool of liquid staking has, in planck, as if no slash were pending. */
const gross = (pool) => pool.liquid.toBigInt() + pool.active.toBigInt() + pool.unlocking.toBigInt();

check('pool_should_back_bob_when_it_has_deposits', async () => {
  const ferdie = await account('//Ferdie');
  await send(api, api.tx.liquidStaking.deposit(1_000_000n * CRN, 0, NO_DEADLINE), ferdie);
  await waitUntil(
    'the pool backs bob',
    async () => {
      const stashes = (await api.call.liquidStakingApi.lanes()).map(({ stash }) => stash.toString());
      const pages = await api.query.staking.erasStakersPaged.entries(await activeEra(api), bob);
      const backers = pages.flatMap(([, page]) => page.unwrap().others.map(({ who }) => who.toString()));
      return backers.some((who) => stashes.includes(who));
    },
    ERA,
  );
});

check('offence_should_be_in_a_block_when_two_nodes_sign_with_the_keys_of_one_validator', async () => {
  const from = await bestNumber(api);
  const twin = network.join('twin', ['--validator', '--bob']);
  offence = await findEvent('an offence is reported', from, (event) => api.events.offences.Offence.is(event));
  await twin.stop();
  const { parentHash } = await api.rpc.chain.getHeader(offence.hash);
  offence.parent = await api.at(parentHash);
  const { block } = await api.rpc.chain.getBlock(offence.hash);
  const reports = block.extrinsics.filter(({ method }) => method.method === 'reportEquivocationUnsigned');
  assert.ok(reports.length > 0, 'the node of the author reports it');
});

check('bob_should_be_disabled_when_the_offence_is_reported', async () => {
  const validators = (await offence.at.query.session.validators()).map(String);
  const disabled = (await offence.at.query.session.disabledValidators()).map(([index]) => index.toNumber());
  assert.deepEqual(disabled, [validators.indexOf(bob)]);
});

check('rate_should_fall_by_the_share_of_the_slash_when_the_offence_is_reported', async () => {
  const { slash } = await bobsSlash(offence.at);
  const era = (await offence.at.query.staking.activeEra()).unwrap().index;
  const { own } = (await offence.at.query.staking.erasStakersOverview(era, bob)).unwrap();
  assert.equal(slash.own.toBigInt(), (own.toBigInt() * FRACTION) / BILLION);
  const stashes = (await offence.at.call.liquidStakingApi.lanes()).map(({ stash }) => stash.toString());
  const loss = slash.others
    .filter(([who]) => stashes.includes(who.toString()))
    .reduce((sum, [, amount]) => sum + amount.toBigInt(), 0n);
  assert.ok(loss > 0n, 'the pool backed bob');

  const [before, after] = await Promise.all(
    [offence.parent, offence.at].map(async (at) => ({
      pool: await at.query.liquidStaking.poolBook(),
      bid: (await at.call.liquidStakingApi.rates()).bid.toBigInt(),
    })),
  );
  assert.equal(after.pool.pending.toBigInt() - before.pool.pending.toBigInt(), loss);
  // Shares of the protocol that are worth the covered part are burned; all others bear the rest.
  const covered = after.pool.covered.toBigInt() - before.pool.covered.toBigInt();
  assert.ok(loss > covered);
  const expected = (before.bid * (gross(after.pool) - loss)) / (gross(after.pool) - covered);
  const difference = after.bid > expected ? after.bid - expected : expected - after.bid;
  assert.ok(difference * BILLION < before.bid, `the rate is ${after.bid} instead of ${expected}`);
});

check('slash_should_take_bobs_stake_when_its_era_starts', async () => {
  const { era, slash } = await bobsSlash(offence.at);
  const reported = (await offence.at.query.staking.activeEra()).unwrap().index.toNumber();
  assert.equal(era, reported + DEFERRAL);
  const isBobs = (event) => api.events.staking.Slashed.is(event) && event.data.staker.toString() === bob;
  const { at, event } = await findEvent('bob is slashed', offence.number, isBobs);
  assert.equal((await at.query.staking.activeEra()).unwrap().index.toNumber(), era);
  // Splitting a slash over a ledger may round by a planck.
  const difference = event.data.amount.toBigInt() - slash.own.toBigInt();
  assert.ok(difference >= -1n && difference <= 1n, `${event.data.amount} instead of ${slash.own}`);
  assert.equal(await bobsSlash(at), undefined);
});

check('network_should_finalise_when_one_of_four_has_equivocated', async () => {
  const reached = await bestNumber(api);
  await waitUntil('finality advances', async () => (await finalizedNumber(api)) > reached);
});
