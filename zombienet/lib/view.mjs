// The output of a local network: a dashboard that is redrawn on a terminal, or one line per event
// elsewhere.

import { CRN } from './chain.mjs';
import { isChallenged } from './coverage.mjs';

const colourful = process.stdout.isTTY && !process.env.NO_COLOR;

/** Returns text in a colour if the output is a terminal that wants colours. */
export const paint = (code, text) => (colourful ? `\x1b[${code}m${text}\x1b[0m` : text);

const RED = 31;
const GREEN = 32;
const BOLD = 1;

/** Formats planck as CRN with `digits` decimal places. */
export function crn(planck, digits = 4) {
  if (digits === 0) return String(planck / CRN);
  const scale = 10n ** BigInt(12 - digits);
  const text = String(planck / scale).padStart(digits + 1, '0');
  return `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

const formatCounts = (map) => [...map].map(([name, count]) => `${name} ${count}`).join('  ') || 'none yet';

/** Counts the verdicts among the updates of `Coverage`. */
export class Tally {
  verdicts = new Map();
  /** The block that settled the first proof with a valid report. */
  firstProof;

  add({ kind, number, judgements }) {
    if (kind !== 'settled') return;
    if (judgements.some(({ verdict }) => verdict === 'Valid')) this.firstProof ??= number;
    for (const { verdict } of judgements) this.verdicts.set(verdict, (this.verdicts.get(verdict) ?? 0) + 1);
  }
}

/** Shortens long identifiers in a text. */
const short = (text) => text.replace(/\b(\w{6})\w{8,}(\w{4})\b/g, '$1…$2');

/** Returns one line that describes an update, or undefined if it is not worth a line. */
export function describeUpdate(update, fleet) {
  const named = (device) => `${device} (${short(fleet.byIndex.get(device)?.name ?? 'not in this fleet')})`;
  switch (update.kind) {
    case 'window':
      return `window    ${update.index} opened in block ${update.number}`;
    case 'settled': {
      const valid = update.judgements.filter(({ verdict }) => verdict === 'Valid').length;
      return `proof     of gateway ${named(update.beaconer)} in window ${update.window}: ${valid} of ${update.judgements.length} reports are valid, ${update.units} units`;
    }
    case 'expired':
      return `expired   gateway ${named(update.beaconer)} did not reveal its beacon in window ${update.window}`;
    case 'struck':
      return `strike    for gateway ${named(update.device)}: ${update.reason}`;
    case 'era':
      return `era       ${update.era} ended: ${crn(update.coverage)} CRN for ${update.units} coverage units`;
    case 'paid':
      return `reward    ${crn(update.amount)} CRN for gateway ${named(update.device)}`;
    case 'error':
      return paint(RED, `error     ${update.error.message}`);
    default:
      return undefined;
  }
}

/** Renders the dashboard: the whole state of the network on one screen. */
export function renderDashboard({ now, since, chain, coverage, tally, fleet, rewards, recentLines, notes }) {
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
    `era        ${chain.era}; ${rewards.units} coverage units so far`,
    `window     ${window ? `${window.index}: ${challenged(window)} challenged, ${window.announced.size} announced` : 'none yet'}`,
    `           ${previous ? `${previous.index}: ${challenged(previous)} challenged, ${previous.announced.size} announced, ${settled} settled` : ''}`,
    `proofs     ${coverage.settled.length} settled, ${coverage.expired.length} expired${first}`,
    `verdicts   ${formatCounts(tally.verdicts)}`,
    `rewards    ${crn(rewards.owed)} CRN unpaid, ${crn(rewards.paid)} CRN paid`,
    `stCRN      1 stCRN is worth ${rewards.rate} CRN; the supply is ${crn(rewards.shares, 0)}`,
    `gateways   ${fleet.gateways.length}: ${formatCounts(kinds)}; ${coverage.strikes.length} strikes`,
    '',
    ...recentLines.slice(-8),
    '',
    ...notes,
  ].join('\n');
}

/** A terminal screen on which each page replaces the one before. */
export const screen = {
  isOpen: false,

  /** Draws a page. Cuts off what exceeds the terminal, because it would scroll the rest away. */
  draw(text) {
    if (!this.isOpen) process.stdout.write('\x1b[?7l\x1b[2J');
    this.isOpen = true;
    const lines = text.split('\n').slice(0, process.stdout.rows);
    process.stdout.write(`\x1b[H${lines.join('\x1b[K\n')}\x1b[K\x1b[J`);
  },

  /** Closes the screen and leaves the last page visible. */
  close() {
    if (this.isOpen) process.stdout.write('\x1b[?7h\n');
    this.isOpen = false;
  },
};
