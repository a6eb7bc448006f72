// Queries a chain, waits for its progress and sends transactions.

import { setTimeout as sleep } from 'node:timers/promises';

import { Keyring } from '@polkadot/keyring';
import { cryptoWaitReady } from '@polkadot/util-crypto';

/** One CRN or stCRN, in its smallest unit. */
export const CRN = 10n ** 12n;

/** One planck, in sub-planck: the unit of reward emission's rates and carried amounts. */
export const SUB_PLANCK_PER_PLANCK = 2n ** 40n;

/** The asset ID of stCRN. */
export const STCRN = 1;

/** A deadline that never passes, for calls of liquid staking. */
export const NO_DEADLINE = 2 ** 32 - 1;

/** The time within which a block must include a transaction, in milliseconds. */
const INCLUSION_TIMEOUT_MS = 120_000;

/** Returns the account of a development seed, such as `//Alice//stash`. */
export async function account(uri) {
  await cryptoWaitReady();
  return new Keyring({ type: 'sr25519' }).addFromUri(uri);
}

/** Calls `ask` until it returns neither `false` nor `undefined`. Throws when `seconds` have passed. */
export async function waitUntil(condition, ask, { seconds = 120, every = 1 } = {}) {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== false && answer !== undefined) return answer;
    if (Date.now() > deadline) throw new Error(`timed out after ${seconds} s waiting until ${condition}`);
    await sleep(every * 1000);
  }
}

/**
 * Signs and sends a call, waits until a block includes it, and returns the block's hash and the call's
 * events. Throws if the call fails. With several validators, another fork may still replace the block.
 */
export function send(api, call, signer, options = {}) {
  return submit(api, call, signer, options, (status) => status.isInBlock && status.asInBlock);
}

/** Does the same as `send`, but waits until the block is final. */
export function sendFinal(api, call, signer, options = {}) {
  return submit(api, call, signer, options, (status) => status.isFinalized && status.asFinalized);
}

function submit(api, call, signer, options, blockOf) {
  return new Promise((resolve, reject) => {
    const late = setTimeout(
      () =>
        reject(
          new Error(
            `no block included ${call.method.section}.${call.method.method} within ${INCLUSION_TIMEOUT_MS / 1000} s`,
          ),
        ),
      INCLUSION_TIMEOUT_MS,
    );
    const end = (settle, outcome) => {
      clearTimeout(late);
      settle(outcome);
    };
    call
      .signAndSend(signer, options, ({ status, events, dispatchError, isError }) => {
        if (dispatchError?.isModule) {
          const { section, name, docs } = api.registry.findMetaError(dispatchError.asModule);
          end(reject, new Error(`${section}.${name}: ${docs.join(' ')}`));
        } else if (dispatchError) {
          end(reject, new Error(dispatchError.toString()));
        } else if (isError) {
          end(reject, new Error(`the transaction was not accepted: ${status.type}`));
        } else if (blockOf(status)) {
          end(resolve, { block: blockOf(status).toHex(), events: events.map(({ event }) => event) });
        }
      })
      .catch((error) => end(reject, error));
  });
}

/** Returns the first event of a kind, such as `balances.Transfer`. */
export function event(events, kind) {
  const [section, method] = kind.split('.');
  return events.find((candidate) => candidate.section === section && candidate.method === method);
}

export async function bestNumber(api) {
  return (await api.rpc.chain.getHeader()).number.toNumber();
}

export async function finalizedNumber(api) {
  return (await api.rpc.chain.getHeader(await api.rpc.chain.getFinalizedHead())).number.toNumber();
}

export async function activeEra(api) {
  return (await api.query.staking.activeEra()).unwrap().index.toNumber();
}

/** Returns the stashes of the validators that authored a block in an era. */
export async function blockAuthors(api, era) {
  const { individual } = await api.query.staking.erasRewardPoints(era);
  return [...individual.keys()].map(String);
}
