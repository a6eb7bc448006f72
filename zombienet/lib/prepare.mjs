// What every network needs and any of them would make: done once, before several start together.

import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { until } from './chain.mjs';
import { CairnNode, RUNTIME_CACHE, rawSpec } from './node.mjs';

/** How many files there are of compiled runtimes. */
function compiled() {
  return existsSync(RUNTIME_CACHE) ? readdirSync(RUNTIME_CACHE, { recursive: true }).length : 0;
}

/** Writes the chain specs, and has a node compile the runtime that they begin with. */
export async function prepare() {
  rawSpec('local');
  const folder = mkdtempSync(join(tmpdir(), 'cairn-prepare-'));
  const node = new CairnNode({ name: 'prepare', basePath: folder, chain: rawSpec('dev'), index: 120 });
  const before = compiled();
  const began = Date.now();
  await node.start().answers();
  // A runtime that had to be compiled is written after the node has begun.
  if (Date.now() - began > 4_000) await until('the compiled runtime is kept', () => compiled() > before, { seconds: 20, every: 0.2 });
  await node.stop();
  rmSync(folder, { recursive: true, force: true });
}
