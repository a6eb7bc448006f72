// Upgrades the runtime of a running network with its sudo key.

import { u8aToHex } from '@polkadot/util';

import { event, sendFinal, waitUntil } from './chain.mjs';

/** Returns the spec_version of the runtime that executes the next block. */
export async function specVersion(api, ...at) {
  return (await api.rpc.state.getRuntimeVersion(...at)).specVersion.toNumber();
}

/**
 * Replaces the runtime and waits until blocks are produced with the new one. The chain rejects code of
 * another chain, and code whose spec_version is not higher.
 *
 * @param {Uint8Array} code the compressed Wasm
 * @returns the hash of the final block that replaced the runtime; the next block is the first to run the new one
 */
export async function upgrade(api, code, sudo) {
  const before = await specVersion(api);
  const { block, events } = await sendFinal(api, api.tx.sudo.sudo(api.tx.system.setCode(u8aToHex(code))), sudo);
  // A client that already knows the new runtime may fail to decode these events. The upgrade succeeded then.
  const result = event(events, 'sudo.Sudid')?.data.sudoResult;
  if (result?.isErr) {
    const error = result.asErr;
    const { section, name, docs } = error.isModule
      ? api.registry.findMetaError(error.asModule)
      : { section: 'system', name: error.type, docs: [] };
    throw new Error(`${section}.${name}: ${docs.join(' ')}`);
  }
  await waitUntil('a block runs the new runtime', async () => (await specVersion(api)) > before);
  return block;
}
