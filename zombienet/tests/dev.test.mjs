// scripts/dev: its output where there is no terminal and no field data, and that nothing outlives it.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';

import { until } from '../lib/chain.mjs';
import { Checks } from '../lib/check.mjs';
import { PROGRAMS } from '../lib/fleet.mjs';
import { begin, run } from '../lib/run.mjs';

const SCRIPT = fileURLToPath(new URL('../../scripts/dev', import.meta.url));

const folder = mkdtempSync(join(tmpdir(), 'cairn-dev-'));
const checks = new Checks(folder);
const { check } = checks;

const OPTIONS = {
  env: { ...process.env, CAIRN_CACHE: folder, CAIRN_GATEWAY: PROGRAMS, CAIRN_FIELD_DATA: join(folder, 'nowhere') },
  timeout: 600_000,
};
const dev = (...options) => begin(SCRIPT, ['--offset', '70', ...options], OPTIONS);
const toItsEnd = (...options) => run(SCRIPT, ['--offset', '70', ...options], OPTIONS);

/** The nodes, agents and radios that have a file in the folder: each has its folder on its command line. */
function left() {
  const found = execFileSync('ps', ['-eo', 'stat=,args='], { encoding: 'utf8' }).split('\n');
  return found.filter((line) => !line.startsWith('Z') && /cairn-(node|gateway|rogue|radio)/.test(line) && line.includes(folder));
}

after(() => checks.tidy());

check('dev_should_prove_coverage_in_plain_lines_when_there_are_two_minutes_and_a_made_up_city', async () => {
  const { code, out, err } = await toItsEnd('--minutes', '2', '--gateways', '12');
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

for (const signal of ['SIGHUP', 'SIGTERM', 'SIGKILL']) {
  check(`nothing_should_be_left_of_dev_when_it_gets_a_${signal.toLowerCase()}`, async () => {
    const { child, said, ended } = dev('--keep');
    await until('its gateways run', () => /gateways run/.test(said.out) || child.exitCode !== null);
    assert.equal(child.exitCode, null, `${said.out}\n${said.err}`);
    // Four validators, the agent and the radio.
    assert.equal(left().length, 6, left().join('\n'));
    child.kill(signal);
    await until('nothing is left', () => left().length === 0, { seconds: 10, every: 0.2 });
    await ended;
  });
}

check('dev_should_go_on_with_its_chain_when_it_was_killed_and_is_told_to_keep_it', async () => {
  const { code, out, err } = await toItsEnd('--minutes', '1', '--keep');
  assert.equal(code, 0, `${out}\n${err}`);
  assert.match(out, /the gateways are those of the last run/);
  assert.doesNotMatch(out, /a maker brings/);
  const [, height] = out.match(/^chain {6}block (\d+), final \d+/m);
  assert.ok(Number(height) > 60, `it began anew: block ${height}`);
});
