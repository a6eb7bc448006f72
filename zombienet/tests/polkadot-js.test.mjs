// Tests Cairn's own JSON-RPC methods through polkadot.js, with the definitions of docs/polkadot-js.json.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before } from 'node:test';

import { ApiPromise, WsProvider } from '@polkadot/api';
import { u8aToHex } from '@polkadot/util';

import { account, send, waitUntil } from '../lib/chain.mjs';
import { PLACE, onboardingCalls, deviceKey } from '../lib/device.mjs';
import { singleNode } from '../lib/single-node.mjs';

const docs = (page) => readFileSync(new URL(`../../docs/${page}`, import.meta.url), 'utf8');
const definitions = JSON.parse(docs('polkadot-js.json'));

const { checks, check, node } = singleNode('polkadot-js', 20);
/** A client without the definitions. */
let bare;
let api;
let alice;
const eras = { typed: [], raw: [] };
const subscriptions = [];

before(async () => {
  node.start();
  bare = await node.api();
  api = await ApiPromise.create({ provider: new WsProvider(node.url), noInitWarn: true, ...definitions });
  alice = await account('//Alice');
  // Not awaited: polkadot.js resolves a subscription with its first notice, and eras are long.
  subscriptions.push(api.rpc.rewards.subscribeEras((era) => eras.typed.push(era)));
  subscriptions.push(api.rpc.rewards.subscribeEras.raw((era) => eras.raw.push(era)));
});

after(async () => {
  await api?.disconnect();
  await node.stop();
  checks.cleanUp();
});

const address = (who) => api.createType('AccountId', who.address).toString();
const definition = (method) => {
  const [section, name] = method.split('_');
  return definitions.rpc[section]?.[name];
};

/** Fails unless a typed reply has exactly the fields and values of the raw JSON. */
function assertSame(typed, raw, where) {
  if (typed.isSome !== undefined) {
    assert.equal(typed.isSome, raw !== undefined && raw !== null, where);
    if (typed.isSome) assertSame(typed.unwrap(), raw, where);
  } else if (typed.toRawType() === 'Json') {
    assert.deepEqual(typed.toJSON(), raw, where);
  } else if (typed instanceof Map) {
    for (const field of Object.keys(raw))
      assert.ok(typed.has(field), `${where}.${field} is missing in the definitions`);
    for (const [field, value] of typed) assertSame(value, raw[field], `${where}.${field}`);
  } else if (Array.isArray(typed)) {
    assert.equal(typed.length, raw.length, where);
    for (const [index, item] of typed.entries()) assertSame(item, raw[index], `${where}[${index}]`);
  } else {
    const isNumber = typeof raw === 'number' || (/^\d+$/.test(raw) && !where.endsWith('.next'));
    assert.equal(typed.toBn !== undefined, isNumber, `${where} is ${typed.toRawType()}`);
    assert.equal(typed.toString(), String(raw), where);
  }
}

check('every_method_should_return_typed_replies_when_polkadot_js_has_the_definitions', async () => {
  const device = deviceKey(7);
  const { block } = await send(api, api.tx.utility.batchAll(onboardingCalls(api, alice, device)), alice);
  const announcement = { txPowerCdbm: 1300, frequencyHz: 868_100_000, spreadingFactor: 12 };
  const measurement = { rssiCdbm: -11_000, snrCdb: -300, frequencyHz: 868_100_000 };
  const asked = {
    device_get: [0],
    device_byOwner: [address(alice), null, 10],
    device_inCell: [PLACE.cell, null, null],
    device_rewardScale: [0],
    coverage_window: [null],
    coverage_isChallenged: [0, null],
    coverage_openProof: [0, 0],
    coverage_previewVerdict: [0, announcement, 0, measurement],
    coverage_deviceRecord: [0],
    rewards_pending: [address(alice), null, null],
    rewards_schedule: [null],
    rewards_era: [],
    liquidStaking_rate: [],
    liquidStaking_previewDeposit: ['340282366920938463'],
    liquidStaking_previewExit: ['1000000000000'],
    liquidStaking_tickets: [address(alice), null, null],
    liquidStaking_lanes: [null, null],
  };
  const methods = Object.entries(definitions.rpc).flatMap(([section, defined]) =>
    Object.keys(defined).map((name) => `${section}_${name}`),
  );
  assert.deepEqual(methods.filter((name) => !name.includes('subscribe')).sort(), Object.keys(asked).sort());
  for (const [method, params] of Object.entries(asked)) {
    const [section, name] = method.split('_');
    assertSame(await api.rpc[section][name](...params, block), await node.rpc(method, ...params, block), method);
    // Call it again without `at` and the other optional parameters.
    const required = params.filter((_, index) => !definition(method).params[index].isOptional);
    await api.rpc[section][name](...required);
  }
  const found = await api.rpc.device.get(0);
  assert.equal(found.key.toHex(), u8aToHex(device.publicKey));
  assert.ok(found.status.state.isActive);
  const { shares } = await api.rpc.liquidStaking.previewDeposit(api.createType('u128', '5000000000000'));
  assert.ok(shares.unwrap().gtn(0));
});

check('rewards_and_device_should_be_found_when_they_are_queried_by_key', async () => {
  const key = u8aToHex(deviceKey(7).publicKey);
  // polkadot.js treats a primitive string that starts with 0x as bytes.
  const pending = await api.rpc.rewards.pending(new String(key));
  assertSame(pending, await node.rpc('rewards_pending', key), 'rewards_pending');
  assert.ok(pending.devices.isNone);
  const raw = await api.rpc('device_get', key);
  assert.equal(raw.device, 0);
});

check('replies_in_the_docs_should_have_types_when_they_are_decoded', () => {
  const blocks = [...docs('rpc.md').matchAll(/^```json\n(.*?)^```$/gms)].map(([, text]) => JSON.parse(text));
  const covered = new Set();
  let request;
  for (const block of blocks) {
    if (block.id !== undefined && block.method !== undefined) {
      request = block;
      continue;
    }
    const defined = definition(request.method);
    assert.ok(defined, request.method);
    const result = block.params?.result ?? block.result;
    // The ID of a subscription is not a reply of the method's type.
    if (result === undefined || (defined.pubsub && !block.params)) continue;
    assertSame(api.createType(defined.type, result), result, request.method);
    covered.add(request.method);
  }
  for (const [section, methods] of Object.entries(definitions.rpc)) {
    for (const name of Object.keys(methods)) assert.ok(covered.has(`${section}_${name}`), `${section}_${name}`);
  }
});

check('rare_forms_of_a_device_should_have_types_when_they_are_decoded', async () => {
  const usual = await node.rpc('device_get', 0);
  const retired = { state: 'retired', bondReleaseAt: 99, expelled: true };
  const suspension = {
    reason: 'doubtfulLocation',
    automatic: false,
    before: { state: 'inactive' },
    appealBy: 10,
    releaseAt: 20,
    appeal: usual.key,
  };
  const changes = [
    { kind: 'move', to: PLACE },
    { kind: 'deactivate' },
    { kind: 'transfer', to: usual.owner, bond: '20000000000000' },
  ];
  for (const change of changes) {
    const rare = {
      ...usual,
      status: retired,
      collateral: { kind: 'staked', tokens: '18000000000000000000' },
      offeredTo: usual.owner,
      pendingChange: { change, effectiveAt: 12 },
      suspension,
    };
    const typed = api.createType('CairnDevice', rare);
    assertSame(typed, rare, change.kind);
    assert.ok(typed.status.state.isRetired && typed.collateral.kind.isStaked);
  }
});

check('errors_should_keep_their_codes_when_polkadot_js_receives_them', async () => {
  const stranger = `0x${'12'.repeat(32)}`;
  for (const [code, call] of [
    [92871, () => api.rpc.device.get(1_000)],
    [92853, () => api.rpc.device.inCell('8f1f9ed922265ff')],
    [92854, () => api.rpc.liquidStaking.previewDeposit('1.5')],
    [92855, () => api.rpc.device.byOwner(alice.address, 'x')],
    [92856, () => api.rpc.device.byOwner(alice.address, null, 65)],
    [92852, () => api.rpc.rewards.pending('crap')],
    [92861, () => api.rpc.rewards.era(stranger)],
    [92872, () => api.rpc.coverage.window(4_000_000_000)],
    [92871, () => api.rpc.coverage.subscribeVerdicts({ device: 7 }, () => {})],
  ]) {
    await assert.rejects(call, { code }, String(call));
  }
});

check('notices_should_have_types_when_they_arrive', async () => {
  const windows = { typed: [], raw: [] };
  const { coverage } = api.rpc;
  subscriptions.push(coverage.subscribeWindows((window) => windows.typed.push(window)));
  subscriptions.push(coverage.subscribeWindows.raw((window) => windows.raw.push(window)));
  const isFinal = async () => node.rpc('device_get', 0, await node.rpc('chain_getFinalizedHead')).catch(() => false);
  await waitUntil('the device is final', isFinal);
  // No device has a radio here, so these subscriptions stay silent unless they fail.
  const verdicts = [{ device: 0, owner: alice.address }, null].map((filter) =>
    coverage.subscribeVerdicts(filter, () => {}),
  );
  await waitUntil('window notices arrive', () => windows.typed.length > 0 && windows.raw.length > 0, { every: 0.2 });
  const raw = windows.raw.find(({ number }) => windows.typed[0].number.eqn(number));
  assertSame(windows.typed[0], raw, 'coverage_windows');
  assert.ok(windows.typed[0].closed.isNone);

  const last = { closed: { code: 92881, message: 'too many notifications waited to be read' } };
  assert.equal(api.createType('CairnWindowNotice', last).closed.unwrap().code.toNumber(), 92881);

  await waitUntil('an era ends', () => eras.typed.length > 0 && eras.raw.length > 0, { seconds: 240 });
  assertSame(eras.typed[0], eras.raw[0], 'rewards_eras');
  assert.ok(eras.typed[0].pots.coverage.gtn(0));
  for (const unsubscribe of await Promise.all(subscriptions)) unsubscribe();
  assert.equal(await Promise.race([...verdicts, 'nothing']), 'nothing');
});

check('fee_asset_type_should_match_the_metadata_when_the_definitions_override_it', () => {
  const { extrinsic } = api.registry.metadata;
  const fee = extrinsic.transactionExtensions.find(({ identifier }) => identifier.eq('ChargeAssetTxPayment'));
  const { assetId } = JSON.parse(api.registry.createType(`Lookup${fee.type}`).toRawType());
  assert.equal(assetId, definitions.types.TAssetConversion);
});

check('transaction_should_be_rejected_when_the_definitions_do_not_set_the_fee_asset_type', async () => {
  await assert.rejects(send(bare, bare.tx.system.remark('0x00'), alice, { assetId: 1 }), /Cannot decode value 1/);
  assert.ok(await send(api, api.tx.system.remark('0x00'), alice));
});
