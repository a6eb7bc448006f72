// One running cairn-node: its process, its ports, its log.

import { spawn, execFileSync } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { ApiPromise, WsProvider } from '@polkadot/api';

/** The node to run; scripts/dev and scripts/test name the one they have built. */
export const BINARY = process.env.CAIRN_NODE;
if (BINARY === undefined) {
  throw new Error('CAIRN_NODE is not set: give it the path of a cairn-node, or use scripts/dev or scripts/test');
}

/** Runs a subcommand to its end and returns what it printed. */
export function cairnNode(...args) {
  return execFileSync(BINARY, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** The libp2p identity that belongs to a node key of 64 hex digits. */
export function peerIdOf(nodeKey) {
  return execFileSync(BINARY, ['key', 'inspect-node-key'], { encoding: 'utf8', input: nodeKey }).trim();
}

/** A node on this machine; it listens on the loopback alone. */
export class CairnNode {
  #process;
  #api;

  /**
   * @param {object} options
   * @param {string} options.name what the log calls it
   * @param {string} options.basePath where its database and its log are
   * @param {string} options.chain a built-in network or a spec file
   * @param {number} options.index tells its ports from its neighbours'
   * @param {string[]} [options.args] anything else for the command line
   * @param {string[]} [options.bootnodes] where it finds others
   */
  constructor({ name, basePath, chain, index, args = [], bootnodes = [] }) {
    this.name = name;
    this.basePath = basePath;
    this.rpcPort = 9944 + index;
    this.p2pPort = 30333 + index;
    this.prometheusPort = 9615 + index;
    this.nodeKey = (index + 1).toString(16).padStart(64, '0');
    this.logPath = join(basePath, 'node.log');
    this.args = [
      ['--chain', chain],
      ['--base-path', basePath],
      ['--name', name],
      ['--node-key', this.nodeKey],
      ['--listen-addr', `/ip4/127.0.0.1/tcp/${this.p2pPort}`],
      ['--rpc-port', String(this.rpcPort)],
      ['--prometheus-port', String(this.prometheusPort)],
      '--no-mdns',
      '--no-telemetry',
      '--no-hardware-benchmarks',
      ['--rpc-methods', 'unsafe'],
      ['--rpc-cors', 'all'],
      ...bootnodes.map((address) => ['--bootnodes', address]),
      args,
    ].flat();
  }

  get url() {
    return `ws://127.0.0.1:${this.rpcPort}`;
  }

  /** How others reach it. */
  get address() {
    return `/ip4/127.0.0.1/tcp/${this.p2pPort}/p2p/${peerIdOf(this.nodeKey)}`;
  }

  /** All it has logged so far. */
  get log() {
    return existsSync(this.logPath) ? readFileSync(this.logPath, 'utf8') : '';
  }

  get running() {
    return this.#process !== undefined && this.#process.exitCode === null && this.#process.signalCode === null;
  }

  /** Starts the process; `onExit` is told when it ends. */
  start(onExit = () => {}) {
    mkdirSync(this.basePath, { recursive: true });
    const log = createWriteStream(this.logPath, { flags: 'a' });
    this.#process = spawn(BINARY, this.args, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#process.stdout.pipe(log, { end: false });
    this.#process.stderr.pipe(log, { end: false });
    this.#process.once('exit', (code, signal) => onExit(this, code, signal));
    return this;
  }

  /** Sends a signal and waits for the end of the process. */
  async stop(signal = 'SIGTERM') {
    await this.disconnect();
    if (!this.running) return;
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.kill(signal);
    await ended;
  }

  /** A client of the node, once it answers. */
  async api() {
    if (this.#api === undefined) {
      await this.#answers();
      this.#api = await ApiPromise.create({
        provider: new WsProvider(this.url),
        noInitWarn: true,
        throwOnConnect: true,
      });
    }
    return this.#api;
  }

  async disconnect() {
    await this.#api?.disconnect();
    this.#api = undefined;
  }

  async #answers() {
    for (;;) {
      if (!this.running) {
        throw new Error(`${this.name} has stopped before it answered; its log is ${this.logPath}`);
      }
      try {
        await this.rpc('system_health');
        return;
      } catch {
        await sleep(200);
      }
    }
  }

  /** One JSON-RPC request over HTTP, without a library between. */
  async rpc(method, ...params) {
    const reply = await fetch(`http://127.0.0.1:${this.rpcPort}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    });
    const { result, error } = await reply.json();
    if (error !== undefined) {
      throw Object.assign(new Error(`${method}: ${error.message}`), { code: error.code, data: error.data });
    }
    return result;
  }
}
