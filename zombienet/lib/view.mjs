// What a person sees of a local network: a page that is drawn anew where there is a terminal, and one
// line for each thing that happens where there is none.

import { CRN } from './chain.mjs';
import { isChallenged } from './coverage.mjs';

const colourful = process.stdout.isTTY && !process.env.NO_COLOR;

/** Text in a colour, where colours are wanted. */
export const paint = (code, text) => (colourful ? `\x1b[${code}m${text}\x1b[0m` : text);

const RED = 31;
const GREEN = 32;
const BOLD = 1;

/** Planck as CRN, with so many digits behind the point. */
export function crn(planck, digits = 4) {
  if (digits === 0) return String(planck / CRN);
  const scale = 10n ** BigInt(12 - digits);
  const text = String(planck / scale).padStart(digits + 1, '0');
  return `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

const counted = (map) => [...map].map(([what, times]) => `${what} ${times}`).join('  ') || 'none yet';

/** Adds up what has happened, out of what `Coverage` tells. */
export class Tally {
  verdicts = new Map();
  /** The block in which the first proof with a valid report was settled. */
  firstProof;

  take({ kind, number, judgements }) {
    if (kind !== 'settled') return;
    if (judgements.some(({ verdict }) => verdict === 'Valid')) this.firstProof ??= number;
    for (const { verdict } of judgements) this.verdicts.set(verdict, (this.verdicts.get(verdict) ?? 0) + 1);
  }
}

/** Text in which long identifiers are cut short. */
const short = (text) => text.replace(/\b(\w{6})\w{8,}(\w{4})\b/g, '$1…$2');

/** One line for what has happened, or none if it is not worth one. */
export function line(news, fleet) {
  const named = (device) => `${device} (${short(fleet.byIndex.get(device)?.name ?? 'not one of ours')})`;
  switch (news.kind) {
    case 'window':
      return `window    ${news.index} has begun in block ${news.number}`;
    case 'settled': {
      const valid = news.judgements.filter(({ verdict }) => verdict === 'Valid').length;
      return `proof     of gateway ${named(news.beaconer)} in window ${news.window}: ${valid} of ${news.judgements.length} reports are valid, ${news.units} units`;
    }
    case 'expired':
      return `expired   the beacon of gateway ${named(news.beaconer)} in window ${news.window} was never revealed`;
    case 'struck':
      return `strike    for gateway ${named(news.device)}: ${news.fault}`;
    case 'era':
      return `era       ${news.era} has ended: ${crn(news.coverage)} CRN for ${news.units} units of coverage`;
    case 'paid':
      return `reward    ${crn(news.amount)} CRN for gateway ${named(news.device)}`;
    case 'error':
      return paint(RED, `error     ${news.error.message}`);
    default:
      return undefined;
  }
}

/** The page: everything at one glance. */
export function page({ now, since, chain, coverage, tally, fleet, rewards, last, notes }) {
  const window = [...coverage.windows.values()].at(-1);
  const previous = window && coverage.windows.get(window.index - 1);
  const settled = previous && coverage.settled.filter((proof) => proof.window === previous.index).length;
  const challenged = (some) => fleet.gateways.filter(({ index }) => isChallenged(some, index)).length;
  const kinds = new Map();
  for (const { behaviour, silent } of fleet.gateways) {
    const kind = silent ? 'silent' : behaviour.kind;
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  const seconds = Math.round((now - since) / 1000);
  const first = tally.firstProof === undefined ? '' : `; the first in block ${tally.firstProof}`;
  return [
    `${paint(BOLD, 'Cairn, a local network')}   up ${Math.floor(seconds / 60)} min ${seconds % 60} s`,
    '',
    `chain      block ${chain.best}, ${paint(GREEN, `final ${chain.final}`)}, ${chain.best - chain.final} behind`,
    `era        ${chain.era}; units of coverage in it: ${rewards.units}`,
    `window     ${window ? `${window.index}: ${challenged(window)} challenged, ${window.announced.size} announced` : 'none yet'}`,
    `           ${previous ? `${previous.index}: ${challenged(previous)} challenged, ${previous.announced.size} announced, ${settled} settled` : ''}`,
    `proofs     ${coverage.settled.length} settled, ${coverage.expired.length} expired${first}`,
    `verdicts   ${counted(tally.verdicts)}`,
    `rewards    ${crn(rewards.owed)} CRN to be claimed or settled, ${crn(rewards.paid)} CRN paid`,
    `stCRN      1 stCRN is worth ${rewards.rate} CRN; there are ${crn(rewards.shares, 0)}`,
    `gateways   ${fleet.gateways.length}: ${counted(kinds)}; ${coverage.strikes.length} strikes`,
    '',
    ...last.slice(-8),
    '',
    ...notes,
  ].join('\n');
}

/** A terminal that shows one page after another, each over the one before. */
export const screen = {
  isOpen: false,

  /** What is wider or longer than the terminal is cut off: it would scroll the rest away. */
  draw(text) {
    if (!this.isOpen) process.stdout.write('\x1b[?7l\x1b[2J');
    this.isOpen = true;
    const lines = text.split('\n').slice(0, process.stdout.rows);
    process.stdout.write(`\x1b[H${lines.join('\x1b[K\n')}\x1b[K\x1b[J`);
  },

  /** Leaves the last page where it is. */
  close() {
    if (this.isOpen) process.stdout.write('\x1b[?7h\n');
    this.isOpen = false;
  },
};
