// Tests of real nodes that keep the nodes' logs when a test fails.

import { rmSync } from 'node:fs';
import { test } from 'node:test';

/** The time limit of a test, longer than any of them takes: a test without an answer must end too. */
const TEST_TIMEOUT_MS = 10 * 60_000;

/** Tests whose nodes keep their data in one folder. The folder stays if a test fails. */
export class Checks {
  #folder;
  #failed = false;

  constructor(folder) {
    this.#folder = folder;
  }

  /** Declares a test. */
  check = (name, body) => {
    test(name, { timeout: TEST_TIMEOUT_MS }, async (t) => {
      try {
        await body(t);
      } catch (error) {
        this.#failed = true;
        throw error;
      }
    });
  };

  /** Removes the folder if all tests passed; otherwise prints where the logs are. */
  cleanUp() {
    if (this.#failed) console.error(`the nodes' logs are in ${this.#folder}`);
    else rmSync(this.#folder, { recursive: true, force: true });
  }
}
