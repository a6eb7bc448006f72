// A local network: validators with the well-known keys, and whoever joins them.

import { join } from 'node:path';

import { CairnNode, rawSpec } from './node.mjs';

const VALIDATORS = ['alice', 'bob', 'charlie', 'dave'];

export class Network {
  /**
   * @param {string} folder where every node gets a folder of its own
   * @param {object} [options]
   * @param {number} [options.offset] tells its ports from those of another network
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

  /** Starts the four validators. Once the first one answers, the others find the runtime compiled. */
  async start(onExit) {
    const [first, ...others] = this.validators;
    await first.start(onExit).answers();
    for (const node of others) node.start(onExit);
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
