// Gateways on a local network: their maker, their owners, the agents that run them, and the simulated
// radio between them.

import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { Keyring } from '@polkadot/keyring';
import { stringToU8a, u8aConcat, u8aToHex } from '@polkadot/util';
import { blake2AsU8a } from '@polkadot/util-crypto';

import { CRN, account, send } from './chain.mjs';
import { LORA_GATEWAY, NEVER, locationAssertion, onboarding } from './device.mjs';
import { BINARY } from './node.mjs';
import { Program } from './program.mjs';

/** The balance an owner receives: enough to assert a location and pay some fees. */
const OWNER_ENDOWMENT = 3n * CRN;

/** The number of gateways onboarded in one batch of calls. It fits easily into a block. */
const GATEWAYS_PER_BATCH = 25;

/** The folder of the gateway programs: CAIRN_GATEWAY, or the folder where the scripts build them. */
export const PROGRAMS = process.env.CAIRN_GATEWAY ?? join(dirname(BINARY), '..', 'gateway', basename(dirname(BINARY)));
const [AGENT, ROGUE, RADIO] = ['cairn-gateway', 'cairn-rogue', 'cairn-radio'].map((name) => join(PROGRAMS, name));

/**
 * Returns the file of measured receptions, or undefined if it is absent. It is kept beside the project,
 * or in the folder that the environment variable `CAIRN_FIELD_DATA` names.
 */
export function fieldData() {
  const folder = process.env.CAIRN_FIELD_DATA ?? fileURLToPath(new URL('../../../shared/data', import.meta.url));
  const file = join(folder, 'helium_grenoble.csv.gz');
  return existsSync(file) ? file : undefined;
}

/** Creates a scenario for the radio simulator: measured links, or an invented city without a file. */
export function scenario({ data, count, seed = 1, liars = 0, copiers = 0 }) {
  const source = data === undefined ? ['city'] : ['stations', '--data', data];
  const sample = ['--count', String(count), '--seed', String(seed)];
  const misbehaviour = ['--misplaced', String(liars), '--copiers', String(copiers)];
  const printed = execFileSync(RADIO, [...source, ...sample, ...misbehaviour, '--json'], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return JSON.parse(printed);
}

/** Returns the root of a BLAKE2b-256 Merkle tree, and the siblings on the path of each leaf. */
function merkleTree(leaves) {
  const paths = leaves.map(() => []);
  let level = leaves.map((node, leaf) => ({ node, below: [leaf] }));
  while (level.length > 1) {
    const above = [];
    for (let at = 0; at < level.length; at += 2) {
      const [left, right] = [level[at], level[at + 1]];
      // A node without a sibling moves up unchanged.
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

/** A station of the scenario, with its own device key and owner. */
class Gateway {
  constructor(station, at, { silent, owner }) {
    const seed = blake2AsU8a(stringToU8a(`a gateway for tests ${station.eui}`));
    Object.assign(this, station, { at, silent, owner, seed });
    this.pair = new Keyring({ type: 'ed25519' }).addFromSeed(seed);
  }

  /** Whether the gateway is where it claims to be, has a radio and reveals. */
  get honest() {
    return this.behaviour.kind === 'honest' && !this.silent;
  }

  get place() {
    return { cell: this.cell, elevationM: 250, gainCdbi: this.gain_cdbi, region: this.region };
  }
}

/** All gateways of a local network, their agents and their radio. */
export class Fleet {
  /**
   * @param {string} folder the folder in which agents have their folders
   * @param {object} options
   * @param {object} options.scenario the result of `scenario`
   * @param {string[]} options.endpoints the nodes to which agents connect
   * @param {number} [options.agents] the number of agent processes
   * @param {(at: number) => number} [options.agentOf] returns the agent that runs a gateway; by default, agents take turns
   * @param {number} [options.silent] the number of honest gateways that announce beacons and never reveal them
   * @param {number} [options.port] the port on which the first agent listens for packet forwarders
   */
  constructor(folder, { scenario, endpoints, agents = 1, agentOf = (at) => at % agents, silent = 0, port = 17_000 }) {
    this.folder = folder;
    this.scenario = scenario;
    this.endpoints = endpoints;
    this.ports = Array.from({ length: agents }, (_, agent) => port + agent);
    this.agentOf = agentOf;
    this.silent = silent;
    this.gateways = [];
    this.byIndex = new Map();
  }

  /**
   * Looks up the gateways on a chain where an earlier run may have onboarded them. Returns whether they
   * are there; throws if the earlier run did not finish onboarding.
   */
  async findOnChain(api) {
    await this.#createGateways();
    const { deviceIndexes, devices } = api.query.deviceRegistry;
    const found = await deviceIndexes.multi(this.gateways.map(({ pair }) => pair.publicKey));
    if (found.every((index) => index.isNone)) return false;
    const known = await devices.multi(found.map((index) => index.unwrapOr(0)));
    if (found.some((index) => index.isNone) || known.some((device) => device.unwrap().location.isNone)) {
      throw new Error('the last run ended before all its gateways were onboarded: start a new chain, without --keep');
    }
    found.forEach((index, at) => {
      this.gateways[at].index = index.unwrap().toNumber();
    });
    this.#indexGateways();
    return true;
  }

  /** Admits a maker, funds the owners and onboards all gateways. `sudo` pays for everything. */
  async onboard(api, sudo, progress = () => {}) {
    await this.#createGateways();
    const genesis = api.genesisHash.toU8a();
    const { balances, deviceRegistry, sudo: root, utility } = api.tx;
    const maker = (await api.query.deviceRegistry.nextMaker()).toNumber();
    const { root: top, paths } = merkleTree(this.gateways.map(({ pair }) => blake2AsU8a(pair.publicKey)));
    progress(`onboarding ${this.gateways.length} gateways of one maker`);
    // All batches are sent at once: each nonce is known, and blocks are seconds apart.
    let nonce = (await api.rpc.system.accountNextIndex(sudo.address)).toNumber();
    const pay = (calls) => send(api, utility.batchAll(calls), sudo, { nonce: nonce++ });
    const admitted = pay([
      root.sudo(deviceRegistry.admitMaker(sudo.address, 'Local Gateways', this.gateways.length, [])),
      deviceRegistry.commitBatch(maker, 0, LORA_GATEWAY, top, this.gateways.length, NEVER),
    ]);
    const onboarded = [];
    for (let from = 0; from < this.gateways.length; from += GATEWAYS_PER_BATCH) {
      const calls = this.gateways
        .slice(from, from + GATEWAYS_PER_BATCH)
        .flatMap((gateway) => [
          balances.transferKeepAlive(gateway.owner.address, OWNER_ENDOWMENT),
          deviceRegistry.onboard(gateway.owner.address, [
            onboarding(gateway.pair, genesis, gateway.owner, { maker, leaf: gateway.at, path: paths[gateway.at] }),
          ]),
        ]);
      onboarded.push(pay(calls));
    }
    const [, ...batches] = await Promise.all([admitted, ...onboarded]);
    batches
      .flatMap(({ events }) => events.filter(({ method }) => method === 'DeviceOnboarded'))
      .forEach(({ data }, at) => {
        this.gateways[at].index = data.device.toNumber();
      });
    progress("asserting the gateways' locations");
    await Promise.all(
      this.gateways.map(({ pair, index, place, owner }) =>
        send(api, deviceRegistry.assertLocation([locationAssertion(pair, genesis, index, place)]), owner),
      ),
    );
    this.#indexGateways();
  }

  /** Returns the number of gateways that an agent runs. */
  deviceCount(agent) {
    return this.gateways.filter(({ at }) => this.agentOf(at) === agent).length;
  }

  /** Starts the radio and all agents. */
  start(onExit) {
    const stations = join(this.folder, 'stations.json');
    writeFileSync(stations, JSON.stringify(this.scenario));
    this.agents = this.ports.map((port, agent) => {
      const home = this.#agentFolder(agent);
      this.#writeAgentFolder(home, port, agent);
      const silent = this.gateways.filter((gateway) => gateway.silent && this.agentOf(gateway.at) === agent);
      return new Program({
        name: `agent ${agent}`,
        // Only this program can withhold reveals.
        program: silent.length > 0 ? ROGUE : AGENT,
        args:
          silent.length > 0
            ? ['--folder', home, ...silent.flatMap(({ eui }) => ['--never-reveals', eui])]
            : ['--folder', home, 'run'],
        logPath: join(home, 'agent.log'),
      }).start(onExit);
    });
    // Station n of the scenario connects to server n.
    const servers = this.gateways.flatMap(({ at }) => ['--server', `127.0.0.1:${this.ports[this.agentOf(at)]}`]);
    this.radio = new Program({
      name: 'the radio',
      program: RADIO,
      args: ['run', '--stations', stations, ...servers],
      logPath: join(this.folder, 'radio.log'),
    });
    this.radio.start(onExit);
    return this;
  }

  /** Runs a command of `cairn-gateway` in the folder of an agent and returns its output. */
  async command(agent, ...args) {
    const { stdout } = await promisify(execFile)(AGENT, ['--folder', this.#agentFolder(agent), ...args]);
    return stdout;
  }

  /** Stops all agents and the radio. */
  async stop() {
    await Promise.all([...(this.agents ?? []), this.radio].map((program) => program?.stop()));
  }

  #agentFolder(agent) {
    return join(this.folder, `agent-${agent}`);
  }

  #indexGateways() {
    this.byIndex = new Map(this.gateways.map((gateway) => [gateway.index, gateway]));
  }

  async #createGateways() {
    if (this.gateways.length > 0) return;
    let silent = this.silent;
    for (const [at, station] of this.scenario.stations.entries()) {
      const isSilent = station.behaviour.kind === 'honest' && silent > 0;
      if (isSilent) silent -= 1;
      const owner = await account(`//Gateway//${at}`);
      this.gateways.push(new Gateway(station, at, { silent: isSilent, owner }));
    }
  }

  /** Writes the folder of an agent as `cairn-gateway init` would, with the keys of its gateways. */
  #writeAgentFolder(home, port, agent) {
    mkdirSync(join(home, 'keys'), { recursive: true, mode: 0o700 });
    const own = this.gateways.filter(({ at }) => this.agentOf(at) === agent);
    const lines = [
      `endpoints = ${JSON.stringify(this.endpoints)}`,
      `radio = "127.0.0.1:${port}"`,
      `metrics = "127.0.0.1:${port + 500}"`,
    ];
    for (const gateway of own) {
      const key = { version: 1, public: u8aToHex(gateway.pair.publicKey), secret: { plain: u8aToHex(gateway.seed) } };
      writeFileSync(join(home, 'keys', `${gateway.eui}.json`), JSON.stringify(key), { mode: 0o600 });
      lines.push(
        '',
        '[[device]]',
        `name = ${JSON.stringify(gateway.name)}`,
        `key = "keys/${gateway.eui}.json"`,
        `eui = "${gateway.eui}"`,
      );
    }
    writeFileSync(join(home, 'config.toml'), `${lines.join('\n')}\n`, { mode: 0o600 });
  }
}
