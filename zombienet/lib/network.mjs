// A local network: four validators with the development keys, and nodes that join later.

import { join } from 'node:path';

import { CairnNode, rawSpec } from './node.mjs';

const VALIDATORS = ['alice', 'bob', 'charlie', 'dave'];

/** A local network of four validators. */
export class Network {
  /**
   * @param {string} folder the folder in which every node has its own folder
   * @param {object} [options]
   * @param {number} [options.offset] the offset of all ports; distinguishes them from another network's
   */
  constructor(folder, { offset = 0 } = {}) {
    this.folder = folder;
    this.offset = offset;
    this.chain = rawSpec('local');
    this.validators = [];
    for (const [index, name] of VALIDATORS.entries()) {
      this.validators.push(this.node(name, index, ['--validator', `--${name}`]));
    }
    this.nodes = [...this.validators];
  }

  /** Creates a node without starting it. All nodes but the first find the others through the first. */
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

  /** Starts the four validators. The first compiles the runtime; the others start once it answers. */
  async start(onExit) {
    const [first, ...others] = this.validators;
    await first.start(onExit).waitUntilReady();
    for (const node of others) node.start(onExit);
  }

  /** Starts one more node. It is not a validator unless `args` make it one. */
  join(name, args = []) {
    const node = this.node(name, this.nodes.length, args);
    this.nodes.push(node);
    return node.start();
  }

  /** Stops all nodes. */
  async stop(signal) {
    await Promise.all(this.nodes.map((node) => node.stop(signal)));
  }
}
