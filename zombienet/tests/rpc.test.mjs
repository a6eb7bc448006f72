// Tests Cairn's own JSON-RPC on a real node, which runs the Wasm runtime and prunes old states. The tests
// in node/rpc/src/tests cover the answers and every error.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, before } from 'node:test';

import { WsProvider } from '@polkadot/api';
import { stringToU8a, u8aConcat, u8aToHex } from '@polkadot/util';

import { account, bestNumber, finalizedNumber, send, waitUntil } from '../lib/chain.mjs';
import { PLACE, onboardingCalls, deviceKey } from '../lib/device.mjs';
import { singleNode } from '../lib/single-node.mjs';

/** The number of states that the node keeps. */
const KEPT_STATES = 2;

/** The code of an error: the node has discarded the state. */
const STATE_DISCARDED = 92_862;

const { checks, check, node } = singleNode('rpc', 10, '--state-pruning', String(KEPT_STATES));
let api;
let socket;
let alice;

before(async () => {
  node.start();
  api = await node.api();
  socket = new WsProvider(node.url);
  await socket.isReady;
  alice = await account('//Alice');
});

after(async () => {
  await socket?.disconnect();
  await node.stop();
  checks.cleanUp();
});

const address = (who) => api.createType('AccountId', who.address).toString();

/** Subscribes and collects the notices in `notices`. `end` unsubscribes. */
async function subscribe(domain, topic, ...params) {
  const notices = [];
  const [type, method] = [`${domain}_${topic}`, `${domain}_subscribe${topic[0].toUpperCase()}${topic.slice(1)}`];
  const id = await socket.subscribe(type, method, params, (error, notice) => {
    notices.push(error ?? notice);
  });
  const end = () => socket.unsubscribe(type, method.replace('subscribe', 'unsubscribe'), id);
  return { notices, end };
}

/** Opens a WebSocket connection that sends many requests and reads no reply. */
async function askWithoutReading(requests, method) {
  const socket = connect(node.rpcPort, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(
    `GET / HTTP/1.1\r\nHost: 127.0.0.1:${node.rpcPort}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
  );
  const [accepted] = await once(socket, 'data');
  assert.match(accepted.toString(), /^HTTP\/1.1 101 /);
  socket.pause();
  for (let id = 0; id < requests; id += 1) {
    const text = JSON.stringify({ jsonrpc: '2.0', id, method, params: [] });
    assert.ok(text.length < 126);
    // One frame holds the whole text, masked with zeros.
    socket.write(u8aConcat([0x81, 0x80 | text.length, 0, 0, 0, 0], stringToU8a(text)));
  }
  return socket;
}

let windows;

check('windows_should_be_reported_when_a_client_subscribes', async () => {
  windows = await subscribe('coverage', 'windows');
  const first = await waitUntil('the current window is reported', () => windows.notices[0], { every: 0.2 });
  assert.equal(first.number, first.window.beginsAt);
  assert.equal(await node.rpc('chain_getBlockHash', first.number), first.block);
  // On a busy machine, the node may have discarded the state of the first window's block already.
  const [notice, known] = await waitUntil('the node keeps the state of a reported window', async () => {
    const latest = windows.notices.at(-1);
    const answer = await node.rpc('coverage_window', latest.window.window, latest.block).catch(({ code }) => {
      assert.equal(code, STATE_DISCARDED);
    });
    return answer && [latest, answer];
  });
  assert.equal(known.seed, notice.window.seed);
});

check('subscriptions_to_verdicts_and_eras_should_start_when_their_filter_is_valid', async () => {
  const verdicts = await subscribe('coverage', 'verdicts', { owner: address(alice) });
  const eras = await subscribe('rewards', 'eras');
  assert.equal(await verdicts.end(), true);
  assert.equal(await eras.end(), true);
  await assert.rejects(subscribe('coverage', 'verdicts', { device: 7 }), /92871/);
  await assert.rejects(subscribe('coverage', 'verdicts', { owner: 'crap' }), /92852/);
});

check('device_should_be_found_when_it_is_onboarded', async () => {
  const device = deviceKey(7);
  const { block } = await send(api, api.tx.utility.batchAll(onboardingCalls(api, alice, device)), alice);
  const found = await node.rpc('device_get', u8aToHex(device.publicKey), block);
  assert.equal(found.device, 0);
  assert.equal(found.owner, address(alice));
  assert.deepEqual(found.location, PLACE);
  assert.deepEqual(await node.rpc('device_byOwner', address(alice), null, 10, block), { items: [0], next: null });
  assert.deepEqual(await node.rpc('device_inCell', PLACE.cell, null, null, block), {
    items: [{ device: 0, cell: PLACE.cell }],
    next: null,
  });
  assert.equal(await node.rpc('device_rewardScale', 0, block), 10_000);
  // The runtime API gives the same answer.
  const same = (await api.call.deviceRegistryApi.device(0)).unwrap();
  assert.equal(same.owner.toString(), found.owner);
  assert.equal(same.bond.toString(), found.bond);
});

check('every_method_should_answer_when_a_node_runs_the_wasm_runtime', async () => {
  const announcement = { txPowerCdbm: 1300, frequencyHz: 868_100_000, spreadingFactor: 12 };
  const measurement = { rssiCdbm: -11_000, snrCdb: -300, frequencyHz: 868_100_000 };
  const asked = {
    device_get: [0],
    device_byOwner: [address(alice)],
    device_inCell: [PLACE.cell],
    device_rewardScale: [0],
    coverage_window: [],
    coverage_isChallenged: [0],
    coverage_openProof: [0, 0],
    coverage_previewVerdict: [0, announcement, 0, measurement],
    coverage_deviceRecord: [0],
    rewards_pending: [0],
    rewards_schedule: [],
    rewards_era: [],
    liquidStaking_rate: [],
    liquidStaking_previewDeposit: ['1000000000000'],
    liquidStaking_previewExit: ['1000000000000'],
    liquidStaking_tickets: [address(alice)],
    liquidStaking_lanes: [],
  };
  const { methods } = await node.rpc('rpc_methods');
  const own = methods.filter(
    (name) => /^(device|coverage|rewards|liquidStaking)_/.test(name) && !/ubscribe/.test(name),
  );
  assert.deepEqual(own.sort(), Object.keys(asked).sort());
  for (const [method, params] of Object.entries(asked)) {
    assert.notEqual(await node.rpc(method, ...params), undefined, method);
  }
  const { validators } = (await node.rpc('liquidStaking_lanes')).items[0] ?? { validators: [] };
  assert.ok(validators.every((validator) => validator.startsWith('cr')));
});

check('transactions_should_be_in_hexadecimal_when_a_block_is_queried', async () => {
  const { block } = await node.rpc('chain_getBlock');
  assert.ok(block.extrinsics.length > 0);
  for (const extrinsic of block.extrinsics) assert.match(extrinsic, /^0x([0-9a-f]{2})+$/);
});

check('error_codes_should_match_the_docs_when_a_request_fails', async () => {
  const stranger = `0x${'12'.repeat(32)}`;
  for (const [code, method, ...params] of [
    [92871, 'device_get', 1_000],
    [92852, 'device_byOwner', '15oF4uVJwmo4TdGW7VfQxNLavjCXviqxT9S1MgbjMNHr6Sp5'],
    [92851, 'device_get', '0x12'],
    [92853, 'device_inCell', '8f1f9ed922265ff'],
    [92854, 'liquidStaking_previewDeposit', '1.5'],
    [92855, 'device_byOwner', address(alice), 'x'],
    [92856, 'device_byOwner', address(alice), null, 65],
    [92861, 'rewards_era', stranger],
    [92872, 'coverage_window', 4_000_000_000],
    [-32602, 'device_get'],
  ]) {
    await assert.rejects(node.rpc(method, ...params), { code }, `${method} ${JSON.stringify(params)}`);
  }
});

check('query_should_fail_when_the_state_of_its_block_is_pruned', async () => {
  const first = await node.rpc('chain_getBlockHash', 1);
  await waitUntil('the first state is pruned', async () => (await finalizedNumber(api)) > KEPT_STATES + 2);
  for (const [method, ...params] of [
    ['rewards_era'],
    ['rewards_schedule', null],
    ['coverage_window', null],
    ['device_get', 0],
  ]) {
    await assert.rejects(node.rpc(method, ...params, first), { code: 92862 }, method);
  }
});

check('node_should_keep_working_when_a_subscriber_never_reads', async () => {
  const deaf = await askWithoutReading(500, 'coverage_subscribeWindows');
  const reached = await bestNumber(api);
  const next = await waitUntil('the next window is reported', () => windows.notices[1], { every: 0.2 });
  assert.equal(next.window.window, windows.notices[0].window.window + 1);
  await waitUntil('a block is produced', async () => (await bestNumber(api)) > reached);
  deaf.destroy();
  assert.equal(await windows.end(), true);
});
