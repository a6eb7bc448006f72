// Usage: node test.mjs [NAME...]
//
// Runs the end-to-end tests in tests/, or only the named ones: `node test.mjs network rpc`. Each file has
// its own network. The tests mostly wait for blocks and eras, so several files run at the same time: as
// many as two cores can run without late blocks.

import { readdirSync } from 'node:fs';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';

import { prepare } from './lib/prepare.mjs';

/** The number of files that run at the same time. */
const CONCURRENCY = 6;

/** The longest tests. They start first, so that none of them runs alone at the end. */
const LONGEST = [
  'gateways',
  'equivocation',
  'wallets',
  'dev',
  'scenario-local',
  'network',
  'agent',
  'upgrade',
  'light-client',
];

const folder = new URL('tests/', import.meta.url);
const all = readdirSync(folder)
  .filter((file) => file.endsWith('.test.mjs'))
  .map((file) => file.replace('.test.mjs', ''));
const order = (name) => (LONGEST.includes(name) ? LONGEST.indexOf(name) : LONGEST.length);
const named = process.argv.slice(2);
const unknown = named.filter((name) => !all.includes(name));
if (unknown.length > 0) {
  console.error(`error: no such test: ${unknown.join(', ')}; the tests are ${all.join(', ')}`);
  process.exit(2);
}

// Prepare now, because all tests would ask for it at the same time.
console.log('preparing chain specs and compiling the runtime');
await prepare();

const files = (named.length > 0 ? named : all)
  .sort((one, other) => order(one) - order(other))
  .map((name) => fileURLToPath(new URL(`${name}.test.mjs`, folder)));
// If it is set, this process counts as a test of another runner and runs nothing.
delete process.env.NODE_TEST_CONTEXT;
let passes = 0;
let failures = 0;
process.exitCode = 1;
run({ files, concurrency: CONCURRENCY })
  .on('test:pass', () => (passes += 1))
  .on('test:fail', () => (failures += 1))
  .on('end', () => {
    if (failures === 0 && passes >= files.length) process.exitCode = 0;
  })
  .compose(new spec())
  .pipe(process.stdout);
