// What a hardware wallet does: it signs the metadata's hash with the transaction, so that the chain
// refuses what the wallet has shown wrongly. Only release builds know the hash: scripts/release
// runs this on one.

import assert from 'node:assert/strict';
import { after, before } from 'node:test';

import { merkleizeMetadata } from '@polkadot-api/merkleize-metadata';
import { u8aToHex } from '@polkadot/util';

import { CRN, account, event, finalizedNumber, send, until } from '../lib/chain.mjs';
import { loneNode } from '../lib/lone.mjs';

/** The mode of `CheckMetadataHash` in which the hash is signed. */
const CHECKED = 1;

const { checks, check, node } = loneNode('release', 50);
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
  checks.tidy();
});

/** The hash of the metadata and of the token's name and decimals (RFC 78), made by another implementation than the runtime's. */
async function metadataHash(change = {}) {
  const metadata = (await api.call.metadata.metadataAtVersion(15)).unwrap();
  const wallet = { decimals: 12, tokenSymbol: 'CRN', ...change };
  return u8aToHex(merkleizeMetadata(metadata.toU8a(true), wallet).digest());
}

check('transaction_should_be_accepted_when_the_right_metadata_hash_is_signed', async () => {
  const free = async () => (await api.query.system.account(bob.address)).data.free.toBigInt();
  const reached = await free();
  const transfer = api.tx.balances.transferKeepAlive(bob.address, CRN);
  const { block, events } = await send(api, transfer, alice, { mode: CHECKED, metadataHash: await metadataHash() });
  assert.ok(event(events, 'balances.Transfer'));
  assert.equal(await free(), reached + CRN);
  const { number } = await api.rpc.chain.getHeader(block);
  await until('it is final', async () => (await finalizedNumber(api)) >= number.toNumber());
});

check('transaction_should_be_refused_when_the_wallet_has_shown_something_else', async () => {
  const transfer = api.tx.balances.transferKeepAlive(bob.address, CRN);
  const wrong = await metadataHash({ decimals: 10 });
  await assert.rejects(send(api, transfer, alice, { mode: CHECKED, metadataHash: wrong }), /bad signature/);
});
