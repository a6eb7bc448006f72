// Tests the whole cycle on measured links: gateways beacon, others witness, the chain judges and pays
// rewards. Agents are killed at random throughout. One gateway claims a false location, one copies
// others' receptions, and one never reveals.

import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import {
  CRN,
  NO_DEADLINE,
  STCRN,
  SUB_PLANCK_PER_PLANCK,
  account,
  activeEra,
  send,
  sendFinal,
  waitUntil,
} from '../lib/chain.mjs';
import { Checks } from '../lib/checks.mjs';
import { Coverage, isChallenged } from '../lib/coverage.mjs';
import { Fleet, fieldData, scenario } from '../lib/fleet.mjs';
import { Network } from '../lib/network.mjs';

const data = fieldData();
if (data === undefined) console.error('no field data found: the gateways are in an invented city');

/** The verdicts that do not blame the witness of a report. */
const BLAMELESS_VERDICTS = ['Valid', 'NotDrawn', 'SameWitnessOwner', 'SameWitnessCell'];

const folder = mkdtempSync(join(tmpdir(), 'cairn-gateways-'));
const checks = new Checks(folder);
const { check } = checks;
const network = new Network(folder, { offset: 80 });
const fleet = new Fleet(folder, {
  scenario: scenario({ data, count: 44, liars: 1, copiers: 1 }),
  endpoints: network.validators.map(({ url }) => url),
  agents: 3,
  silent: 1,
  port: 17_100,
});
let api;
let alice;
let coverage;
let rate;

/** The first window in which every gateway could take part. */
let firstWindow;

/** Kills and restarts agents one after another, without warning, until `going` is false. */
const chaos = {
  kills: [],
  going: true,
  async run() {
    while (this.going) {
      await sleep(15_000 + Math.random() * 15_000);
      if (!this.going) return;
      const killed = Math.floor(Math.random() * fleet.agents.length);
      const agent = fleet.agents[killed];
      await agent.stop('SIGKILL');
      this.kills.push(`agent ${killed} killed after final block ${coverage.height}`);
      await sleep(Math.random() * 1_000);
      agent.start();
    }
  },
};

const honest = (device) => fleet.byIndex.get(device).honest;
const stakedRate = async () => {
  const { bid } = await api.call.liquidStakingApi.rates();
  return bid.toBigInt();
};

before(async () => {
  await network.start();
  api = await network.validators[0].api();
  alice = await account('//Alice');
  coverage = await Coverage.follow(api);
  await fleet.onboard(api, alice);
  await send(api, api.tx.liquidStaking.deposit(1_000n * CRN, 0, NO_DEADLINE), alice);
  fleet.start();
  rate = await stakedRate();
  const current = (await api.query.proofOfCoverage.currentWindow()).unwrapOr(undefined)?.toNumber() ?? 0;
  firstWindow = current + 2;
  chaos.running = chaos.run();
});

after(async () => {
  chaos.going = false;
  await chaos.running;
  await fleet.stop();
  coverage?.stop();
  await network.stop();
  checks.cleanUp();
});

check('proofs_should_settle_when_agents_learn_of_their_challenges', async () => {
  await waitUntil(
    'a proof with a valid report settles',
    () => coverage.settled.some(({ judgements }) => judgements.some(({ verdict }) => verdict === 'Valid')),
    { seconds: 240 },
  );
});

check('silent_gateway_should_be_suspended_when_it_never_reveals', async () => {
  const { index } = fleet.gateways.find(({ silent }) => silent);
  await waitUntil(
    'it is suspended',
    async () => {
      const device = (await api.query.deviceRegistry.devices(index)).unwrap();
      return device.status.isSuspended;
    },
    { seconds: 1_200, every: 3 },
  );
  assert.ok(
    coverage.strikes.every(({ device, reason }) => device === index && reason === 'MissedReveal'),
    JSON.stringify(coverage.strikes),
  );
});

check('eras_should_end_when_the_network_runs', async () => {
  await waitUntil('three eras have ended', async () => (await activeEra(api)) >= 3, { seconds: 600, every: 3 });
});

check('challenged_gateways_should_have_settled_proofs_when_their_windows_end', async (t) => {
  const over = await waitUntil(
    'eight windows have ended',
    () => {
      const ended = [...coverage.windows.values()].filter(
        ({ index, revealBy }) => index >= firstWindow && revealBy < coverage.height - 1,
      );
      return ended.length >= 8 && ended;
    },
    { seconds: 600, every: 3 },
  );
  let challenged = 0;
  const lost = [];
  const proofs = new Set(coverage.settled.map(({ window, beaconer }) => `${window}/${beaconer}`));
  for (const window of over) {
    for (const { at, index, silent } of fleet.gateways) {
      if (silent || !isChallenged(window, index)) continue;
      challenged += 1;
      if (proofs.has(`${window.index}/${index}`)) continue;
      const state = window.announced.has(index) ? 'announced' : 'not announced';
      lost.push(
        `device ${index} of agent ${fleet.agentOf(at)}, ${state} in window ${window.index}, opened in block ${window.openedAt}`,
      );
    }
  }
  const settled = challenged - lost.length;
  t.diagnostic(
    `${settled} of ${challenged} challenges settled in ${over.length} windows, with ${chaos.kills.length} agents killed`,
  );
  for (const line of [...lost, ...chaos.kills]) t.diagnostic(line);
  assert.ok(chaos.kills.length >= 5);
  assert.ok(settled >= challenged * 0.95, `${settled} of ${challenged} settled`);
  assert.equal(proofs.size, coverage.settled.length, 'a proof settled twice');
});

check('announced_beacons_should_be_revealed_when_their_agents_are_killed', () => {
  const lost = coverage.expired.filter(({ beaconer }) => !fleet.byIndex.get(beaconer).silent);
  assert.deepEqual(lost, []);
});

check('honest_reports_should_be_valid_when_links_are_measured', (t) => {
  const judged = coverage.settled
    .filter(({ beaconer }) => honest(beaconer))
    .flatMap(({ judgements }) => judgements.filter(({ witness }) => honest(witness)));
  const rejected = judged.filter(({ verdict }) => !BLAMELESS_VERDICTS.includes(verdict));
  t.diagnostic(`${rejected.length} of ${judged.length} honest reports were rejected`);
  assert.ok(judged.length >= 50);
  assert.ok(rejected.length <= judged.length * 0.01, JSON.stringify(rejected));
});

check('dishonest_gateways_should_earn_nothing_when_honest_ones_earn', async () => {
  for (const { index, behaviour } of fleet.gateways) {
    const { claimable, escrowed, openUnits } = await api.call.rewardEmissionApi.pending(index);
    const earned = claimable.toBigInt() + escrowed.toBigInt() + openUnits.coverage.toBigInt();
    if (behaviour.kind !== 'honest') assert.equal(earned, 0n, `a gateway of kind ${behaviour.kind} earned ${earned}`);
  }
  const earners = new Set(
    coverage.settled.flatMap(({ judgements }) =>
      judgements.filter(({ units }) => units > 0n).map(({ witness }) => witness),
    ),
  );
  assert.ok(earners.size >= 10, `only ${earners.size} gateways earned`);
});

check('rewards_should_reach_their_owners_when_they_are_claimed', async () => {
  const claiming = [];
  // The next test claims for the first agent's gateways.
  for (const gateway of fleet.gateways.filter(({ at }) => fleet.agentOf(at) !== 0)) {
    const { claimable } = await api.call.rewardEmissionApi.pending(gateway.index);
    if (claimable.toBigInt() > 0n) claiming.push(gateway);
  }
  assert.ok(claiming.length >= 10, `only ${claiming.length} gateways have rewards to claim`);
  const free = async ({ owner }, hash) =>
    (await (await api.at(hash)).query.system.account(owner.address)).data.free.toBigInt();
  const { block, events } = await sendFinal(
    api,
    api.tx.rewardEmission.claimMany(claiming.map(({ index }) => index)),
    alice,
  );
  const parent = (await api.rpc.chain.getHeader(block)).parentHash;
  const paid = events.filter(({ method }) => method === 'RewardPaid');
  assert.equal(paid.length, claiming.length);
  for (const gateway of claiming) {
    const { amounts } = paid.find(({ data }) => data.device.toNumber() === gateway.index).data;
    const amount = amounts.coverage.toBigInt() + amounts.usage.toBigInt();
    assert.ok(amount > 0n);
    assert.equal(await free(gateway, block), (await free(gateway, parent)) + amount);
  }
});

check('rewards_should_be_paid_when_cairn_gateway_claims_them_with_a_fee_in_stcrn', async () => {
  const ledger = async () => {
    const [{ data }, shares] = await Promise.all([
      api.query.system.account(alice.address),
      api.query.assets.account(STCRN, alice.address),
    ]);
    return { free: data.free.toBigInt(), shares: shares.unwrap().balance.toBigInt() };
  };
  const before = await ledger();
  const output = await fleet.command(0, 'claim', '--account', '//Alice', '--fee-in', 'stcrn');
  const [, paid] = output.match(/^Paid for (\d+) of \d+ devices in block \d+$/m);
  assert.ok(Number(paid) >= 3, output);
  const after = await ledger();
  assert.equal(after.free, before.free, 'a fee was taken in CRN');
  assert.ok(after.shares < before.shares, 'no fee was taken in stCRN');
});

check('minted_amount_should_equal_paid_and_owed_amounts_when_the_books_are_added_up', async () => {
  const { coverage: book } = await api.query.rewardEmission.bucketBooks();
  const whole = book.paid.toBigInt() + book.pending.toBigInt() + book.escrowed.toBigInt();
  assert.ok(book.paid.toBigInt() > 0n);
  assert.equal(
    book.minted.toBigInt(),
    whole * SUB_PLANCK_PER_PLANCK + book.unsettled.toBigInt() + book.carried.toBigInt(),
  );
});

check('stcrn_rate_should_rise_when_eras_have_ended', async () => {
  await waitUntil('the rate rises', async () => (await stakedRate()) > rate, { seconds: 300, every: 3 });
});
