// Devices: their signed statements, and the calls that onboard a device without a radio on a chain
// whose sudo account is also the maker and the owner.

import { Keyring } from '@polkadot/keyring';
import { bnToU8a, stringToU8a, u8aConcat, u8aToHex } from '@polkadot/util';
import { blake2AsU8a } from '@polkadot/util-crypto';

const CELL = '8c1f9ed922265ff';

/** The class of LoRa gateways. */
export const LORA_GATEWAY = 1;

/** The expiry of a batch that never expires. */
export const NEVER = '18446744073709551615';

const REGION = 1;

/** The location of such a device. */
export const PLACE = { cell: CELL, elevationM: 250, gainCdbi: 300, region: REGION };

/** Returns a device's key pair. */
export function deviceKey(seed) {
  return new Keyring({ type: 'ed25519' }).addFromSeed(new Uint8Array(32).fill(seed));
}

/** Signs a device's consent to a statement. `nonce` is the number of its earlier statements: docs/operators.md. */
export function consent(device, genesis, nonce, ...statement) {
  const payload = u8aConcat(stringToU8a('cairn/device/1'), genesis, bnToU8a(nonce, { bitLength: 32 }), ...statement);
  return { genesis, nonce, signature: u8aToHex(device.sign(payload)) };
}

/** Returns a device's onboarding: its key, its consent and the proof that it belongs to a maker's batch. */
export function onboarding(device, genesis, owner, membership) {
  const evidence = { Membership: { batch: 0, ...membership } };
  return { device: device.publicKey, consent: consent(device, genesis, 0, [0], owner.publicKey), evidence };
}

/** Returns a device's first assertion of its location, signed by the device. */
export function locationAssertion(device, genesis, index, place) {
  const location = { ...place, cell: `0x${place.cell}` };
  const little = (number, bitLength) => bnToU8a(number, { bitLength, isLe: true, isNegative: number < 0 });
  const statement = u8aConcat(
    little(BigInt(location.cell), 64),
    little(place.elevationM, 16),
    little(place.gainCdbi, 16),
    [1],
    little(place.region, 16),
  );
  return { device: index, location, consent: consent(device, genesis, 1, [1], statement) };
}

/** Returns the calls that admit a maker, onboard the chain's first device and assert its location. */
export function onboardingCalls(api, owner, device) {
  const genesis = api.genesisHash.toU8a();
  const { deviceRegistry, sudo } = api.tx;
  return [
    sudo.sudo(deviceRegistry.admitMaker(owner.address, 'Gateways Ltd', 10, [])),
    deviceRegistry.commitBatch(0, 0, LORA_GATEWAY, blake2AsU8a(device.publicKey), 1, NEVER),
    deviceRegistry.onboard(owner.address, [onboarding(device, genesis, owner, { maker: 0, leaf: 0, path: [] })]),
    deviceRegistry.assertLocation([locationAssertion(device, genesis, 0, PLACE)]),
  ];
}
