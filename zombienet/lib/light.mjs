// A light client: it is a peer of nodes, downloads headers and proofs, and believes nothing else.

import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';

import { createClient } from 'polkadot-api';

/** The chain spec that a network's nodes were started with. */
export function specOf(network) {
  return JSON.parse(readFileSync(network.chain, 'utf8'));
}

/** A spec that begins at a block which the node has finalised; of the genesis it has the root alone. */
export async function checkpointOf(node) {
  const spec = await node.rpc('sync_state_genSyncSpec', true);
  const { stateRoot } = await node.rpc('chain_getHeader', await node.rpc('chain_getBlockHash', 0));
  return { ...spec, genesis: { stateRootHash: stateRoot } };
}

/** smoldot, and PAPI in front of it. */
export class LightClient {
  #worker;

  /**
   * @param {object} options
   * @param {object} options.spec where it begins
   * @param {import('./node.mjs').CairnNode[]} options.peers the nodes it knows
   * @param {string} options.logPath where it says what it does
   */
  constructor({ spec, peers, logPath }) {
    const chainSpec = JSON.stringify({ ...spec, bootNodes: peers.map(({ address }) => address) });
    const workerData = { chainSpec, logPath };
    this.#worker = new Worker(new URL('./light-worker.mjs', import.meta.url), { workerData });
    this.client = createClient((onMessage) => {
      this.#worker.on('message', onMessage);
      return { send: (request) => this.#worker.postMessage(request), disconnect: () => {} };
    });
  }

  async stop() {
    this.client.destroy();
    await this.#worker.terminate();
  }
}
