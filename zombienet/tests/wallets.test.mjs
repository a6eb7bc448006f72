// Runs the code of docs/wallets.md exactly as the page shows it.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { fileURLToPath } from 'node:url';

import { STCRN, account, bestNumber, event, waitUntil } from '../lib/chain.mjs';
import { onboardingCalls, deviceKey } from '../lib/device.mjs';
import { singleNode } from '../lib/single-node.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PAGE = readFileSync(join(ROOT, 'docs/wallets.md'), 'utf8');
const DEFAULT_URL = 'ws://127.0.0.1:9944';

const { checks, check, node } = singleNode('wallets', 21);

/** The variables that the page's code has declared so far, as if it were one program. */
const page = {};

/** Runs the code under a heading of the page and adds its variables to `page`. */
async function follow(heading) {
  const [, section] = PAGE.split(`${heading}\n`);
  assert.ok(section !== undefined, `docs/wallets.md has no ${heading}`);
  const [text] = section.split(/^#{2,3} /m);
  const blocks = [...text.matchAll(/^```js\n(.*?)^```$/gms)].map(([, code]) => code);
  assert.ok(blocks.length > 0, `no code under ${heading}`);
  const code = blocks.join('').replace(DEFAULT_URL, node.url);
  // A function body cannot contain import statements, only calls.
  const body = code.replace(/^import (\{.*\}) from ('.*');$/gm, 'const $1 = await load($2);');
  const declared = [...body.matchAll(/^const (?:\{ (.*) \}|\[(.*)\]|(\w+)) =/gm)].flatMap(([, fields, items, name]) =>
    (fields ?? items ?? name).split(', '),
  );
  const AsyncFunction = (async () => {}).constructor;
  const run = new AsyncFunction('load', ...Object.keys(page), `${body}\nreturn { ${declared.join(', ')} };`);
  Object.assign(page, await run((module) => import(module), ...Object.values(page)));
}

const crn = async (who) => (await page.api.query.system.account(who.address)).data.free.toBigInt();
const stcrn = async (who) => {
  const held = await page.api.query.assets.account(STCRN, who.address);
  return held.isSome ? held.unwrap().balance.toBigInt() : 0n;
};
const isSettled = async () => (await page.api.call.liquidStakingApi.rates()).isSettling.isFalse;

before(async () => {
  // Paths on the page are relative to the repository's root.
  process.chdir(ROOT);
  node.start();
  await node.api();
  await follow('### From a script');
});

after(async () => {
  await page.api?.disconnect();
  await node.stop();
  checks.cleanUp();
});

check('queries_should_return_the_same_answers_when_they_are_made_in_different_ways', async () => {
  await waitUntil('the first block is produced', async () => (await bestNumber(page.api)) > 0);
  await follow('## Ask');
  assert.equal(page.pool.bid.toString(), page.same.bid.toString());
  assert.equal(page.pool.isSettling.isTrue, page.same.isSettling.isTrue);
  await waitUntil('the window is reported', () => page.seen.length > 0, { every: 0.2 });
  assert.deepEqual(page.seen, [page.window.window.toNumber()]);
});

check('transfer_should_reach_its_account_when_it_is_sent', async () => {
  const bob = await account('//Bob');
  const before = await crn(bob);
  await follow('## Transfer');
  assert.equal(page.data.free.toBigInt(), before + 5n * page.CRN);
});

check('shares_should_be_minted_when_crn_are_deposited', async () => {
  const { CRN, alice } = page;
  // A queued deposit mints its shares later; the tests of liquid staking cover that.
  await waitUntil('the last era is settled', isSettled);
  const before = await crn(alice);
  await follow('### Mint stCRN');
  const { shares } = event(page.deposited, 'liquidStaking.Deposited').data;
  assert.ok(shares.toBigInt() >= page.least);
  assert.equal(page.shares.toBigInt(), shares.toBigInt());
  assert.ok(before - (await crn(alice)) >= 1_000n * CRN);
});

check('fee_should_be_taken_in_stcrn_when_the_transaction_names_it', async () => {
  const { CRN, alice, bob } = page;
  const before = { alice: await crn(alice), bob: await crn(bob), shares: await stcrn(alice) };
  await follow('## Pay a fee in stCRN');
  const { assetId } = event(page.paid, 'assetTxPayment.AssetTxFeePaid').data;
  assert.equal(assetId.unwrap().toNumber(), STCRN);
  assert.ok(page.fee.gtn(0));
  assert.equal(await crn(alice), before.alice - CRN);
  assert.equal(await crn(bob), before.bob + CRN);
  assert.equal(await stcrn(alice), before.shares - page.fee.toBigInt());
});

check('account_should_pay_its_fee_when_it_has_only_stcrn', async () => {
  const { CRN, alice, api, send } = page;
  const newcomer = await account('//Newcomer');
  await send(api.tx.assets.transferKeepAlive(STCRN, newcomer.address, 5n * CRN), alice);
  const before = await stcrn(alice);
  const back = api.tx.assets.transferKeepAlive(STCRN, alice.address, CRN);
  const events = await send(back, newcomer, { assetId: STCRN });
  const { actualFee } = event(events, 'assetTxPayment.AssetTxFeePaid').data;
  assert.equal(await crn(newcomer), 0n);
  assert.equal(await stcrn(newcomer), 4n * CRN - actualFee.toBigInt());
  assert.equal(await stcrn(alice), before + CRN);
  // Fees are not accepted in another asset, and the account has no CRN.
  await assert.rejects(send(back, newcomer, { assetId: 2 }), /Payment|1010/);
  await assert.rejects(send(back, newcomer), /Inability to pay|1010/);
});

check('stake_should_be_bonded_and_unbonding_when_the_steps_are_followed', async () => {
  const { CRN, alice, api } = page;
  await follow('## Stake');
  const ledger = (await api.query.staking.ledger(alice.address)).unwrap();
  assert.equal(ledger.active.toBigInt(), 60n * CRN);
  assert.equal(page.unlocking[0].value.toBigInt(), 40n * CRN);
  // Nothing could be withdrawn yet.
  assert.equal(ledger.total.toBigInt(), 100n * CRN);
  const nominations = (await api.query.staking.nominators(alice.address)).unwrap();
  assert.equal(nominations.targets[0].toString(), page.validator.toString());
});

check('ticket_should_be_transferred_and_restaked_when_its_owner_asks', async () => {
  const { CRN, api, bob } = page;
  await waitUntil('the last era is settled', isSettled);
  const before = await stcrn(bob);
  await follow('### Leave with a ticket');
  assert.equal(
    page.preview.value.toString(),
    event(page.requested, 'liquidStaking.ExitRequested').data.value.toString(),
  );
  const mine = page.open.items.find((item) => item.ticket.eq(page.ticket));
  assert.equal(mine.shares.toBigInt(), 50n * CRN);
  assert.ok((await stcrn(bob)) > before);
  assert.equal((await api.rpc.liquidStaking.tickets(bob.address)).items.length, 0);
});

check('ticket_should_be_paid_when_its_turn_comes', async () => {
  const { CRN, alice, api, deadline, send } = page;
  const requested = await send(api.tx.liquidStaking.requestExit(5n * CRN, 0, deadline), alice);
  const { ticket, value } = event(requested, 'liquidStaking.ExitRequested').data;
  const before = await crn(alice);
  const isPaid = async () => (await api.query.liquidStaking.tickets(ticket)).isNone;
  const refusal = await send(api.tx.liquidStaking.claim(ticket), page.bob).catch((error) => error.message);
  // On a busy machine, its turn may have come before the claim was in a block.
  assert.match(refusal, (await isPaid()) ? /NothingFinalised|NoSuchTicket/ : /NothingFinalised/);
  await waitUntil('the ticket is paid automatically', isPaid, { seconds: 420 });
  assert.equal(await crn(alice), before + value.toBigInt());
  await assert.rejects(send(api.tx.liquidStaking.claim(ticket), page.bob), /liquidStaking.NoSuchTicket/);
});

check('instant_exit_should_pay_what_was_quoted_when_the_buffer_is_full', async () => {
  const { CRN, api } = page;
  const isQuoted = async () => (await api.call.liquidStakingApi.previewInstantExit(10n * CRN)).isSome;
  await waitUntil('instant exits are possible, which they are not in the first era', isQuoted, { seconds: 240 });
  await follow('### Leave at once');
  const { paid, fee } = event(page.left, 'liquidStaking.InstantExitPaid').data;
  assert.equal(paid.toString(), page.quote.value.toString());
  assert.equal(fee.toString(), page.quote.fee.toString());
});

check('claims_should_fail_when_there_is_nothing_to_claim', async () => {
  const { alice, api, send } = page;
  await send(api.tx.utility.batchAll(onboardingCalls(api, alice, deviceKey(7))), alice);
  await follow('## Claim the rewards of devices');
  assert.deepEqual(
    page.owed.devices.unwrap().items.map(({ device }) => device.toNumber()),
    [0],
  );
  assert.deepEqual(page.devices, []);
  const { rewardEmission } = api.tx;
  for (const claim of [
    rewardEmission.claim(0),
    rewardEmission.claimMany([0]),
    rewardEmission.claimAccount(alice.address),
  ]) {
    await assert.rejects(send(claim, alice), /rewardEmission.NothingToClaim/);
  }
});
