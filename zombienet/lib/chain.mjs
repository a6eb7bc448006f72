// What tests do with a chain: wait for it, and send it transactions.

import { setTimeout as sleep } from 'node:timers/promises';

import { Keyring } from '@polkadot/keyring';
import { cryptoWaitReady } from '@polkadot/util-crypto';

/** A CRN or stCRN, in its smallest unit. */
export const CRN = 10n ** 12n;

/** The asset that stCRN is. */
export const STCRN = 1;

/** A deadline that never passes, for what liquid staking is asked to do. */
export const NO_DEADLINE = 2 ** 32 - 1;

/** The accounts of well-known development seeds, such as `//Alice//stash`. */
export async function account(uri) {
  await cryptoWaitReady();
  return new Keyring({ type: 'sr25519' }).addFromUri(uri);
}

/** Asks until the answer is neither false nor undefined; an error if that takes too long. */
export async function until(what, ask, { seconds = 120, every = 1 } = {}) {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== false && answer !== undefined) return answer;
    if (Date.now() > deadline) throw new Error(`waited ${seconds} s in vain: ${what}`);
    await sleep(every * 1000);
  }
}

/**
 * Signs and sends, waits for a block, and returns its hash and the events; an error if the call failed.
 * Where there are several validators the block may still be left for another.
 */
export function send(api, call, signer, options = {}) {
  return submit(api, call, signer, options, (status) => status.isInBlock && status.asInBlock);
}

/** As `send`, but waits until the block is final. */
export function sendFinal(api, call, signer, options = {}) {
  return submit(api, call, signer, options, (status) => status.isFinalized && status.asFinalized);
}

function submit(api, call, signer, options, blockOf) {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`no block has taken ${call.method.section}.${call.method.method}`)), 120_000);
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

/** The first event of a kind, such as `balances.Transfer`. */
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

/** The stashes of the validators that have made a block in an era. */
export async function workers(api, era) {
  const { individual } = await api.query.staking.erasRewardPoints(era);
  return [...individual.keys()].map(String);
}
