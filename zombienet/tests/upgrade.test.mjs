// Tests a runtime upgrade as docs/developers.md describes it, with four validators and a node that joins
// late.

import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before as beforeAll } from 'node:test';

import { hexToU8a } from '@polkadot/util';
import { blake2AsHex } from '@polkadot/util-crypto';

import { CRN, account, activeEra, bestNumber, finalizedNumber, send, waitUntil } from '../lib/chain.mjs';
import { Checks } from '../lib/checks.mjs';
import { Network } from '../lib/network.mjs';
import { CODE_KEY, NEXT_RUNTIME } from '../lib/node.mjs';
import { upgrade } from '../lib/upgrade.mjs';

/** The maximum number of keys that a node returns at once. */
const KEYS_PER_PAGE = 1_000;

const folder = mkdtempSync(join(tmpdir(), 'cairn-upgrade-'));
const checks = new Checks(folder);
const { check } = checks;
const network = new Network(folder, { offset: 60 });
let api;
let alice;

/** The spec_version before the upgrade, and a transaction signed for it. */
let before;

/** The block that replaced the runtime. The next block is the first to run the new one. */
let upgraded;

beforeAll(async () => {
  await network.start();
  api = await network.validators[0].api();
  alice = await account('//Alice');
  const transfer = api.tx.balances.transferKeepAlive(alice.address, CRN);
  before = {
    specVersion: await versionOf(network.validators[0]),
    transaction: (await transfer.signAsync(await account('//Bob'), { era: 0 })).toHex(),
  };
});

after(async () => {
  await network.stop();
  checks.cleanUp();
});

const versionOf = async (node, ...at) => (await node.rpc('state_getRuntimeVersion', ...at)).specVersion;

/** Returns digests of storage that neither blocks nor an upgrade may change, as raw bytes. */
async function digests(hash) {
  const { assets, staking, system } = api.query;
  const [node] = network.validators;
  const digest = {};
  for (const [name, entry] of Object.entries({
    accounts: system.account,
    bonds: staking.ledger,
    tokens: assets.account,
    validators: staking.validators,
  })) {
    const keys = await node.rpc('state_getKeysPaged', entry.keyPrefix(), KEYS_PER_PAGE, null, hash);
    assert.ok(keys.length > 0 && keys.length < KEYS_PER_PAGE, `there are ${keys.length} ${name}`);
    const [{ changes }] = await node.rpc('state_queryStorageAt', keys, hash);
    digest[name] = blake2AsHex(JSON.stringify(changes));
  }
  return digest;
}

check('runtime_should_be_rejected_when_its_version_is_not_higher', async () => {
  const current = await network.validators[0].rpc('state_getStorage', CODE_KEY);
  await assert.rejects(upgrade(api, hexToU8a(current), alice), /system.SpecVersionNeedsToIncrease/);
});

check('runtime_should_be_replaced_when_sudo_sets_a_higher_version', async () => {
  assert.ok(existsSync(NEXT_RUNTIME), `${NEXT_RUNTIME} is missing: see CONTRIBUTING.md, Test`);
  // Upgrade early in an era, because the end of an era would change the state too, and every node
  // compiles the new runtime before it produces the next block.
  await waitUntil('an era is in its first session', async () => {
    const [session, era] = [await api.query.session.currentIndex(), await activeEra(api)];
    const first = (await api.query.staking.erasStartSessionIndex(era)).unwrap();
    const slot = (await api.query.babe.currentSlot()).toNumber() - (await api.query.babe.genesisSlot()).toNumber();
    return session.eq(first) && slot % api.consts.babe.epochDuration.toNumber() <= 5;
  });
  const block = await upgrade(api, readFileSync(NEXT_RUNTIME), alice);
  upgraded = { block, number: (await api.rpc.chain.getHeader(block)).number.toNumber() };
  for (const node of network.validators) {
    await waitUntil(`${node.name} runs the next runtime`, async () => (await versionOf(node)) > before.specVersion);
  }
});

check('state_should_be_kept_when_the_runtime_is_replaced', async () => {
  await waitUntil('the next block is final', async () => (await finalizedNumber(api)) > upgraded.number);
  const next = await api.rpc.chain.getBlockHash(upgraded.number + 1);
  const parent = await api.rpc.chain.getBlockHash(upgraded.number - 1);
  assert.equal(await versionOf(network.validators[0], parent.toHex()), before.specVersion);
  assert.ok((await versionOf(network.validators[0], upgraded.block)) > before.specVersion);
  assert.deepEqual(await digests(next.toHex()), await digests(upgraded.block));
});

check('transaction_should_be_rejected_when_it_was_signed_for_the_previous_runtime', async () => {
  // A node's transaction pool may lag behind its chain.
  await waitUntil('the pool knows the next runtime', async () => (await bestNumber(api)) >= upgraded.number + 2);
  // For a moment after a reorganisation, a pool may validate on a block of the pruned fork, whose state is
  // discarded. It answers 1002 then and bans the transaction, so the next node has to tell.
  const submit = (node) => node.rpc('author_submitExtrinsic', before.transaction);
  const answers = [];
  for (const node of network.validators) {
    if (answers.every(({ code }) => code === 1002)) answers.push(await submit(node).catch((error) => error));
  }
  const { code, data } = answers.at(-1);
  assert.equal(code, 1010, JSON.stringify(answers));
  assert.match(data, /bad signature/);
});

check('transfer_should_reach_its_account_when_it_is_signed_for_the_next_runtime', async () => {
  const stranger = await account('//a stranger');
  const { block } = await send(api, api.tx.balances.transferKeepAlive(stranger.address, 3n * CRN), alice);
  const { data } = await (await api.at(block)).query.system.account(stranger.address);
  assert.equal(data.free.toBigInt(), 3n * CRN);
});

check('sessions_should_continue_when_the_runtime_is_replaced', async () => {
  const index = async () => (await api.query.session.currentIndex()).toNumber();
  const reached = await index();
  await waitUntil('the session after the next begins', async () => (await index()) >= reached + 2, { seconds: 180 });
  await waitUntil(
    'blocks of the next runtime are final',
    async () => (await finalizedNumber(api)) > upgraded.number + 5,
  );
});

check('killed_validator_should_catch_up_when_the_runtime_was_replaced', async () => {
  const bob = network.validators[1];
  await bob.stop('SIGKILL');
  const reached = await bestNumber(api);
  bob.start();
  const bobs = await bob.api();
  await waitUntil('bob has finalised later blocks', async () => (await finalizedNumber(bobs)) > reached);
  assert.equal(await versionOf(bob), await versionOf(network.validators[0]));
});

check('new_node_should_execute_both_runtimes_when_it_syncs_from_genesis', async () => {
  const ferdie = network.join('ferdie', ['--sync', 'full']);
  const ferdies = await ferdie.api();
  await waitUntil('ferdie has caught up', async () => (await finalizedNumber(ferdies)) > upgraded.number);
  assert.equal(await versionOf(ferdie, await ferdie.rpc('chain_getBlockHash', 1)), before.specVersion);
  assert.equal(await versionOf(ferdie), await versionOf(network.validators[0]));
  assert.equal(await ferdie.rpc('chain_getBlockHash', upgraded.number), upgraded.block);
});
