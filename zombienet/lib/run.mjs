// Programs that a test starts and reads.

import { spawn } from 'node:child_process';

/** Starts a program: `said` is what it has said so far, `ended` becomes its exit code. */
export function begin(program, args, options = {}) {
  const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { out: '', err: '' };
  child.stdout.on('data', (text) => (said.out += text));
  child.stderr.on('data', (text) => (said.err += text));
  const ended = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { child, said, ended };
}

/** Runs a program to its end: its exit code, and all that it has said. */
export async function run(...what) {
  const { said, ended } = begin(...what);
  return { code: await ended, ...said };
}
