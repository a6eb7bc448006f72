// What scripts/dev shows, where there is no terminal and no field data.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';

import { Checks } from '../lib/check.mjs';

const folder = mkdtempSync(join(tmpdir(), 'cairn-dev-'));
const checks = new Checks(folder);
const { check } = checks;

/** Runs it to its end: its exit code, and what it has said. */
function dev(...options) {
  const program = fileURLToPath(new URL('../dev.mjs', import.meta.url));
  const child = spawn(process.execPath, [program, join(folder, 'dev'), '--offset', '70', ...options], {
    env: { ...process.env, CAIRN_FIELD_DATA: join(folder, 'nowhere') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { out: '', err: '' };
  child.stdout.on('data', (text) => (said.out += text));
  child.stderr.on('data', (text) => (said.err += text));
  const late = setTimeout(() => child.kill(), 600_000);
  return new Promise((resolve) => {
    child.once('close', (code) => {
      clearTimeout(late);
      resolve({ code, ...said });
    });
  });
}

after(() => checks.tidy());

check('dev_should_prove_coverage_in_plain_lines_when_there_are_three_minutes_and_a_made_up_city', async () => {
  const { code, out, err } = await dev('--minutes', '3', '--gateways', '12');
  assert.equal(code, 0, `${out}\n${err}`);
  assert.match(out, /a city that is made up/);
  assert.doesNotMatch(out, /\x1b/, 'colours are for terminals');
  assert.match(out, /^\d\d:\d\d:\d\d {2}window {4}\d+ has begun in block \d+$/m);
  assert.match(out, /^\d\d:\d\d:\d\d {2}proof {5}of gateway .*: [1-9]\d* of \d+ reports are valid, [1-9]\d* units$/m);
  assert.match(out, /^verdicts .*Valid [1-9]/m);
  assert.match(out, /^rewards {4}\d+\.\d{4} CRN to be claimed or settled/m);
  assert.match(out, /^stCRN {6}1 stCRN is worth 1\.\d+ CRN; there are [1-9]\d*$/m);
  // One of the twelve lies about its place, one never reveals; a copier comes to them.
  assert.match(out, /^gateways {3}13: /m);
  for (const some of ['honest 10', 'silent 1', 'misplaced 1', 'copies 1']) assert.match(out, new RegExp(`^gateways .*\\b${some}\\b`, 'm'));
});

check('dev_should_go_on_with_its_chain_when_it_is_told_to_keep_it', async () => {
  const { code, out, err } = await dev('--minutes', '1', '--keep');
  assert.equal(code, 0, `${out}\n${err}`);
  assert.match(out, /the gateways are those of the last run/);
  assert.doesNotMatch(out, /a maker brings/);
  const [, height] = out.match(/^chain {6}block (\d+), final \d+/m);
  assert.ok(Number(height) > 30, `it began anew: block ${height}`);
});
