// A `dev` network with a single node, for tests that need no more.

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Checks } from './checks.mjs';
import { CairnNode, rawSpec } from './node.mjs';

/**
 * Creates a node, without starting it, and the tests of it.
 *
 * @param {string} subject the subject of the tests; names the folder
 * @param {number} index the offset of the node's ports; distinguishes them from other tests'
 * @param {string[]} args more arguments for the command line
 */
export function singleNode(subject, index, ...args) {
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
