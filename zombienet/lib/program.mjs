// A program that runs in the background of tests: its process and its log.

import { spawn, spawnSync } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Makes a program end with the process that started it, even if that is killed. Works on Linux only. */
export const END_WITH_PARENT =
  spawnSync('setpriv', ['--pdeathsig', 'KILL', 'true']).status === 0 ? ['setpriv', '--pdeathsig', 'KILL'] : [];

/** The time a program may take to stop before it is killed, in milliseconds. */
const STOP_TIMEOUT_MS = 8_000;

/** A background program with a log file. */
export class Program {
  #process;

  /**
   * @param {object} options
   * @param {string} options.name the name in messages
   * @param {string} options.program the path of the executable
   * @param {string[]} [options.args] the arguments of the command line
   * @param {string} options.logPath the file that receives its output
   */
  constructor({ name, program, args = [], logPath }) {
    this.name = name;
    this.program = program;
    this.args = args;
    this.logPath = logPath;
  }

  /** The content of its log so far. */
  get log() {
    return existsSync(this.logPath) ? readFileSync(this.logPath, 'utf8') : '';
  }

  get pid() {
    return this.#process?.pid;
  }

  get running() {
    return this.#process !== undefined && this.#process.exitCode === null && this.#process.signalCode === null;
  }

  /** Starts the process. Calls `onExit` with the program, the exit code and the signal when it ends. */
  start(onExit = () => {}) {
    mkdirSync(dirname(this.logPath), { recursive: true });
    const log = createWriteStream(this.logPath, { flags: 'a' });
    const [program, ...args] = [...END_WITH_PARENT, this.program, ...this.args];
    this.#process = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#process.stdout.pipe(log, { end: false });
    this.#process.stderr.pipe(log, { end: false });
    this.#process.once('exit', (code, signal) => onExit(this, code, signal));
    this.#process.once('error', (error) => onExit(this, error.code, null));
    return this;
  }

  /** Sends a signal and waits for the process to end. Kills it after a while and then throws. */
  async stop(signal = 'SIGTERM') {
    if (!this.running) return;
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.kill(signal);
    let killed = false;
    const late = setTimeout(() => (killed = this.#process.kill('SIGKILL')), STOP_TIMEOUT_MS);
    await ended;
    clearTimeout(late);
    if (killed)
      throw new Error(
        `${this.name} did not stop within ${STOP_TIMEOUT_MS / 1000} s of ${signal} and was killed; see ${this.logPath}`,
      );
  }
}
