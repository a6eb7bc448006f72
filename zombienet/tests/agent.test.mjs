// Runs gateway/agent/tests/dev_chain.rs, the agent's test on a real chain, with the node that it needs.

import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { fileURLToPath } from 'node:url';

import { singleNode } from '../lib/single-node.mjs';
import { run } from '../lib/process.mjs';

const MANIFEST = fileURLToPath(new URL('../../gateway/Cargo.toml', import.meta.url));

const { checks, check, node } = singleNode('agent', 110);

before(async () => {
  node.start();
  await node.api();
});

after(async () => {
  await node.stop();
  checks.cleanUp();
});

check('agent_should_have_valid_beacons_when_its_connection_breaks_repeatedly', async () => {
  const { CAIRN_GATEWAY_TARGET: target, ...env } = process.env;
  if (target !== undefined) env.CARGO_TARGET_DIR = target;
  env.CAIRN_TEST_NODE = node.url;
  const args = [
    'test',
    '--locked',
    '--manifest-path',
    MANIFEST,
    '--profile',
    'testnet',
    '--workspace',
    '--test',
    'dev_chain',
    '--',
    '--ignored',
  ];
  const { code, out, err } = await run('cargo', args, { env });
  assert.equal(code, 0, `${out}\n${err}`);
  assert.match(out, /2 passed/);
});
