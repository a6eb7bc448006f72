// A light client: it connects to nodes as a peer, downloads headers and proofs, and trusts nothing else.

import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';

import { createClient } from 'polkadot-api';

/** Returns the chain spec with which a network's nodes were started. */
export function specOf(network) {
  return JSON.parse(readFileSync(network.chain, 'utf8'));
}

/** Returns a spec that starts at a block the node has finalised. Of the genesis, it has only the state root. */
export async function checkpointOf(node) {
  const spec = await node.rpc('sync_state_genSyncSpec', true);
  const { stateRoot } = await node.rpc('chain_getHeader', await node.rpc('chain_getBlockHash', 0));
  return { ...spec, genesis: { stateRootHash: stateRoot } };
}

/** A smoldot light client with a PAPI client in front of it. */
export class LightClient {
  #worker;

  /**
   * @param {object} options
   * @param {object} options.spec the chain spec, which says where to start
   * @param {import('./node.mjs').CairnNode[]} options.peers the nodes it connects to
   * @param {string} options.logPath the log file
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
