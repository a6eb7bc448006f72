// The upgrade of a running network by the key that is its sudo.

import { u8aToHex } from '@polkadot/util';

import { event, sendFinal, until } from './chain.mjs';

/** The version of the runtime that makes the next block. */
export async function specVersion(api, ...at) {
  return (await api.rpc.state.getRuntimeVersion(...at)).specVersion.toNumber();
}

/**
 * Replaces the runtime and waits until blocks are made with the new one. The chain refuses code that
 * is of another chain or whose spec_version is not higher.
 *
 * @param {Uint8Array} code the compressed Wasm
 * @returns the hash of the final block that has replaced it: the next is the first that runs the new one
 */
export async function upgrade(api, code, sudo) {
  const before = await specVersion(api);
  const { block, events } = await sendFinal(api, api.tx.sudo.sudo(api.tx.system.setCode(u8aToHex(code))), sudo);
  // Once the client knows the new runtime it may not understand these events: then all went well.
  const result = event(events, 'sudo.Sudid')?.data.sudoResult;
  if (result?.isErr) {
    const error = result.asErr;
    const { section, name, docs } = error.isModule
      ? api.registry.findMetaError(error.asModule)
      : { section: 'system', name: error.type, docs: [] };
    throw new Error(`${section}.${name}: ${docs.join(' ')}`);
  }
  await until('the new runtime makes a block', async () => (await specVersion(api)) > before);
  return block;
}
