// Usage: node spec.mjs NETWORK FILE [--raw]
//
// Writes the chain spec of NETWORK.toml to FILE. Runs CAIRN_NODE, or the cairn-node on PATH.
//
// Plain, its accounts have their generic addresses. Zombienet writes accounts so, and takes another
// spelling for another account: the genesis would give a stash its balance twice, and be refused.
//
// With --raw nobody edits the spec any more, so it has the network's own validators already: each
// node's stash is //Name//stash and its session keys are //Name, as in Zombienet.

import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

import { Keyring } from '@polkadot/keyring';
import { cryptoWaitReady, decodeAddress, encodeAddress } from '@polkadot/util-crypto';

const [network, file, flag] = process.argv.slice(2);
if (file === undefined || (flag ?? '--raw') !== '--raw') {
  console.error('usage: node spec.mjs NETWORK FILE [--raw]');
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
  appoint(names, spec.genesis.runtimeGenesis.patch);
  writeFileSync(file, JSON.stringify(spec));
  // The node reads the whole file before it writes.
  cairnNode('export-chain-spec', '--chain', file, '--raw', '--output', file);
}

/** Makes the nodes called `names`, and nobody else, the validators of a genesis. */
function appoint(names, { balances: { balances }, session, staking }) {
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
