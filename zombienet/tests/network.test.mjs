// Tests four validators over two eras: a real client does on real processes what wallets, nominators and
// validators do.

import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';

import { u8aToHex } from '@polkadot/util';

import {
  CRN,
  account,
  activeEra,
  bestNumber,
  event,
  finalizedNumber,
  send,
  sendFinal,
  waitUntil,
  blockAuthors,
} from '../lib/chain.mjs';
import { Checks } from '../lib/checks.mjs';
import { Network } from '../lib/network.mjs';

/** Slots are assigned by lottery: one of four validators may wait many slots for one. */
const AUTHOR_TIMEOUT = { seconds: 240 };

const folder = mkdtempSync(join(tmpdir(), 'cairn-network-'));
const checks = new Checks(folder);
const { check } = checks;
const network = new Network(folder);
let api;

before(async () => {
  await network.start();
  api = await network.validators[0].api();
});

after(async () => {
  await network.stop();
  checks.cleanUp();
});

check('network_should_finalise_when_four_validators_run', async () => {
  await waitUntil('the fourth block is final', async () => (await finalizedNumber(api)) >= 4);
  // Three of the four are enough for finality: the last one may still be starting.
  await waitUntil('alice is connected to all others', async () => {
    const { peers, isSyncing } = await network.validators[0].rpc('system_health');
    return peers >= 3 && !isSyncing;
  });
});

check('nominator_should_have_a_bond_and_targets_when_it_bonds_and_nominates', async () => {
  const eve = await account('//Eve');
  const alice = await account('//Alice//stash');
  const { block, events } = await send(
    api,
    api.tx.utility.batchAll([api.tx.staking.bond(1_000n * CRN, 'Stash'), api.tx.staking.nominate([alice.address])]),
    eve,
  );
  assert.equal(event(events, 'staking.Bonded').data.amount.toBigInt(), 1_000n * CRN);
  const nominations = (await (await api.at(block)).query.staking.nominators(eve.address)).unwrap();
  assert.deepEqual(nominations.targets.map(String), [api.createType('AccountId', alice.address).toString()]);
});

// The keys are rotated early and checked at the end: new keys apply from the session after the next.
let rotated;

check('new_session_keys_should_be_queued_when_a_validator_rotates_them', async () => {
  const dave = network.validators[3];
  const stash = await account('//Dave//stash');
  rotated = await dave.rpc('author_rotateKeysWithOwner', u8aToHex(stash.publicKey));
  assert.equal(await dave.rpc('author_hasSessionKeys', rotated.keys), true);
  const { block, events } = await send(api, api.tx.session.setKeys(rotated.keys, rotated.proof), stash);
  assert.ok(event(events, 'system.ExtrinsicSuccess'));
  const { session } = (await api.at(block)).query;
  assert.equal((await session.nextKeys(stash.address)).unwrap().toHex(), rotated.keys);
});

check('session_keys_should_be_rejected_when_their_proof_names_another_owner', async () => {
  const bob = await account('//Bob//stash');
  const stolen = await network.validators[1].rpc(
    'author_rotateKeysWithOwner',
    u8aToHex((await account('//Eve')).publicKey),
  );
  await assert.rejects(send(api, api.tx.session.setKeys(stolen.keys, stolen.proof), bob), /InvalidProof/);
});

check('metadata_should_decode_when_read_in_each_version', async () => {
  for (const version of [14, 15, 16]) {
    const metadata = (await api.call.metadata.metadataAtVersion(version)).unwrap();
    // The four bytes "meta", then the version.
    const bytes = metadata.toU8a(true);
    assert.equal(bytes[4], version);
    assert.ok(bytes.length > 100_000, `metadata v${version} has ${bytes.length} bytes`);
  }
  const extensions =
    api.runtimeMetadata.asLatest.extrinsic.transactionExtensions ??
    api.runtimeMetadata.asLatest.extrinsic.signedExtensions;
  assert.deepEqual(
    extensions.map(({ identifier }) => identifier.toString()),
    [
      'AuthorizeCall',
      'CheckNonZeroSender',
      'CheckSpecVersion',
      'CheckTxVersion',
      'CheckGenesis',
      'CheckMortality',
      'CheckNonce',
      'CheckWeight',
      'ChargeAssetTxPayment',
      'CheckMetadataHash',
      'WeightReclaim',
    ],
  );
  assert.equal(api.registry.chainSS58, 9285);
  assert.deepEqual(api.registry.chainTokens, ['CRN']);
  assert.deepEqual(api.registry.chainDecimals, [12]);
});

check('transfer_should_move_the_amount_and_burn_a_fee_when_signed', async () => {
  const alice = await account('//Alice');
  const stranger = await account('//a stranger');
  const balance = async (who, hash) =>
    (await (await api.at(hash)).query.system.account(who.address)).data.free.toBigInt();
  const { block, events } = await sendFinal(api, api.tx.balances.transferKeepAlive(stranger.address, 3n * CRN), alice);
  const { parentHash, number } = await api.rpc.chain.getHeader(block);
  assert.equal(await balance(stranger, block), 3n * CRN);
  const fee = event(events, 'transactionPayment.TransactionFeePaid').data.actualFee.toBigInt();
  assert.ok(fee > 0n && fee < CRN / 100n, `the fee is ${fee}`);
  assert.equal(await balance(alice, block), (await balance(alice, parentHash)) - 3n * CRN - fee);
  assert.ok((await finalizedNumber(api)) >= number.toNumber());
});

check('windows_should_have_the_same_seed_on_all_nodes_when_they_open', async () => {
  const index = await waitUntil('the second window opens', async () => {
    const current = (await api.query.proofOfCoverage.currentWindow()).unwrapOr(undefined)?.toNumber();
    return current !== undefined && current > 0 && current;
  });
  const window = async (number) => (await api.query.proofOfCoverage.windows(number)).unwrap();
  const [last, current] = [await window(index - 1), await window(index)];
  assert.notEqual(last.seed.toHex(), current.seed.toHex());
  assert.equal(current.beginsAt.toNumber(), last.revealFrom.toNumber());
  // The seed depends on the VRF output of the previous block.
  const before = await api.rpc.chain.getBlockHash(current.beginsAt.toNumber() - 1);
  assert.ok((await api.query.babe.authorVrfRandomness.at(before)).isSome);
  const there = await network.validators[2].api();
  const [, same] = await waitUntil('the window is open on the other node', async () => {
    const known = await there.call.proofOfCoverageApi.window(index);
    return known.isSome && known.unwrap();
  });
  assert.equal(same.seed.toHex(), current.seed.toHex());
});

check('killed_validator_should_continue_with_its_database_when_it_restarts', async () => {
  const bob = network.validators[1];
  const reached = await bestNumber(await bob.api());
  await bob.stop('SIGKILL');
  await waitUntil('finality advances without bob', async () => (await finalizedNumber(api)) > reached);
  const log = bob.log.length;
  bob.start();
  const bobs = await bob.api();
  await waitUntil('bob has caught up', async () => (await finalizedNumber(bobs)) >= (await finalizedNumber(api)) - 1);
  const since = bob.log.slice(log);
  assert.match(since, /Highest known block at #[1-9]/, 'it started at genesis instead of its last block');
  const author = bobs.createType('AccountId', (await account('//Bob//stash')).address).toString();
  await waitUntil(
    'bob authors a block again',
    async () => {
      const head = await api.derive.chain.getHeader(await api.rpc.chain.getBlockHash());
      return head.author?.toString() === author;
    },
    AUTHOR_TIMEOUT,
  );
});

check('new_node_should_reach_the_finalised_head_when_it_warp_syncs', async () => {
  const target = await finalizedNumber(api);
  const ferdie = network.join('ferdie', ['--sync', 'warp']);
  // Warp sync downloads finality proofs, then the state at the block where they end, then later blocks.
  await waitUntil('the finality proofs are verified', () => ferdie.log.includes('Warp sync is complete'));
  await waitUntil('the state is downloaded', () => ferdie.log.includes('State sync is complete'));
  const head = await waitUntil('ferdie has the finalised head', async () => {
    const hash = await ferdie.rpc('chain_getFinalizedHead');
    const header = await ferdie.rpc('chain_getHeader', hash);
    return header !== null && Number(header.number) >= target && hash;
  });
  const { number } = await ferdie.rpc('chain_getHeader', head);
  await waitUntil('alice has the same head', async () => (await finalizedNumber(api)) >= Number(number));
  assert.equal(await network.validators[0].rpc('chain_getBlockHash', Number(number)), head);
  assert.equal((await ferdie.rpc('state_getRuntimeVersion', head)).specName, 'cairn');
});

check('node_should_follow_the_chain_when_it_runs_without_grandpa', async () => {
  const greta = network.join('greta', ['--no-grandpa']);
  const gretas = await greta.api();
  const head = await bestNumber(api);
  await waitUntil('greta has the head', async () => (await bestNumber(gretas)) > head);
});

check('stakers_should_be_paid_when_an_era_has_ended', async () => {
  const eve = await account('//Eve');
  const alice = await account('//Alice//stash');
  const { rewardEmission, staking } = api.query;
  const [address, validator] = [eve, alice].map((who) => api.createType('AccountId', who.address).toString());
  // The nomination counts from era 1 or 2, and slots are assigned by lottery.
  const era = await waitUntil(
    'the validator authors a block in an era with its nominator',
    async () => {
      const active = await activeEra(api);
      for (let past = 1; past < active; past += 1) {
        const exposed = await staking.erasStakersPaged(past, validator, 0);
        const isNominated = exposed.isSome && exposed.unwrap().others.some(({ who }) => who.toString() === address);
        if (isNominated && (await blockAuthors(api, past)).includes(validator)) return past;
      }
      return false;
    },
    { seconds: 600, every: 3 },
  );
  // Payouts are automatic: blocks with weight to spare pay them.
  await waitUntil(`era ${era} is paid`, async () => (await rewardEmission.stakerPayoutCursor()).era.toNumber() > era);
  assert.deepEqual((await staking.claimedRewards(era, validator)).toJSON(), [0]);
  const totalAt = async (hash) => {
    const { free, reserved } = (await api.query.system.account.at(hash, eve.address)).data;
    return free.toBigInt() + reserved.toBigInt();
  };
  let reward;
  // Slots are missed, so the era's last block cannot be computed: search backwards.
  for (let number = await bestNumber(api); number > 0 && reward === undefined; number -= 1) {
    const hash = await api.rpc.chain.getBlockHash(number);
    const events = (await api.query.system.events.at(hash)).map(({ event }) => event);
    reward = events.find(
      ({ section, method, data }) =>
        section === 'staking' && method === 'Rewarded' && data.stash.toString() === address,
    );
    if (reward === undefined) continue;
    assert.ok(reward.data.amount.toBigInt() > 0n);
    const before = await totalAt(await api.rpc.chain.getBlockHash(number - 1));
    assert.equal(await totalAt(hash), before + reward.data.amount.toBigInt());
  }
  assert.ok(reward, 'the nominator was not paid');
});

check('validator_should_author_blocks_with_its_new_keys_when_their_session_begins', async () => {
  const stash = await account('//Dave//stash');
  // The GRANDPA key comes first, then the BABE key.
  const babeKey = rotated.keys.slice(2 + 64, 2 + 128);
  const authorities = (await api.query.babe.authorities()).map(([key]) => key.toHex().slice(2));
  assert.ok(authorities.includes(babeKey), 'the new key is not among the authorities');
  const author = api.createType('AccountId', stash.address).toString();
  await waitUntil(
    'dave authors a block',
    async () => {
      const head = await api.derive.chain.getHeader(await api.rpc.chain.getBlockHash());
      return head.author?.toString() === author;
    },
    AUTHOR_TIMEOUT,
  );
});
