// A cairn-node process: its command line, its ports and its clients.

import { execFileSync } from 'node:child_process';
import { existsSync, renameSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { ApiPromise, WsProvider } from '@polkadot/api';

import { Program } from './program.mjs';

/** The path of the node to run. scripts/dev and scripts/test set it to the node that they build. */
export const BINARY = process.env.CAIRN_NODE;
if (BINARY === undefined) {
  throw new Error('CAIRN_NODE is not set: set it to the path of a cairn-node, or use scripts/dev or scripts/test');
}

/** The runtime of runtime/rehearsal, with a higher spec_version. */
export const NEXT_RUNTIME = join(dirname(BINARY), 'wbuild', 'cairn-runtime', 'next_runtime.compact.compressed.wasm');

/** `:code`, the storage key of the runtime. */
export const CODE_KEY = '0x3a636f6465';

/** The folder of compiled runtimes, shared by all nodes. Compiling one takes ten seconds of a core. */
const RUNTIME_CACHE = join(dirname(BINARY), 'compiled-runtimes');

/** Runs a subcommand to its end and returns what it printed. */
export function cairnNode(...args) {
  return execFileSync(BINARY, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/**
 * Returns the raw chain spec of a built-in network, stored next to the binary it belongs to. Given only
 * the network's name, every node would compile the runtime twice more to compute the same genesis.
 */
export function rawSpec(network) {
  const path = join(dirname(BINARY), `cairn-${network}-raw.json`);
  if (!existsSync(path) || statSync(path).mtimeMs < statSync(BINARY).mtimeMs) {
    // The file has another name until it is complete, because other tests may be looking for it.
    const unfinished = `${path}.${process.pid}`;
    cairnNode('export-chain-spec', '--chain', network, '--raw', '--output', unfinished);
    renameSync(unfinished, path);
  }
  return path;
}

/** Returns the libp2p peer ID of a node key of 64 hex digits. */
export function peerIdOf(nodeKey) {
  return execFileSync(BINARY, ['key', 'inspect-node-key'], { encoding: 'utf8', input: nodeKey }).trim();
}

/** A node on this machine that listens on the loopback only. */
export class CairnNode extends Program {
  #api;

  /**
   * @param {object} options
   * @param {string} options.name the name in logs and messages
   * @param {string} options.basePath the folder of its database and log
   * @param {string} options.chain a built-in network or a spec file
   * @param {number} options.index the offset of its ports; distinguishes them from other nodes'
   * @param {string[]} [options.args] more arguments for the command line
   * @param {string[]} [options.bootnodes] the addresses of nodes to connect to
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

  /** The multiaddress at which other nodes reach it. */
  get address() {
    return `/ip4/127.0.0.1/tcp/${this.p2pPort}/p2p/${peerIdOf(this.nodeKey)}`;
  }

  /** Disconnects the client, sends a signal and waits for the process to end. */
  async stop(signal) {
    await this.disconnect();
    await super.stop(signal);
  }

  /** Returns a client of the node, once the node answers. */
  async api() {
    if (this.#api === undefined) {
      await this.waitUntilReady();
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

  /** Waits until the node answers JSON-RPC requests. */
  async waitUntilReady() {
    for (;;) {
      if (!this.running) {
        throw new Error(`${this.name} stopped before it answered; see ${this.logPath}`);
      }
      try {
        await this.rpc('system_health');
        return;
      } catch {
        await sleep(200);
      }
    }
  }

  /** Sends one JSON-RPC request over HTTP, without a client library. */
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
