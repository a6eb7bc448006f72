// Usage: node chain-spec.mjs NETWORK FILE [--raw]
//
// Writes the chain spec of NETWORK.toml to FILE. Runs CAIRN_NODE, or the cairn-node on PATH.
//
// A plain spec has generic SS58 addresses, because Zombienet writes accounts that way and treats another
// spelling as another account. With Cairn's addresses, the genesis would endow a stash twice and be
// rejected.
//
// A raw spec cannot be edited later, so this script sets the network's validators: each node's stash is
// //Name//stash and its session keys are //Name, as in Zombienet.

import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

import { Keyring } from '@polkadot/keyring';
import { cryptoWaitReady, decodeAddress, encodeAddress } from '@polkadot/util-crypto';

const [network, file, flag] = process.argv.slice(2);
if (file === undefined || (flag ?? '--raw') !== '--raw') {
  console.error('usage: node chain-spec.mjs NETWORK FILE [--raw]');
  process.exit(2);
}

const GENERIC = 42;
const OWN_ADDRESS = /(?<=")cr[1-9A-HJ-NP-Za-km-z]{47}(?=")/g;

const cairnNode = (...args) =>
  execFileSync(process.env.CAIRN_NODE ?? 'cairn-node', args, {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    stdio: ['ignore', 'pipe', 'pipe'],
  });

const config = readFileSync(new URL(`${network}.toml`, import.meta.url), 'utf8');
const names = [...config.matchAll(/^name = "(.*)"$/gm)].map(([, name]) => name);

const plain = cairnNode('export-chain-spec', '--chain', 'local').replace(OWN_ADDRESS, (address) =>
  encodeAddress(decodeAddress(address), GENERIC),
);

if (flag === undefined) {
  writeFileSync(file, plain);
} else {
  await cryptoWaitReady();
  const spec = JSON.parse(plain);
  setValidators(names, spec.genesis.runtimeGenesis.patch);
  writeFileSync(file, JSON.stringify(spec));
  // The node reads the whole file before it writes to it.
  cairnNode('export-chain-spec', '--chain', file, '--raw', '--output', file);
}

/** Replaces the validators of a genesis by the nodes called `names`. */
function setValidators(names, { balances: { balances }, session, staking }) {
  const [, , stake] = staking.stakers[0];
  const address = (type, uri) => new Keyring({ type, ss58Format: GENERIC }).addFromUri(uri).address;
  const validators = names.map((name) => {
    const seed = `//${name[0].toUpperCase()}${name.slice(1)}`;
    const key = address('sr25519', seed);
    return {
      stash: address('sr25519', `${seed}//stash`),
      keys: { grandpa: address('ed25519', seed), babe: key, authority_discovery: key },
    };
  });
  session.keys = validators.map(({ stash, keys }) => [stash, stash, keys]);
  staking.stakers = validators.map(({ stash }) => [stash, stash, stake, 'Validator']);
  staking.validatorCount = validators.length;
  const endowed = new Set(balances.map(([who]) => who));
  for (const { stash } of validators) if (!endowed.has(stash)) balances.push([stash, 2 * stake]);
}
