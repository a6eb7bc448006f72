// A local network: validators with the well-known keys, and whoever joins them.

import { existsSync, renameSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { BINARY, CairnNode, cairnNode } from './node.mjs';

const VALIDATORS = ['alice', 'bob', 'charlie', 'dave'];

/**
 * The local network's raw chain spec, kept beside the binary it belongs to. From the built-in spec
 * every node would compile the runtime once more, only to compute the same genesis.
 */
function rawSpec() {
  const path = join(dirname(BINARY), 'cairn-local-raw.json');
  if (!existsSync(path) || statSync(path).mtimeMs < statSync(BINARY).mtimeMs) {
    // Under another name until it is whole: other tests may be looking for it.
    const unfinished = `${path}.${process.pid}`;
    cairnNode('export-chain-spec', '--chain', 'local', '--raw', '--output', unfinished);
    renameSync(unfinished, path);
  }
  return path;
}

export class Network {
  /**
   * @param {string} folder where every node gets a folder of its own
   * @param {object} [options]
   * @param {number} [options.offset] tells its ports from those of another network
   */
  constructor(folder, { offset = 0 } = {}) {
    this.folder = folder;
    this.offset = offset;
    this.chain = rawSpec();
    this.validators = [];
    for (const [index, name] of VALIDATORS.entries()) {
      this.validators.push(this.node(name, index, ['--validator', `--${name}`]));
    }
    this.nodes = [...this.validators];
  }

  /** A node that is not started yet. All but the first find the others through the first. */
  node(name, index, args) {
    return new CairnNode({
      name,
      index: this.offset + index,
      args,
      basePath: join(this.folder, name),
      chain: this.chain,
      bootnodes: index === 0 ? [] : [this.validators[0].address],
    });
  }

  /** Starts the four validators. */
  start(onExit) {
    for (const node of this.validators) node.start(onExit);
    return this;
  }

  /** Starts one more node, which is no validator unless `args` say so. */
  join(name, args = []) {
    const node = this.node(name, this.nodes.length, args);
    this.nodes.push(node);
    return node.start();
  }

  async stop(signal) {
    await Promise.all(this.nodes.map((node) => node.stop(signal)));
  }
}
