// What the final blocks of a network tell about coverage and rewards.

import { bnToU8a, stringToU8a, u8aConcat, u8aToBigInt } from '@polkadot/util';
import { blake2AsU8a } from '@polkadot/util-crypto';

/** Whether a device is challenged in a window: docs/coverage.md, "Seed and lottery". */
export function isChallenged({ seed, threshold }, device) {
  const context = stringToU8a('cairn/lottery');
  const number = (value) => bnToU8a(value, { bitLength: 32 });
  const hash = blake2AsU8a(u8aConcat([context.length << 2], context, seed, number(device), number(0)));
  return u8aToBigInt(hash.subarray(0, 8), { isLe: false }) < threshold;
}

export class Coverage {
  /** By number: seed, threshold, deadlines, and the beacons of each that were announced. */
  windows = new Map();
  /** Every proof that was settled: window, beaconer, units and judgements. */
  settled = [];
  /** Every proof that has expired, and whether that was the beaconer's fault. */
  expired = [];
  strikes = [];
  eras = [];
  paid = [];
  /** The last final block that was read. */
  height = 0;
  #end;

  /** Reads every final block from the next one on. */
  static async follow(api, told = () => {}) {
    const coverage = new Coverage();
    coverage.height = (await api.rpc.chain.getHeader(await api.rpc.chain.getFinalizedHead())).number.toNumber();
    let reading = Promise.resolve();
    coverage.#end = await api.rpc.chain.subscribeFinalizedHeads((header) => {
      reading = reading.then(() => coverage.#read(api, header.number.toNumber(), told)).catch((error) => told({ kind: 'error', error }));
    });
    return coverage;
  }

  end() {
    this.#end?.();
  }

  async #read(api, head, told) {
    while (this.height < head) {
      const number = this.height + 1;
      const hash = await api.rpc.chain.getBlockHash(number);
      for (const { event } of await api.query.system.events.at(hash)) this.#take(event, number, told);
      this.height = number;
      told({ kind: 'final', number });
    }
  }

  #take({ section, method, data }, number, told) {
    const tell = (kind, what) => told({ kind, number, ...what });
    switch (`${section}.${method}`) {
      case 'proofOfCoverage.WindowOpened': {
        const window = {
          index: data.window.toNumber(),
          seed: data.seed.toU8a(),
          threshold: data.threshold.toBigInt(),
          revealBy: data.revealBy.toNumber(),
          announced: new Set(),
        };
        this.windows.set(window.index, window);
        return tell('window', window);
      }
      case 'proofOfCoverage.BeaconAnnounced':
        this.windows.get(data.window.toNumber())?.announced.add(data.beaconer.toNumber());
        return tell('announced', { beaconer: data.beaconer.toNumber() });
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
        return tell('settled', proof);
      }
      case 'proofOfCoverage.ProofExpired': {
        const proof = { window: data.window.toNumber(), beaconer: data.beaconer.toNumber(), isFault: data.isFault.isTrue };
        this.expired.push(proof);
        return tell('expired', proof);
      }
      case 'proofOfCoverage.DeviceStruck': {
        const strike = { device: data.device.toNumber(), fault: data.fault.type };
        this.strikes.push(strike);
        return tell('struck', strike);
      }
      case 'rewardEmission.EraClosed': {
        const era = { era: data.era.toNumber(), coverage: data.pots.coverage.toBigInt(), units: data.units.coverage.toBigInt() };
        this.eras.push(era);
        return tell('era', era);
      }
      case 'rewardEmission.RewardPaid': {
        const amount = data.amounts.coverage.toBigInt() + data.amounts.usage.toBigInt();
        const reward = { device: data.device.toNumber(), payee: data.payee.toString(), amount };
        this.paid.push(reward);
        return tell('paid', reward);
      }
      default:
        return undefined;
    }
  }
}
