// Tests transactions of a hardware wallet. The wallet signs the metadata's hash with the transaction, so
// that the chain rejects a transaction that the wallet displayed wrongly. Only release builds contain
// the hash: scripts/release runs this file on one.

import assert from 'node:assert/strict';
import { after, before } from 'node:test';

import { merkleizeMetadata } from '@polkadot-api/merkleize-metadata';
import { u8aToHex } from '@polkadot/util';

import { CRN, account, event, finalizedNumber, send, waitUntil } from '../lib/chain.mjs';
import { singleNode } from '../lib/single-node.mjs';

/** The mode of `CheckMetadataHash` in which the hash is signed. */
const MODE_ENABLED = 1;

const { checks, check, node } = singleNode('release', 50);
let api;
let alice;
let bob;

before(async () => {
  node.start();
  api = await node.api();
  [alice, bob] = [await account('//Alice'), await account('//Bob')];
});

after(async () => {
  await node.stop();
  checks.cleanUp();
});

/** Computes the hash of the metadata and the token's symbol and decimals (RFC 78), independently of the runtime. */
async function metadataHash(change = {}) {
  const metadata = (await api.call.metadata.metadataAtVersion(15)).unwrap();
  const wallet = { decimals: 12, tokenSymbol: 'CRN', ...change };
  return u8aToHex(merkleizeMetadata(metadata.toU8a(true), wallet).digest());
}

check('transaction_should_be_accepted_when_the_correct_metadata_hash_is_signed', async () => {
  const free = async () => (await api.query.system.account(bob.address)).data.free.toBigInt();
  const reached = await free();
  const transfer = api.tx.balances.transferKeepAlive(bob.address, CRN);
  const { block, events } = await send(api, transfer, alice, {
    mode: MODE_ENABLED,
    metadataHash: await metadataHash(),
  });
  assert.ok(event(events, 'balances.Transfer'));
  assert.equal(await free(), reached + CRN);
  const { number } = await api.rpc.chain.getHeader(block);
  await waitUntil('the block is final', async () => (await finalizedNumber(api)) >= number.toNumber());
});

check('transaction_should_be_rejected_when_the_wallet_displayed_other_metadata', async () => {
  const transfer = api.tx.balances.transferKeepAlive(bob.address, CRN);
  const wrong = await metadataHash({ decimals: 10 });
  await assert.rejects(send(api, transfer, alice, { mode: MODE_ENABLED, metadataHash: wrong }), /bad signature/);
});
