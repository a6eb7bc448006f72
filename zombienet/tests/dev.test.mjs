// Tests scripts/dev: its output without a terminal and without field data, and that no process outlives it.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';

import { waitUntil } from '../lib/chain.mjs';
import { Checks } from '../lib/checks.mjs';
import { PROGRAMS } from '../lib/fleet.mjs';
import { run, start } from '../lib/process.mjs';

const SCRIPT = fileURLToPath(new URL('../../scripts/dev', import.meta.url));

const folder = mkdtempSync(join(tmpdir(), 'cairn-dev-'));
const checks = new Checks(folder);
const { check } = checks;

const OPTIONS = {
  env: { ...process.env, CAIRN_CACHE: folder, CAIRN_GATEWAY: PROGRAMS, CAIRN_FIELD_DATA: join(folder, 'nowhere') },
  timeout: 600_000,
};
const startDev = (...options) => start(SCRIPT, ['--offset', '70', ...options], OPTIONS);
const runDev = (...options) => run(SCRIPT, ['--offset', '70', ...options], OPTIONS);

/** Returns the running nodes, agents and radios whose command line names the folder. */
function remainingProcesses() {
  const found = execFileSync('ps', ['-eo', 'stat=,args='], { encoding: 'utf8' }).split('\n');
  return found.filter(
    (line) => !line.startsWith('Z') && /cairn-(node|gateway|rogue|radio)/.test(line) && line.includes(folder),
  );
}

after(() => checks.cleanUp());

check('dev_should_prove_coverage_and_print_plain_lines_when_it_runs_two_minutes_in_an_invented_city', async () => {
  const { code, out, err } = await runDev('--minutes', '2', '--gateways', '12');
  assert.equal(code, 0, `${out}\n${err}`);
  assert.match(out, /an invented city/);
  assert.ok(!out.includes('\x1b'), 'colours belong on terminals only');
  assert.match(out, /^\d\d:\d\d:\d\d {2}window {4}\d+ opened in block \d+$/m);
  assert.match(out, /^\d\d:\d\d:\d\d {2}proof {5}of gateway .*: [1-9]\d* of \d+ reports are valid, [1-9]\d* units$/m);
  assert.match(out, /^verdicts .*Valid [1-9]/m);
  assert.match(out, /^rewards {4}\d+\.\d{4} CRN unpaid/m);
  assert.match(out, /^stCRN {6}1 stCRN is worth 1\.\d+ CRN; the supply is [1-9]\d*$/m);
  // Of the twelve, one claims a false location and one never reveals. A copier is added to them.
  assert.match(out, /^gateways {3}13: /m);
  for (const some of ['honest 10', 'silent 1', 'misplaced 1', 'copies 1'])
    assert.match(out, new RegExp(`^gateways .*\\b${some}\\b`, 'm'));
});

for (const signal of ['SIGHUP', 'SIGTERM', 'SIGKILL']) {
  check(`dev_should_leave_no_process_when_it_receives_${signal.toLowerCase()}`, async () => {
    const { child, output, ended } = startDev('--keep');
    await waitUntil(
      'its gateways are running',
      () => /gateways are running/.test(output.out) || child.exitCode !== null,
    );
    assert.equal(child.exitCode, null, `${output.out}\n${output.err}`);
    // Four validators, the agent and the radio.
    assert.equal(remainingProcesses().length, 6, remainingProcesses().join('\n'));
    child.kill(signal);
    await waitUntil('no process is left', () => remainingProcesses().length === 0, { seconds: 10, every: 0.2 });
    await ended;
  });
}

check('dev_should_continue_its_chain_when_it_was_killed_and_restarts_with_keep', async () => {
  const { code, out, err } = await runDev('--minutes', '1', '--keep');
  assert.equal(code, 0, `${out}\n${err}`);
  assert.match(out, /the gateways are the same as in the last run/);
  assert.doesNotMatch(out, /onboarding \d+ gateways/);
  const [, height] = out.match(/^chain {6}block (\d+), final \d+/m);
  assert.ok(Number(height) > 60, `it started a new chain: block ${height}`);
});
