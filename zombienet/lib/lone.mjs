// A `dev` network of one node, for tests that need no more.

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Checks } from './check.mjs';
import { CairnNode, rawSpec } from './node.mjs';

/**
 * A node that is not started yet, and tests of it.
 *
 * @param {string} subject what the tests are about: the folder is named after it
 * @param {number} index tells its ports from those of other tests
 * @param {string[]} args anything else for the command line
 */
export function loneNode(subject, index, ...args) {
  const folder = mkdtempSync(join(tmpdir(), `cairn-${subject}-`));
  const checks = new Checks(folder);
  const node = new CairnNode({
    name: 'alice',
    basePath: folder,
    chain: rawSpec('dev'),
    index,
    args: ['--alice', '--validator', '--force-authoring', ...args],
  });
  return { folder, checks, check: checks.check, node };
}
