// Devices: what they sign, and one without a radio that can be brought to a chain whose sudo is also
// its maker and owner.

import { Keyring } from '@polkadot/keyring';
import { bnToU8a, stringToU8a, u8aConcat, u8aToHex } from '@polkadot/util';
import { blake2AsU8a } from '@polkadot/util-crypto';

const CELL = '8c1f9ed922265ff';

/** The class of LoRa gateways. */
export const LORA_GATEWAY = 1;

/** When a batch expires that does not. */
export const NEVER = '18446744073709551615';

const REGION = 1;

/** Where such a device stands. */
export const PLACE = { cell: CELL, elevationM: 250, gainCdbi: 300, region: REGION };

/** A device's key. */
export function deviceKey(seed) {
  return new Keyring({ type: 'ed25519' }).addFromSeed(new Uint8Array(32).fill(seed));
}

/** What a device signs, `nonce` being the number of its statements before: docs/operators.md. */
export function consent(device, genesis, nonce, ...statement) {
  const payload = u8aConcat(stringToU8a('cairn/device/1'), genesis, bnToU8a(nonce, { bitLength: 32 }), ...statement);
  return { genesis, nonce, signature: u8aToHex(device.sign(payload)) };
}

/** What a device brings when it comes: its key, its consent, and that it is of a maker's batch. */
export function onboarding(device, genesis, owner, membership) {
  const evidence = { Membership: { batch: 0, ...membership } };
  return { device: device.publicKey, consent: consent(device, genesis, 0, [0], owner.publicKey), evidence };
}

/** What says where a device stands, for the first time. */
export function locating(device, genesis, index, place) {
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

/** The calls that admit its maker, bring the chain's first device and say where it stands. */
export function bringing(api, owner, device) {
  const genesis = api.genesisHash.toU8a();
  const { deviceRegistry, sudo } = api.tx;
  return [
    sudo.sudo(deviceRegistry.admitMaker(owner.address, 'Gateways Ltd', 10, [])),
    deviceRegistry.commitBatch(0, 0, LORA_GATEWAY, blake2AsU8a(device.publicKey), 1, NEVER),
    deviceRegistry.onboard(owner.address, [onboarding(device, genesis, owner, { maker: 0, leaf: 0, path: [] })]),
    deviceRegistry.assertLocation([locating(device, genesis, 0, PLACE)]),
  ];
}
