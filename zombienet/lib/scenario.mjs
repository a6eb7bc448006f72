// Zombienet's scenarios as tests.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { run } from './run.mjs';

const ZOMBIENET = fileURLToPath(new URL('../../scripts/zombienet', import.meta.url));

/** Declares the test that a scenario passes; each of its steps is told. */
export function scenario(name, says, ...options) {
  test(says, async (t) => {
    const { code, out, err } = await run(ZOMBIENET, ['test', name, ...options]);
    for (const line of out.split('\n').filter((line) => line.startsWith('    '))) t.diagnostic(line.trim());
    assert.equal(code, 0, `${out}\n${err}`);
  });
}
