// Tests a light client on a local network. It has the chain spec and the nodes' addresses, but no JSON-RPC.

import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';

import { compactFromU8a, hexToU8a } from '@polkadot/util';

import { CRN, finalizedNumber, waitUntil } from '../lib/chain.mjs';
import { Checks } from '../lib/checks.mjs';
import { LightClient, checkpointOf, specOf } from '../lib/light.mjs';
import { Network } from '../lib/network.mjs';
import { connect, event, signer } from '../lib/papi.mjs';

const folder = mkdtempSync(join(tmpdir(), 'cairn-light-client-'));
const checks = new Checks(folder);
const { check } = checks;
const network = new Network(folder, { offset: 40 });
const [alice, bob] = network.validators;
let light;
let full;

function lightClient(name, spec) {
  return new LightClient({ spec, peers: network.validators, logPath: join(folder, `${name}.log`) });
}

before(async () => {
  await network.start();
  await bob.api();
  light = lightClient('light', specOf(network));
  full = connect(bob);
});

after(async () => {
  await light?.stop();
  full?.destroy();
  await network.stop();
  checks.cleanUp();
});

/** Returns a block that the light client considers final, at height `least` or above. */
function finalBlock({ client }, least = 1) {
  return waitUntil(
    `block ${least} is final`,
    async () => {
      const block = await client.getFinalizedBlock();
      return block.number >= least && block;
    },
    { seconds: 300 },
  );
}

/** Fails unless all nodes have the block in their chain. */
async function assertKnownToAll({ number, hash }) {
  for (const node of network.validators) {
    await waitUntil(
      `${node.name} has block ${number}`,
      async () => (await node.rpc('chain_getBlockHash', number)) === hash,
    );
  }
}

/** Asks the light client and a full node, fails unless they agree, and returns the answer. */
async function askBoth(ask) {
  const block = await finalBlock(light);
  // Hold the block: the light client drops it when the next one is final, and cannot fetch it again.
  const release = light.client.hodlBlock(block.hash);
  try {
    await assertKnownToAll(block);
    const answer = await ask(light.client.getUnsafeApi(), { at: block.hash });
    assert.deepEqual(answer, await ask(full.getUnsafeApi(), { at: block.hash }));
    return answer;
  } finally {
    release();
  }
}

check('light_client_should_finalise_the_same_blocks_as_full_nodes_when_it_knows_the_chain_spec', async () => {
  await assertKnownToAll(await finalBlock(light, 3));
});

check('storage_should_match_a_full_node_when_a_light_client_reads_it', async () => {
  const { address } = await signer('//Alice');
  const account = await askBoth((api, at) => api.query.System.Account.getValue(address, at));
  assert.equal(account.data.free, 5_000_000n * CRN);
  await waitUntil('a window opens', () => askBoth((api, at) => api.query.ProofOfCoverage.CurrentWindow.getValue(at)));
  const windows = await askBoth((api, at) => api.query.ProofOfCoverage.Windows.getEntries(at));
  assert.ok(windows.length > 0);
});

check('runtime_calls_should_match_a_full_node_when_a_light_client_executes_them', async () => {
  const version = await askBoth((api, at) => api.apis.Core.version(at));
  assert.equal(version.spec_name, 'cairn');
  const rates = await askBoth((api, at) => api.apis.LiquidStakingApi.rates(at));
  assert.deepEqual(await askBoth((api, at) => api.view.LiquidStaking.rates(at)), rates);
});

check('transaction_should_reach_all_nodes_when_a_light_client_sends_it', async () => {
  const [from, { address }] = [await signer('//Alice'), await signer('//a stranger')];
  const transfer = { dest: { type: 'Id', value: address }, value: 3n * CRN };
  const { ok, block, events } = await light.client
    .getUnsafeApi()
    .tx.Balances.transfer_keep_alive(transfer)
    .signAndSubmit(from);
  assert.ok(ok);
  assert.equal(event(events, 'Balances.Transfer').amount, 3n * CRN);
  await assertKnownToAll(block);
});

check('light_client_should_keep_following_the_chain_when_the_authorities_change', async () => {
  const setId = (api, at) => api.query.Grandpa.CurrentSetId.getValue(at);
  await waitUntil('the authority set changes', async () => (await askBoth(setId)) > 0n, { seconds: 400 });
  const { number } = await finalBlock(light);
  await assertKnownToAll(await finalBlock(light, number + 2));
});

/** Syncs another light client up to a final block. Returns the number of the block at which it started. */
async function syncLateClient(name, spec, number) {
  const late = lightClient(name, spec);
  try {
    const first = await late.client.getFinalizedBlock();
    await assertKnownToAll(await finalBlock(late, number));
    return first.number;
  } finally {
    await late.stop();
  }
}

check('light_client_should_catch_up_when_it_starts_late', async () => {
  const number = await finalizedNumber(await bob.api());
  await syncLateClient('late', specOf(network), number + 1);
});

check('light_client_should_start_at_a_final_block_when_its_chain_spec_names_one', async () => {
  const spec = await checkpointOf(alice);
  assert.deepEqual(Object.keys(spec.genesis), ['stateRootHash']);
  // The block number follows the parent's hash.
  const header = hexToU8a(spec.lightSyncState.finalizedBlockHeader);
  const begin = compactFromU8a(header.subarray(32))[1].toNumber();
  assert.ok(begin > 0);
  assert.ok((await syncLateClient('checkpoint', spec, begin + 3)) >= begin);
});
