// Replaces the runtime of a running network. scripts/upgrade starts it.

import { readFileSync } from 'node:fs';

import { ApiPromise, WsProvider } from '@polkadot/api';

import { account } from './lib/chain.mjs';
import { specVersion, upgrade } from './lib/upgrade.mjs';

const [path, url, uri] = process.argv.slice(2);
let api;
try {
  api = await ApiPromise.create({ provider: new WsProvider(url), noInitWarn: true, throwOnConnect: true });
  const before = await specVersion(api);
  const block = await upgrade(api, readFileSync(path), await account(uri));
  console.log(
    `${api.runtimeChain}: upgraded from spec_version ${before} to ${await specVersion(api)} in block ${block}`,
  );
} catch (error) {
  console.error(`error: ${error.message}`);
  process.exitCode = 1;
} finally {
  await api?.disconnect();
}
