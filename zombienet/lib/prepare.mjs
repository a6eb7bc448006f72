// Prepares, once, the files that all networks share, before several networks start together.

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { u8aToHex } from '@polkadot/util';

import { CODE_KEY, CairnNode, NEXT_RUNTIME, rawSpec } from './node.mjs';

/**
 * Writes the chain specs, and compiles the runtime and, if it has been built, the runtime of
 * runtime/rehearsal. All validators of a network compile a new runtime at the same time, and produce no
 * block meanwhile: for two minutes on a busy machine.
 */
export async function prepare() {
  rawSpec('local');
  const chain = rawSpec('dev');
  const folder = mkdtempSync(join(tmpdir(), 'cairn-prepare-'));
  const chains = [chain];
  if (existsSync(NEXT_RUNTIME)) {
    const spec = JSON.parse(readFileSync(chain, 'utf8'));
    spec.genesis.raw.top[CODE_KEY] = u8aToHex(readFileSync(NEXT_RUNTIME));
    const next = join(folder, 'next.json');
    writeFileSync(next, JSON.stringify(spec));
    chains.push(next);
  }
  await Promise.all(chains.map((spec, index) => compile(spec, join(folder, String(index)), 120 + index)));
  rmSync(folder, { recursive: true, force: true });
}

/** Starts a node until it answers, which means that it has compiled the runtime. */
async function compile(chain, basePath, index) {
  const node = new CairnNode({ name: 'prepare', basePath, chain, index });
  await node.start().waitUntilReady();
  await node.stop();
}
