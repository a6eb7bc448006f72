// A device without a radio: it can be brought to a chain whose sudo is also its maker and owner.

import { Keyring } from '@polkadot/keyring';
import { bnToU8a, numberToU8a, stringToU8a, u8aConcat, u8aToHex } from '@polkadot/util';
import { blake2AsU8a } from '@polkadot/util-crypto';

const CELL = '8c1f9ed922265ff';
const LORA_GATEWAY = 1;
const REGION = 1;

/** Where such a device stands. */
export const PLACE = { cell: CELL, elevationM: 250, gainCdbi: 300, region: REGION };

/** A device's key. */
export function deviceKey(seed) {
  return new Keyring({ type: 'ed25519' }).addFromSeed(new Uint8Array(32).fill(seed));
}

/** The calls that admit its maker, bring the chain's first device and say where it stands. */
export function bringing(api, owner, device) {
  const genesis = api.genesisHash.toU8a();
  const consent = (nonce, ...statement) => {
    const payload = u8aConcat(stringToU8a('cairn/device/1'), genesis, bnToU8a(nonce, { bitLength: 32 }), ...statement);
    return { genesis, nonce, signature: u8aToHex(device.sign(payload)) };
  };
  const little = (number, bitLength) => bnToU8a(number, { bitLength, isLe: true });
  const place = u8aConcat(
    little(BigInt(`0x${CELL}`), 64),
    little(PLACE.elevationM, 16),
    little(PLACE.gainCdbi, 16),
    numberToU8a(1),
    little(REGION, 16),
  );
  const { deviceRegistry, sudo } = api.tx;
  return [
    sudo.sudo(deviceRegistry.admitMaker(owner.address, 'Gateways Ltd', 10, [])),
    deviceRegistry.commitBatch(0, 0, LORA_GATEWAY, blake2AsU8a(device.publicKey), 1, '18446744073709551615'),
    deviceRegistry.onboard(owner.address, [
      {
        device: device.publicKey,
        consent: consent(0, [0], owner.publicKey),
        evidence: { Membership: { maker: 0, batch: 0, leaf: 0, path: [] } },
      },
    ]),
    deviceRegistry.assertLocation([
      { device: 0, location: { ...PLACE, cell: `0x${CELL}` }, consent: consent(1, [1], place) },
    ]),
  ];
}
