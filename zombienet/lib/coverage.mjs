// Follows the final blocks of a network and collects their coverage and reward events.

import { bnToU8a, stringToU8a, u8aConcat, u8aToBigInt } from '@polkadot/util';
import { blake2AsU8a } from '@polkadot/util-crypto';

/** Returns whether a device is challenged in a window: docs/coverage.md, "Seed and lottery". */
export function isChallenged({ seed, threshold }, device) {
  const context = stringToU8a('cairn/lottery');
  const number = (value) => bnToU8a(value, { bitLength: 32 });
  const hash = blake2AsU8a(u8aConcat([context.length << 2], context, seed, number(device), number(0)));
  return u8aToBigInt(hash.subarray(0, 8), { isLe: false }) < threshold;
}

/** The coverage and rewards of a network, collected from its final blocks. */
export class Coverage {
  /** Windows by number: first block, seed, threshold, deadline and the devices that announced a beacon. */
  windows = new Map();
  /** All settled proofs: window, beaconer, units and judgements. */
  settled = [];
  /** All expired proofs, and whether the beaconer was at fault. */
  expired = [];
  strikes = [];
  eras = [];
  paid = [];
  /** The number of the last final block that was read. */
  height = 0;
  #unsubscribe;

  /** Starts reading every final block from the next one on, and passes each update to `onUpdate`. */
  static async follow(api, onUpdate = () => {}) {
    const coverage = new Coverage();
    coverage.height = (await api.rpc.chain.getHeader(await api.rpc.chain.getFinalizedHead())).number.toNumber();
    let reading = Promise.resolve();
    coverage.#unsubscribe = await api.rpc.chain.subscribeFinalizedHeads((header) => {
      reading = reading
        .then(() => coverage.#read(api, header.number.toNumber(), onUpdate))
        .catch((error) => onUpdate({ kind: 'error', error }));
    });
    return coverage;
  }

  /** Stops reading. */
  stop() {
    this.#unsubscribe?.();
  }

  async #read(api, head, onUpdate) {
    while (this.height < head) {
      const number = this.height + 1;
      const hash = await api.rpc.chain.getBlockHash(number);
      for (const { event } of await api.query.system.events.at(hash)) this.#collect(event, number, onUpdate);
      this.height = number;
      onUpdate({ kind: 'final', number });
    }
  }

  #collect({ section, method, data }, number, onUpdate) {
    const report = (kind, details) => onUpdate({ kind, number, ...details });
    switch (`${section}.${method}`) {
      case 'proofOfCoverage.WindowOpened': {
        const window = {
          index: data.window.toNumber(),
          openedAt: number,
          seed: data.seed.toU8a(),
          threshold: data.threshold.toBigInt(),
          revealBy: data.revealBy.toNumber(),
          announced: new Set(),
        };
        this.windows.set(window.index, window);
        return report('window', window);
      }
      case 'proofOfCoverage.BeaconAnnounced':
        this.windows.get(data.window.toNumber())?.announced.add(data.beaconer.toNumber());
        return report('announced', { beaconer: data.beaconer.toNumber() });
      case 'proofOfCoverage.ProofSettled': {
        const proof = {
          window: data.window.toNumber(),
          beaconer: data.beaconer.toNumber(),
          units: data.units.toBigInt(),
          judgements: data.judgements.map(({ witness, verdict, units }) => ({
            witness: witness.toNumber(),
            verdict: verdict.type,
            units: units.toBigInt(),
          })),
        };
        this.settled.push(proof);
        return report('settled', proof);
      }
      case 'proofOfCoverage.ProofExpired': {
        const proof = {
          window: data.window.toNumber(),
          beaconer: data.beaconer.toNumber(),
          beaconerAtFault: data.beaconerAtFault.isTrue,
        };
        this.expired.push(proof);
        return report('expired', proof);
      }
      case 'proofOfCoverage.DeviceStruck': {
        const strike = { device: data.device.toNumber(), reason: data.reason.type };
        this.strikes.push(strike);
        return report('struck', strike);
      }
      case 'rewardEmission.EraClosed': {
        const era = {
          era: data.era.toNumber(),
          coverage: data.pots.coverage.toBigInt(),
          units: data.units.coverage.toBigInt(),
        };
        this.eras.push(era);
        return report('era', era);
      }
      case 'rewardEmission.RewardPaid': {
        const amount = data.amounts.coverage.toBigInt() + data.amounts.usage.toBigInt();
        const reward = { device: data.device.toNumber(), payee: data.payee.toString(), amount };
        this.paid.push(reward);
        return report('paid', reward);
      }
      default:
        return undefined;
    }
  }
}
