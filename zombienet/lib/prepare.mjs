// Prepares, once, the files that all networks share, before several networks start together.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { CairnNode, rawSpec } from './node.mjs';

/** Writes the chain specs and starts a node until it answers, which means that it has compiled the runtime. */
export async function prepare() {
  rawSpec('local');
  const folder = mkdtempSync(join(tmpdir(), 'cairn-prepare-'));
  const node = new CairnNode({ name: 'prepare', basePath: folder, chain: rawSpec('dev'), index: 120 });
  await node.start().waitUntilReady();
  await node.stop();
  rmSync(folder, { recursive: true, force: true });
}
