// Programs that a test starts and whose output it reads.

import { spawn } from 'node:child_process';

/** Starts a program. `output` collects its output, and `ended` resolves to its exit code. */
export function start(program, args, options = {}) {
  const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { out: '', err: '' };
  child.stdout.on('data', (text) => (output.out += text));
  child.stderr.on('data', (text) => (output.err += text));
  const ended = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { child, output, ended };
}

/** Runs a program to its end and returns its exit code and output. */
export async function run(...command) {
  const { output, ended } = start(...command);
  return { code: await ended, ...output };
}
