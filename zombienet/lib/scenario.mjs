// Runs Zombienet's scenarios as tests.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { run } from './process.mjs';

const ZOMBIENET = fileURLToPath(new URL('../../scripts/zombienet', import.meta.url));

/** Declares a test that runs a scenario and reports each of its steps. */
export function scenario(name, testName, ...options) {
  test(testName, { timeout: 30 * 60_000 }, async (t) => {
    const { code, out, err } = await run(ZOMBIENET, ['test', name, ...options]);
    for (const line of out.split('\n').filter((line) => line.startsWith('    '))) t.diagnostic(line.trim());
    assert.equal(code, 0, `${out}\n${err}`);
  });
}
