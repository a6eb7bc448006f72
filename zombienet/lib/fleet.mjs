// Gateways on a local network: their maker, their owners, the agents that act for them, and the
// simulated radio between them.

import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { Keyring } from '@polkadot/keyring';
import { stringToU8a, u8aConcat, u8aToHex } from '@polkadot/util';
import { blake2AsU8a } from '@polkadot/util-crypto';

import { CRN, account, send } from './chain.mjs';
import { LORA_GATEWAY, NEVER, locating, onboarding } from './device.mjs';
import { BINARY } from './node.mjs';
import { Program } from './program.mjs';

/** What an owner begins with: enough for a location and some fees. */
const POCKET_MONEY = 3n * CRN;

/** Calls in one batch: a block takes them easily. */
const BATCH = 25;

/** The programs of the gateway: in the folder that CAIRN_GATEWAY names, or where scripts leave them. */
export const PROGRAMS = process.env.CAIRN_GATEWAY ?? join(dirname(BINARY), '..', 'gateway', basename(dirname(BINARY)));
const [AGENT, ROGUE, RADIO] = ['cairn-gateway', 'cairn-rogue', 'cairn-radio'].map((name) => join(PROGRAMS, name));

/**
 * The receptions that were measured, undefined where they are absent. They are kept beside the project,
 * or in the folder that the environment variable `CAIRN_FIELD_DATA` names.
 */
export function fieldData() {
  const folder = process.env.CAIRN_FIELD_DATA ?? fileURLToPath(new URL('../../../shared/data', import.meta.url));
  const file = join(folder, 'helium_grenoble.csv.gz');
  return existsSync(file) ? file : undefined;
}

/** A scenario of the radio simulator: links that were measured, or a city if there is no file. */
export function scenario({ data, count, seed = 1, liars = 0, copiers = 0 }) {
  const source = data === undefined ? ['city'] : ['stations', '--data', data];
  const chance = ['--count', String(count), '--seed', String(seed)];
  const mischief = ['--misplaced', String(liars), '--copiers', String(copiers)];
  const printed = execFileSync(RADIO, [...source, ...chance, ...mischief, '--json'], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return JSON.parse(printed);
}

/** The root of a Merkle tree of BLAKE2b-256, and for each leaf the siblings on its way to it. */
function merkleTree(leaves) {
  const paths = leaves.map(() => []);
  let level = leaves.map((node, leaf) => ({ node, below: [leaf] }));
  while (level.length > 1) {
    const above = [];
    for (let at = 0; at < level.length; at += 2) {
      const [left, right] = [level[at], level[at + 1]];
      // A node without a sibling rises as it is.
      if (right === undefined) {
        above.push(left);
        continue;
      }
      for (const leaf of left.below) paths[leaf].push(right.node);
      for (const leaf of right.below) paths[leaf].push(left.node);
      above.push({ node: blake2AsU8a(u8aConcat(left.node, right.node)), below: [...left.below, ...right.below] });
    }
    level = above;
  }
  return { root: level[0].node, paths };
}

/** A station of the scenario with a device's key and an owner of its own. */
class Gateway {
  constructor(station, at, { silent, owner }) {
    const seed = blake2AsU8a(stringToU8a(`a gateway for tests ${station.eui}`));
    Object.assign(this, station, { at, silent, owner, seed });
    this.pair = new Keyring({ type: 'ed25519' }).addFromSeed(seed);
  }

  /** Honest ones are where they say, have a radio and reveal. */
  get honest() {
    return this.behaviour.kind === 'honest' && !this.silent;
  }

  get place() {
    return { cell: this.cell, elevationM: 250, gainCdbi: this.gain_cdbi, region: this.region };
  }
}

export class Fleet {
  /**
   * @param {string} folder where agents have their folders
   * @param {object} options
   * @param {object} options.scenario what `scenario` has made
   * @param {string[]} options.endpoints nodes that agents connect to
   * @param {number} [options.agents] the processes that the gateways are dealt out to
   * @param {(at: number) => number} [options.deal] which of them acts for a gateway; each in turn if not said
   * @param {number} [options.silent] how many of the honest ones announce and never reveal
   * @param {number} [options.port] where the first agent listens for packet forwarders
   */
  constructor(folder, { scenario, endpoints, agents = 1, deal = (at) => at % agents, silent = 0, port = 17_000 }) {
    this.folder = folder;
    this.scenario = scenario;
    this.endpoints = endpoints;
    this.ports = Array.from({ length: agents }, (_, agent) => port + agent);
    this.deal = deal;
    this.silent = silent;
    this.gateways = [];
    this.byIndex = new Map();
  }

  /**
   * Looks for the gateways on a chain that they may have been brought to before; whether they are there.
   * An error if that was not finished.
   */
  async find(api) {
    await this.#prepare();
    const { deviceIndexes, devices } = api.query.deviceRegistry;
    const found = await deviceIndexes.multi(this.gateways.map(({ pair }) => pair.publicKey));
    if (found.every((index) => index.isNone)) return false;
    const known = await devices.multi(found.map((index) => index.unwrapOr(0)));
    if (found.some((index) => index.isNone) || known.some((device) => device.unwrap().location.isNone)) {
      throw new Error('the chain that is there was stopped before all its gateways had come: begin a new one');
    }
    found.forEach((index, at) => {
      this.gateways[at].index = index.unwrap().toNumber();
    });
    this.#number();
    return true;
  }

  /** Brings maker, owners and gateways onto the chain, with `sudo` for all that has to be paid. */
  async bring(api, sudo, progress = () => {}) {
    await this.#prepare();
    const genesis = api.genesisHash.toU8a();
    const { balances, deviceRegistry, sudo: root, utility } = api.tx;
    const maker = (await api.query.deviceRegistry.nextMaker()).toNumber();
    const { root: top, paths } = merkleTree(this.gateways.map(({ pair }) => blake2AsU8a(pair.publicKey)));
    progress(`a maker brings ${this.gateways.length} gateways`);
    // All at once: each nonce is known, and blocks are seconds apart.
    let nonce = (await api.rpc.system.accountNextIndex(sudo.address)).toNumber();
    const pay = (calls) => send(api, utility.batchAll(calls), sudo, { nonce: nonce++ });
    const admitted = pay([
      root.sudo(deviceRegistry.admitMaker(sudo.address, 'Local Gateways', this.gateways.length, [])),
      deviceRegistry.commitBatch(maker, 0, LORA_GATEWAY, top, this.gateways.length, NEVER),
    ]);
    const brought = [];
    for (let from = 0; from < this.gateways.length; from += BATCH) {
      const calls = this.gateways.slice(from, from + BATCH).flatMap((gateway) => [
        balances.transferKeepAlive(gateway.owner.address, POCKET_MONEY),
        deviceRegistry.onboard(gateway.owner.address, [
          onboarding(gateway.pair, genesis, gateway.owner, { maker, leaf: gateway.at, path: paths[gateway.at] }),
        ]),
      ]);
      brought.push(pay(calls));
    }
    const [, ...batches] = await Promise.all([admitted, ...brought]);
    batches
      .flatMap(({ events }) => events.filter(({ method }) => method === 'DeviceOnboarded'))
      .forEach(({ data }, at) => {
        this.gateways[at].index = data.device.toNumber();
      });
    progress('their owners say where they stand');
    await Promise.all(
      this.gateways.map(({ pair, index, place, owner }) =>
        send(api, deviceRegistry.assertLocation([locating(pair, genesis, index, place)]), owner)),
    );
    this.#number();
  }

  /** How many gateways an agent acts for. */
  dealt(agent) {
    return this.gateways.filter(({ at }) => this.deal(at) === agent).length;
  }

  /** Starts the radio and all agents. */
  start(onExit) {
    const stations = join(this.folder, 'stations.json');
    writeFileSync(stations, JSON.stringify(this.scenario));
    this.agents = this.ports.map((port, agent) => {
      const home = this.#home(agent);
      this.#configure(home, port, agent);
      const silent = this.gateways.filter((gateway) => gateway.silent && this.deal(gateway.at) === agent);
      return new Program({
        name: `agent ${agent}`,
        // Only this program can withhold reveals.
        program: silent.length > 0 ? ROGUE : AGENT,
        args: silent.length > 0 ? ['--folder', home, ...silent.flatMap(({ eui }) => ['--never-reveals', eui])] : ['--folder', home, 'run'],
        logPath: join(home, 'agent.log'),
      }).start(onExit);
    });
    // Station n of the scenario speaks to server n.
    const servers = this.gateways.flatMap(({ at }) => ['--server', `127.0.0.1:${this.ports[this.deal(at)]}`]);
    this.radio = new Program({
      name: 'the radio',
      program: RADIO,
      args: ['run', '--stations', stations, ...servers],
      logPath: join(this.folder, 'radio.log'),
    });
    this.radio.start(onExit);
    return this;
  }

  /** Runs a command of `cairn-gateway` in the folder of an agent, and answers what it prints. */
  async command(agent, ...args) {
    const { stdout } = await promisify(execFile)(AGENT, ['--folder', this.#home(agent), ...args]);
    return stdout;
  }

  async stop() {
    await Promise.all([...(this.agents ?? []), this.radio].map((program) => program?.stop()));
  }

  #home(agent) {
    return join(this.folder, `agent-${agent}`);
  }

  #number() {
    this.byIndex = new Map(this.gateways.map((gateway) => [gateway.index, gateway]));
  }

  async #prepare() {
    if (this.gateways.length > 0) return;
    let silent = this.silent;
    for (const [at, station] of this.scenario.stations.entries()) {
      const isSilent = station.behaviour.kind === 'honest' && silent > 0;
      if (isSilent) silent -= 1;
      const owner = await account(`//Gateway//${at}`);
      this.gateways.push(new Gateway(station, at, { silent: isSilent, owner }));
    }
  }

  /** The folder of an agent, as `cairn-gateway init` makes it, with the keys of these gateways. */
  #configure(home, port, agent) {
    mkdirSync(join(home, 'keys'), { recursive: true, mode: 0o700 });
    const own = this.gateways.filter(({ at }) => this.deal(at) === agent);
    const lines = [
      `endpoints = ${JSON.stringify(this.endpoints)}`,
      `radio = "127.0.0.1:${port}"`,
      `metrics = "127.0.0.1:${port + 500}"`,
    ];
    for (const gateway of own) {
      const key = { version: 1, public: u8aToHex(gateway.pair.publicKey), secret: { plain: u8aToHex(gateway.seed) } };
      writeFileSync(join(home, 'keys', `${gateway.eui}.json`), JSON.stringify(key), { mode: 0o600 });
      lines.push('', '[[device]]', `name = ${JSON.stringify(gateway.name)}`, `key = "keys/${gateway.eui}.json"`, `eui = "${gateway.eui}"`);
    }
    writeFileSync(join(home, 'config.toml'), `${lines.join('\n')}\n`, { mode: 0o600 });
  }
}
