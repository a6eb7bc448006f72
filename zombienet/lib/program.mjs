// A program that runs beside tests: its process, its log.

import { spawn, spawnSync } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Makes a program end with the process that started it, even if that is killed. Only Linux can. */
export const BOUND = spawnSync('setpriv', ['--pdeathsig', 'KILL', 'true']).status === 0 ? ['setpriv', '--pdeathsig', 'KILL'] : [];

/** How long a program may take to stop, in milliseconds. */
const PATIENCE = 8_000;

export class Program {
  #process;

  /**
   * @param {object} options
   * @param {string} options.name what people call it
   * @param {string} options.program its path
   * @param {string[]} [options.args] its command line
   * @param {string} options.logPath the file of all that it says
   */
  constructor({ name, program, args = [], logPath }) {
    this.name = name;
    this.program = program;
    this.args = args;
    this.logPath = logPath;
  }

  /** All it has logged so far. */
  get log() {
    return existsSync(this.logPath) ? readFileSync(this.logPath, 'utf8') : '';
  }

  get pid() {
    return this.#process?.pid;
  }

  get running() {
    return this.#process !== undefined && this.#process.exitCode === null && this.#process.signalCode === null;
  }

  /** Starts the process; `onExit` is told when it ends. */
  start(onExit = () => {}) {
    mkdirSync(dirname(this.logPath), { recursive: true });
    const log = createWriteStream(this.logPath, { flags: 'a' });
    const [program, ...args] = [...BOUND, this.program, ...this.args];
    this.#process = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#process.stdout.pipe(log, { end: false });
    this.#process.stderr.pipe(log, { end: false });
    this.#process.once('exit', (code, signal) => onExit(this, code, signal));
    this.#process.once('error', (error) => onExit(this, error.code, null));
    return this;
  }

  /** Sends a signal and waits for the end of the process; an error if it has to be killed for that. */
  async stop(signal = 'SIGTERM') {
    if (!this.running) return;
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.kill(signal);
    let killed = false;
    const late = setTimeout(() => (killed = this.#process.kill('SIGKILL')), PATIENCE);
    await ended;
    clearTimeout(late);
    if (killed) throw new Error(`${this.name} did not stop within ${PATIENCE / 1000} s of ${signal} and was killed; its log is ${this.logPath}`);
  }
}
