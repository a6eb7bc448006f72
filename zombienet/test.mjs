// Usage: node test.mjs [NAME...]
//
// Runs the end-to-end tests of tests/, or those that are named: `node test.mjs network rpc`. Each file
// has a network of its own. The tests mostly wait for blocks and eras, so several files run at once: as
// many as two cores carry without late blocks.

import { readdirSync } from 'node:fs';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';

import { prepare } from './lib/prepare.mjs';

/** The files that run at once. */
const AT_ONCE = 6;

/** The longest first, so that none of them is left over at the end. */
const LONGEST = ['gateways', 'wallets', 'dev', 'scenario-local', 'network', 'agent', 'upgrade', 'light-client'];

const folder = new URL('tests/', import.meta.url);
const all = readdirSync(folder)
  .filter((file) => file.endsWith('.test.mjs'))
  .map((file) => file.replace('.test.mjs', ''));
const order = (name) => (LONGEST.includes(name) ? LONGEST.indexOf(name) : LONGEST.length);
const named = process.argv.slice(2);
const unknown = named.filter((name) => !all.includes(name));
if (unknown.length > 0) {
  console.error(`error: no test is called ${unknown.join(', ')}: there are ${all.join(', ')}`);
  process.exit(2);
}

// Before the tests ask for it at the same time.
console.log('preparing chain specs and compiling the runtime');
await prepare();

const files = (named.length > 0 ? named : all)
  .sort((one, other) => order(one) - order(other))
  .map((name) => fileURLToPath(new URL(`${name}.test.mjs`, folder)));
// Set, it would make this a test of somebody else's, which runs nothing.
delete process.env.NODE_TEST_CONTEXT;
let passes = 0;
let failures = 0;
process.exitCode = 1;
run({ files, concurrency: AT_ONCE })
  .on('test:pass', () => (passes += 1))
  .on('test:fail', () => (failures += 1))
  .on('end', () => {
    if (failures === 0 && passes >= files.length) process.exitCode = 0;
  })
  .compose(new spec())
  .pipe(process.stdout);
