// Prepares what every network needs, once, before several start together.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { CairnNode, rawSpec } from './node.mjs';

/** Writes the chain specs, and has a node compile the runtime: it has done so once it answers. */
export async function prepare() {
  rawSpec('local');
  const folder = mkdtempSync(join(tmpdir(), 'cairn-prepare-'));
  const node = new CairnNode({ name: 'prepare', basePath: folder, chain: rawSpec('dev'), index: 120 });
  await node.start().answers();
  await node.stop();
  rmSync(folder, { recursive: true, force: true });
}
