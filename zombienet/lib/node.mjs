// One running cairn-node: its ports, its clients.

import { execFileSync } from 'node:child_process';
import { existsSync, renameSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { ApiPromise, WsProvider } from '@polkadot/api';

import { Program } from './program.mjs';

/** The node to run; scripts/dev and scripts/test name the one they have built. */
export const BINARY = process.env.CAIRN_NODE;
if (BINARY === undefined) {
  throw new Error('CAIRN_NODE is not set: give it the path of a cairn-node, or use scripts/dev or scripts/test');
}

/** Compiled runtimes, for all nodes of this machine: compiling one takes ten seconds of a core. */
const RUNTIME_CACHE = join(dirname(BINARY), 'compiled-runtimes');

/** Runs a subcommand to its end and returns what it printed. */
export function cairnNode(...args) {
  return execFileSync(BINARY, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/**
 * The raw chain spec of a built-in network, kept beside the binary it belongs to. From the network's name
 * every node would compile the runtime twice more, only to compute the same genesis.
 */
export function rawSpec(network) {
  const path = join(dirname(BINARY), `cairn-${network}-raw.json`);
  if (!existsSync(path) || statSync(path).mtimeMs < statSync(BINARY).mtimeMs) {
    // Under another name until it is whole: other tests may be looking for it.
    const unfinished = `${path}.${process.pid}`;
    cairnNode('export-chain-spec', '--chain', network, '--raw', '--output', unfinished);
    renameSync(unfinished, path);
  }
  return path;
}

/** The libp2p identity that belongs to a node key of 64 hex digits. */
export function peerIdOf(nodeKey) {
  return execFileSync(BINARY, ['key', 'inspect-node-key'], { encoding: 'utf8', input: nodeKey }).trim();
}

/** A node on this machine; it listens on the loopback alone. */
export class CairnNode extends Program {
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
    super({ name, program: BINARY, logPath: join(basePath, 'node.log') });
    this.basePath = basePath;
    this.rpcPort = 9944 + index;
    this.p2pPort = 30333 + index;
    this.prometheusPort = 9615 + index;
    this.nodeKey = (index + 1).toString(16).padStart(64, '0');
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
      ['--runtime-cache', RUNTIME_CACHE],
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

  /** Sends a signal and waits for the end of the process. */
  async stop(signal) {
    await this.disconnect();
    await super.stop(signal);
  }

  /** A client of the node, once it answers. */
  async api() {
    if (this.#api === undefined) {
      await this.answers();
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

  /** Waits until it answers. */
  async answers() {
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
