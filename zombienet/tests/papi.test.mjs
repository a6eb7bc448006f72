// Tests PAPI with a real node: descriptors are generated from its metadata, and a wallet's actions use
// them.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before } from 'node:test';

import { u8aToHex } from '@polkadot/util';
import { CompatibilityLevel } from 'polkadot-api';

import { CRN, NO_DEADLINE, STCRN, account, finalizedNumber, send, waitUntil } from '../lib/chain.mjs';
import { PLACE, onboardingCalls, deviceKey } from '../lib/device.mjs';
import { singleNode } from '../lib/single-node.mjs';
import { connect, descriptors, event, signer } from '../lib/papi.mjs';

const { folder, checks, check, node } = singleNode('papi', 30);
const device = deviceKey(7);
let cairn;
let client;
let api;
let alice;

before(async () => {
  node.start();
  // PAPI reads the genesis hash from a block's state, which has it from the first block on.
  const full = await node.api();
  await waitUntil('the first block is final', async () => (await finalizedNumber(full)) > 0);
  const owner = await account('//Alice');
  const { block } = await send(full, full.tx.utility.batchAll(onboardingCalls(full, owner, device)), owner);
  const onboardedAt = (await full.rpc.chain.getHeader(block)).number.toNumber();
  await waitUntil('the device is final', async () => (await finalizedNumber(full)) >= onboardedAt);
  cairn = await descriptors(node, join(folder, 'papi'));
  client = connect(node);
  api = client.getTypedApi(cairn);
  alice = await signer('//Alice');
});

after(async () => {
  client?.destroy();
  await node.stop();
  checks.cleanUp();
});

/** Returns the final block at which compared reads are made. */
async function finalBlock() {
  return { at: (await client.getFinalizedBlock()).hash };
}

/** Returns the balance of an account in CRN and in stCRN. */
async function holdings(address, where) {
  const { data } = await api.query.System.Account.getValue(address, where);
  const shares = await api.query.Assets.Account.getValue(STCRN, address, where);
  return { crn: data.free, staked: shares?.balance ?? 0n };
}

check('descriptors_should_match_the_runtime_when_they_are_generated_from_its_node', async () => {
  assert.equal(cairn.genesis, await node.rpc('chain_getBlockHash', 0));
  const { compat } = await api.getStaticApis();
  const described = await cairn.descriptors;
  const kinds = {
    tx: 'tx',
    query: 'storage',
    constants: 'constants',
    event: 'events',
    apis: 'apis',
    view: 'viewFns',
  };
  for (const [kind, name] of Object.entries(kinds)) {
    const entries = Object.entries(described[name]).flatMap(([group, of]) =>
      Object.keys(of).map((entry) => [group, entry]),
    );
    assert.ok(entries.length > 20, `${entries.length} of ${kind}`);
    for (const [group, entry] of entries) {
      assert.ok(compat[kind][group][entry].isCompatible(CompatibilityLevel.Identical), `${kind} ${group}.${entry}`);
    }
  }
});

check('constants_should_match_the_docs_when_they_are_read', async () => {
  assert.equal(await api.constants.System.SS58Prefix(), 9285);
  assert.equal(await api.constants.Balances.ExistentialDeposit(), CRN / 100n);
  assert.equal((await api.constants.System.Version()).spec_name, 'cairn');
});

check('storage_should_match_the_nodes_rpc_when_both_read_one_block', async () => {
  const known = await waitUntil('a window opens', async () => {
    const where = await finalBlock();
    const index = await api.query.ProofOfCoverage.CurrentWindow.getValue(where);
    return index !== undefined && { where, index };
  });
  const window = await api.query.ProofOfCoverage.Windows.getValue(known.index, known.where);
  const reported = await node.rpc('coverage_window', null, known.where.at);
  assert.equal(reported.window, known.index);
  assert.equal(window.seed, reported.seed);
  assert.equal(window.begins_at, reported.beginsAt);
});

check('transfer_should_move_the_amount_when_its_block_is_final', async () => {
  const { address } = await signer('//a stranger');
  const before = await holdings(alice.address, await finalBlock());
  const call = api.tx.Balances.transfer_keep_alive({ dest: { type: 'Id', value: address }, value: 3n * CRN });
  const estimate = await call.getEstimatedFees(alice.address);
  const { ok, block, events } = await call.signAndSubmit(alice);
  assert.ok(ok);
  const moved = event(events, 'Balances.Transfer');
  assert.deepEqual(moved, { from: alice.address, to: address, amount: 3n * CRN });
  assert.equal(await node.rpc('chain_getBlockHash', block.number), block.hash);
  assert.ok((await client.getFinalizedBlock()).number >= block.number);
  const fee = event(events, 'TransactionPayment.TransactionFeePaid').actual_fee;
  assert.ok(fee > 0n && fee <= estimate, `the fee is ${fee}, the estimate was ${estimate}`);
  assert.equal((await holdings(address, { at: block.hash })).crn, 3n * CRN);
  assert.equal((await holdings(alice.address, { at: block.hash })).crn, before.crn - 3n * CRN - fee);
});

check('deposit_should_mint_the_previewed_shares_when_it_is_made', async () => {
  await waitUntil('deposits are not queued and no era ends soon', async () => {
    const { is_settling: isSettling } = await api.view.LiquidStaking.rates();
    const { Babe } = api.query;
    const slot = (await Babe.CurrentSlot.getValue()) - (await Babe.GenesisSlot.getValue());
    return !isSettling && slot % (await api.constants.Babe.EpochDuration()) < 5n;
  });
  const amount = 100n * CRN;
  const preview = await api.view.LiquidStaking.preview_deposit(amount);
  const deposit = { amount, min_out: preview, deadline: NO_DEADLINE };
  const { ok, block } = await api.tx.LiquidStaking.deposit(deposit).signAndSubmit(alice);
  assert.ok(ok);
  assert.equal((await holdings(alice.address, { at: block.hash })).staked, preview);
});

check('fee_should_be_paid_in_stcrn_when_the_account_has_no_crn', async () => {
  const eve = await signer('//nothing but stCRN');
  const give = (target, amount) => api.tx.Assets.transfer({ id: STCRN, target: { type: 'Id', value: target }, amount });
  await give(eve.address, 10n * CRN).signAndSubmit(alice);
  const { ok, block, events } = await give(alice.address, 4n * CRN).signAndSubmit(eve, { asset: STCRN });
  assert.ok(ok);
  const paid = event(events, 'AssetTxPayment.AssetTxFeePaid');
  assert.equal(paid.who, eve.address);
  assert.equal(paid.asset_id, STCRN);
  assert.ok(paid.actual_fee > 0n);
  assert.deepEqual(await holdings(eve.address, { at: block.hash }), { crn: 0n, staked: 6n * CRN - paid.actual_fee });
});

check('view_functions_should_match_the_runtime_apis_when_both_are_called', async () => {
  const where = await finalBlock();
  const [window] = await api.view.ProofOfCoverage.window(undefined, where);
  const radio = { frequency_hz: 868_100_000 };
  const announcement = { ...radio, frame: `0x${'00'.repeat(32)}`, tx_power_cdbm: 1300, spreading_factor: 12 };
  const measurement = { ...radio, rssi_cdbm: -11_000, snr_cdb: -300 };
  const asked = {
    DeviceRegistry: {
      device: [0],
      device_with_key: [u8aToHex(device.publicKey)],
      devices_of: [alice.address, undefined],
      devices_in_cell: [BigInt(`0x${PLACE.cell}`), undefined],
      reward_scale: [0],
      makers: [undefined],
      classes: [undefined],
      regions: [1],
    },
    ProofOfCoverage: {
      window: [undefined],
      is_challenged: [0, window],
      open_proof: [window, 0],
      preview_verdict: [0, announcement, 0, measurement],
      device_record: [0],
      parameters: [],
    },
    RewardEmission: {
      schedule_at: [1_900_000_000_000n],
      era: [],
      pending: [0],
      pending_of_account: [alice.address],
      pending_of_devices: [alice.address, undefined],
      projected_reward: [{ type: 'Coverage', value: undefined }, 10_000n],
    },
    LiquidStaking: {
      rates: [],
      preview_deposit: [CRN],
      preview_exit: [CRN],
      preview_instant_exit: [CRN],
      tickets_of: [alice.address, undefined],
      lanes: [],
      pending_slash: [],
      yearly_growth: [7, 365],
      parameters: [],
    },
  };
  const { viewFns } = await cairn.descriptors;
  for (const [pallet, functions] of Object.entries(asked)) {
    assert.deepEqual(Object.keys(functions).sort(), Object.keys(viewFns[pallet]).sort());
    for (const [name, args] of Object.entries(functions)) {
      const answer = await api.apis[`${pallet}Api`][name](...args, where);
      assert.deepEqual(await api.view[pallet][name](...args, where), answer, `${pallet}.${name}`);
    }
  }
  assert.equal((await api.view.DeviceRegistry.device(0, where)).owner, alice.address);
  const verdict = await api.view.ProofOfCoverage.preview_verdict(...asked.ProofOfCoverage.preview_verdict, where);
  assert.equal(verdict.type, 'SelfWitness');
});

check('error_should_be_named_when_the_runtime_rejects_the_call', async () => {
  const deposit = { amount: CRN / 2n, min_out: 0n, deadline: NO_DEADLINE };
  const { ok, dispatchError } = await api.tx.LiquidStaking.deposit(deposit).signAndSubmit(alice);
  assert.equal(ok, false);
  const { type, value } = dispatchError.value;
  assert.deepEqual([type, value.type], ['LiquidStaking', 'DepositTooSmall']);
});

check('transaction_should_be_rejected_when_its_fee_asset_is_not_accepted', async () => {
  const call = api.tx.System.remark({ remark: new Uint8Array([1]) });
  await assert.rejects(call.signAndSubmit(alice, { asset: 2 }), ({ error }) => {
    assert.deepEqual([error.type, error.value.type], ['Invalid', 'Payment']);
    return true;
  });
});
