// Cairn's own methods through polkadot.js, with the definitions that docs/polkadot-js.json has.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before } from 'node:test';

import { ApiPromise, WsProvider } from '@polkadot/api';
import { u8aToHex } from '@polkadot/util';

import { account, send, until } from '../lib/chain.mjs';
import { PLACE, bringing, deviceKey } from '../lib/device.mjs';
import { loneNode } from '../lib/lone.mjs';

const docs = (page) => readFileSync(new URL(`../../docs/${page}`, import.meta.url), 'utf8');
const definitions = JSON.parse(docs('polkadot-js.json'));

const { checks, check, node } = loneNode('polkadot-js', 20);
// Without the definitions.
let bare;
let api;
let alice;
const eras = { typed: [], raw: [] };
const ends = [];

before(async () => {
  node.start();
  bare = await node.api();
  api = await ApiPromise.create({ provider: new WsProvider(node.url), noInitWarn: true, ...definitions });
  alice = await account('//Alice');
  // Not awaited: polkadot.js keeps its promise with the first notice, and eras are long.
  ends.push(api.rpc.rewards.subscribeEras((era) => eras.typed.push(era)));
  ends.push(api.rpc.rewards.subscribeEras.raw((era) => eras.raw.push(era)));
});

after(async () => {
  await api?.disconnect();
  await node.stop();
  checks.tidy();
});

const address = (who) => api.createType('AccountId', who.address).toString();
const definition = (method) => {
  const [section, name] = method.split('_');
  return definitions.rpc[section]?.[name];
};

/** Fails unless a typed reply has all of the JSON that it was made from and nothing else. */
function same(typed, raw, where) {
  if (typed.isSome !== undefined) {
    assert.equal(typed.isSome, raw !== undefined && raw !== null, where);
    if (typed.isSome) same(typed.unwrap(), raw, where);
  } else if (typed.toRawType() === 'Json') {
    assert.deepEqual(typed.toJSON(), raw, where);
  } else if (typed instanceof Map) {
    for (const field of Object.keys(raw)) assert.ok(typed.has(field), `${where}.${field} is not defined`);
    for (const [field, value] of typed) same(value, raw[field], `${where}.${field}`);
  } else if (Array.isArray(typed)) {
    assert.equal(typed.length, raw.length, where);
    typed.forEach((item, index) => same(item, raw[index], `${where}[${index}]`));
  } else {
    const isNumber = typeof raw === 'number' || (/^\d+$/.test(raw) && !where.endsWith('.next'));
    assert.equal(typed.toBn !== undefined, isNumber, `${where} is ${typed.toRawType()}`);
    assert.equal(typed.toString(), String(raw), where);
  }
}

check('every_method_should_give_typed_replies_when_polkadot_js_has_the_definitions', async () => {
  const device = deviceKey(7);
  const { block } = await send(api, api.tx.utility.batchAll(bringing(api, alice, device)), alice);
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
    coverage_explain: [0, announcement, 0, measurement],
    coverage_record: [0],
    rewards_pending: [address(alice), null, null],
    rewards_schedule: [null],
    rewards_era: [],
    liquidStaking_rate: [],
    liquidStaking_previewDeposit: ['340282366920938463'],
    liquidStaking_previewExit: ['1000000000000'],
    liquidStaking_tickets: [address(alice), null, null],
    liquidStaking_validators: [null, null],
  };
  const methods = Object.entries(definitions.rpc).flatMap(([section, defined]) =>
    Object.keys(defined).map((name) => `${section}_${name}`),
  );
  assert.deepEqual(methods.filter((name) => !name.includes('subscribe')).sort(), Object.keys(asked).sort());
  for (const [method, params] of Object.entries(asked)) {
    const [section, name] = method.split('_');
    same(await api.rpc[section][name](...params, block), await node.rpc(method, ...params, block), method);
    // Without `at`, and without what else may be left out.
    const needed = params.filter((_, index) => !definition(method).params[index].isOptional);
    await api.rpc[section][name](...needed);
  }
  const found = await api.rpc.device.get(0);
  assert.equal(found.key.toHex(), u8aToHex(device.publicKey));
  assert.ok(found.status.state.isActive);
  const { shares } = await api.rpc.liquidStaking.previewDeposit(api.createType('u128', '5000000000000'));
  assert.ok(shares.unwrap().gtn(0));
});

check('earner_and_device_should_be_found_by_key_when_polkadot_js_is_told_how', async () => {
  const key = u8aToHex(deviceKey(7).publicKey);
  // polkadot.js takes a primitive string that begins with 0x for bytes.
  const pending = await api.rpc.rewards.pending(new String(key));
  same(pending, await node.rpc('rewards_pending', key), 'rewards_pending');
  assert.ok(pending.devices.isNone);
  const raw = await api.rpc('device_get', key);
  assert.equal(raw.device, 0);
});

check('replies_of_the_docs_should_be_typed_when_no_node_gives_them', () => {
  const blocks = [...docs('rpc.md').matchAll(/^```json\n(.*?)^```$/gms)].map(([, text]) => JSON.parse(text));
  const told = new Set();
  let request;
  for (const block of blocks) {
    if (block.id !== undefined && block.method !== undefined) {
      request = block;
      continue;
    }
    const defined = definition(request.method);
    assert.ok(defined, request.method);
    const result = block.params?.result ?? block.result;
    // The number of a subscription is no reply of its type.
    if (result === undefined || (defined.pubsub && !block.params)) continue;
    same(api.createType(defined.type, result), result, request.method);
    told.add(request.method);
  }
  for (const [section, methods] of Object.entries(definitions.rpc)) {
    for (const name of Object.keys(methods)) assert.ok(told.has(`${section}_${name}`), `${section}_${name}`);
  }
});

check('rare_forms_of_a_device_should_be_typed_when_they_come', async () => {
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
    same(typed, rare, change.kind);
    assert.ok(typed.status.state.isRetired && typed.collateral.kind.isStaked);
  }
});

check('errors_should_keep_their_codes_when_they_come_through_polkadot_js', async () => {
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

check('notices_should_be_typed_when_they_come', async () => {
  const windows = { typed: [], raw: [] };
  const { coverage } = api.rpc;
  ends.push(coverage.subscribeWindows((window) => windows.typed.push(window)));
  ends.push(coverage.subscribeWindows.raw((window) => windows.raw.push(window)));
  const isFinal = async () => node.rpc('device_get', 0, await node.rpc('chain_getFinalizedHead')).catch(() => false);
  await until('the device is final', isFinal);
  // No device has a radio here, so that nothing comes of these; an error would.
  const verdicts = [{ device: 0, owner: alice.address }, null].map((filter) => coverage.subscribeVerdicts(filter, () => {}));
  await until('windows are told', () => windows.typed.length > 0 && windows.raw.length > 0, { every: 0.2 });
  const raw = windows.raw.find(({ number }) => windows.typed[0].number.eqn(number));
  same(windows.typed[0], raw, 'coverage_windows');
  assert.ok(windows.typed[0].closed.isNone);

  const last = { closed: { code: 92881, message: 'too many notifications waited to be read' } };
  assert.equal(api.createType('CairnWindowNotice', last).closed.unwrap().code.toNumber(), 92881);

  await until('an era ends', () => eras.typed.length > 0 && eras.raw.length > 0, { seconds: 240 });
  same(eras.typed[0], eras.raw[0], 'rewards_eras');
  assert.ok(eras.typed[0].pots.coverage.gtn(0));
  for (const end of await Promise.all(ends)) end();
  assert.equal(await Promise.race([...verdicts, 'nothing']), 'nothing');
});

check('fee_asset_should_be_what_the_metadata_says_when_polkadot_js_cannot_know', () => {
  const { extrinsic } = api.registry.metadata;
  const fee = extrinsic.transactionExtensions.find(({ identifier }) => identifier.eq('ChargeAssetTxPayment'));
  const { assetId } = JSON.parse(api.registry.createType(`Lookup${fee.type}`).toRawType());
  assert.equal(assetId, definitions.types.TAssetConversion);
});

check('transaction_should_be_refused_when_the_type_of_its_fee_asset_is_not_given', async () => {
  await assert.rejects(send(bare, bare.tx.system.remark('0x00'), alice, { assetId: 1 }), /Cannot decode value 1/);
  assert.ok(await send(api, api.tx.system.remark('0x00'), alice));
});
