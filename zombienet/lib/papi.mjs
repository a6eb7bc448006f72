// PAPI: descriptors generated from a node's metadata, clients and signers.

import { execFile } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

import { WebSocket } from '@polkadot/x-ws';
import { AccountId, createClient } from 'polkadot-api';
import { getPolkadotSigner } from 'polkadot-api/signer';
import { getWsProvider } from 'polkadot-api/ws';

import { account } from './chain.mjs';

const MODULES = fileURLToPath(new URL('../node_modules', import.meta.url));
const PAPI = join(MODULES, 'polkadot-api', 'bin', 'cli.js');

const CONFIG = {
  version: 0,
  descriptorPath: 'descriptors',
  entries: {},
  // The descriptors are imported from their folder; PAPI must not install a package.
  options: { noDescriptorsPackage: true },
};

/** Generates the descriptors of a node's chain in a new folder and loads them. */
export async function descriptors(node, folder) {
  mkdirSync(join(folder, '.papi'), { recursive: true });
  writeFileSync(join(folder, '.papi', 'polkadot-api.json'), JSON.stringify(CONFIG));
  // The generated code imports polkadot-api.
  symlinkSync(MODULES, join(folder, 'node_modules'));
  // papi needs the built-in WebSocket, which Node.js 20 hides behind a flag.
  const flags = globalThis.WebSocket === undefined ? ['--experimental-websocket'] : [];
  const command = [...flags, PAPI, 'add', 'cairn', '--wsUrl', node.url];
  await promisify(execFile)(process.execPath, command, { cwd: folder });
  const { cairn } = await import(pathToFileURL(join(folder, CONFIG.descriptorPath, 'dist', 'index.js')));
  return cairn;
}

/** Returns a client that trusts the node it queries. */
export function connect(node) {
  return createClient(getWsProvider(node.url, { websocketClass: WebSocket }));
}

/** Returns a PAPI signer for a development account, with its address on this chain. */
export async function signer(uri, ss58Prefix = 9285) {
  const pair = await account(uri);
  const sign = (bytes) => pair.sign(bytes);
  const address = AccountId(ss58Prefix).dec(pair.publicKey);
  return { address, ...getPolkadotSigner(pair.publicKey, 'Sr25519', sign) };
}

/** Returns the first event of a kind, such as `Balances.Transfer`. */
export function event(events, kind) {
  const [pallet, name] = kind.split('.');
  return events.find(({ type, value }) => type === pallet && value.type === name)?.value.value;
}
