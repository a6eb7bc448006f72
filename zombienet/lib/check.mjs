// Tests of real nodes, whose logs are wanted when one fails.

import { rmSync } from 'node:fs';
import { test } from 'node:test';

/** Longer than anything here takes: what nobody answers shall end too. */
const TIMEOUT = 10 * 60_000;

/** Tests whose nodes keep all they have in a folder: it stays if one fails. */
export class Checks {
  #folder;
  #failed = false;

  constructor(folder) {
    this.#folder = folder;
  }

  /** Declares a test. */
  check = (name, body) => {
    test(name, { timeout: TIMEOUT }, async (t) => {
      try {
        await body(t);
      } catch (error) {
        this.#failed = true;
        throw error;
      }
    });
  };

  /** Removes the folder, or says where the logs are. */
  tidy() {
    if (this.#failed) console.error(`the logs of the nodes are in ${this.#folder}`);
    else rmSync(this.#folder, { recursive: true, force: true });
  }
}
