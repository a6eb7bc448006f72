// Measures the CPU and memory use of an agent. Two agents run on one network, one with a single device
// and one with a hundred, and every device is challenged in every second window. A device of a live
// network is challenged four times a day, 600 times less often.
//
// Usage: npm run load:agents [-- MINUTES]

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { account, bestNumber, waitUntil } from './lib/chain.mjs';
import { Coverage } from './lib/coverage.mjs';
import { Fleet, fieldData, scenario } from './lib/fleet.mjs';
import { Network } from './lib/network.mjs';

const TICKS_PER_SECOND = 100;
const MINUTE = 60_000;

/** The time that agents run before the measurement. They take part in the first window by then. */
const WARM_UP = 2 * MINUTE;

const minutes = Number(process.argv[2] ?? 10);
if (!(minutes >= 1)) throw new Error('MINUTES must be a number of at least 1');

/** Returns the CPU seconds and the MiB of memory that a process has used so far. */
function resourceUsage({ pid }) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const [user, system] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13)
    .map(Number);
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const mib = (name) => Number(status.match(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm'))[1]) / 1024;
  return { seconds: (user + system) / TICKS_PER_SECOND, resident: mib('VmRSS'), peak: mib('VmHWM') };
}

const folder = mkdtempSync(join(tmpdir(), 'cairn-cost-'));
const network = new Network(folder, { offset: 100 });
const fleet = new Fleet(folder, {
  scenario: scenario({ data: fieldData(), count: 101 }),
  endpoints: network.validators.map(({ url }) => url),
  agents: 2,
  agentOf: (at) => (at === 0 ? 0 : 1),
  port: 17_200,
});

async function measure() {
  await network.start();
  const api = await network.validators[0].api();
  const coverage = await Coverage.follow(api);
  await waitUntil('a block is produced', async () => (await bestNumber(api)) > 0);
  await fleet.onboard(api, await account('//Alice'), console.error);
  fleet.start();
  await sleep(WARM_UP);

  const programs = [...fleet.agents, network.validators[0]];
  const shares = programs.map(() => []);
  const settled = coverage.settled.length;
  let before = programs.map(resourceUsage);
  for (let minute = 1; minute <= minutes; minute += 1) {
    await sleep(MINUTE);
    const now = programs.map(resourceUsage);
    for (const [at, share] of shares.entries()) share.push(((now[at].seconds - before[at].seconds) / 60) * 100);
    before = now;
    console.error(`minute ${minute} of ${minutes}`);
  }
  const proofs = (coverage.settled.length - settled) / minutes;
  console.log(`${minutes} minutes, ${proofs.toFixed(1)} proofs settled per minute`);
  console.log("program                   CPU, % of a core: mean (minutes' min to max)         memory now, peak");
  programs.forEach(({ name }, at) => {
    const sum = shares[at].reduce((all, share) => all + share, 0);
    const devices = fleet.agents.includes(programs[at]) ? `, ${fleet.deviceCount(at)} devices` : '';
    const [min, max] = [Math.min(...shares[at]), Math.max(...shares[at])].map((share) => share.toFixed(2));
    const cpu = `${(sum / minutes).toFixed(2)} (${min} to ${max})`;
    console.log(
      `${(name + devices).padEnd(25)} ${cpu.padEnd(52)} ${before[at].resident.toFixed(0)} MiB, ${before[at].peak.toFixed(0)} MiB`,
    );
  });
  coverage.stop();
}

try {
  await measure();
} finally {
  await fleet.stop();
  await network.stop();
  rmSync(folder, { recursive: true, force: true });
}
