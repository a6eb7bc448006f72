// All nodes give the same answer to each method of Cairn's JSON-RPC at one final block.

const assert = require('node:assert/strict');

const { step } = require('./step.cjs');

const AMOUNT = '1000000000000';
const ANNOUNCEMENT = { txPowerCdbm: 1300, frequencyHz: 868_100_000, spreadingFactor: 12 };
const MEASUREMENT = { rssiCdbm: -11_000, snrCdb: -300, frequencyHz: 868_100_000 };

/** Returns the parameters of each method, without the block, which comes last. */
const parametersOf = (owner, cell) => ({
  device_get: [0],
  device_byOwner: [owner, null, null],
  device_inCell: [cell, null, null],
  device_rewardScale: [0],
  coverage_window: [null],
  coverage_isChallenged: [0, null],
  coverage_openProof: [0, 0],
  coverage_previewVerdict: [0, ANNOUNCEMENT, 0, MEASUREMENT],
  coverage_deviceRecord: [0],
  rewards_pending: [owner, null, null],
  rewards_schedule: [null],
  rewards_era: [],
  liquidStaking_rate: [],
  liquidStaking_previewDeposit: [AMOUNT],
  liquidStaking_previewExit: [AMOUNT],
  liquidStaking_tickets: [owner, null, null],
  liquidStaking_lanes: [null, null],
});

exports.run = step(async ({ account, api, connect, finalizedNumber, network, waitUntil }) => {
  const { PLACE } = await import('../../lib/device.mjs');
  const owner = api.createType('AccountId', (await account('//Alice')).publicKey).toString();
  const head = (await api.rpc.chain.getFinalizedHead()).toHex();
  const number = (await api.rpc.chain.getHeader(head)).number.toNumber();
  const { methods } = await api.ask('rpc_methods');
  const own = methods.filter(
    (name) => /^(device|coverage|rewards|liquidStaking)_/.test(name) && !/ubscribe/.test(name),
  );
  const asked = parametersOf(owner, PLACE.cell);
  assert.deepEqual(own.sort(), Object.keys(asked).sort());
  const answers = new Map();
  for (const { name } of network.relay) {
    const node = await connect(name);
    await waitUntil(`block ${number} is final for ${name}`, async () => (await finalizedNumber(node)) >= number);
    for (const [method, params] of Object.entries(asked)) {
      const answer = await node.ask(method, ...params, head);
      assert.notEqual(answer, undefined, `${name}: ${method}`);
      if (answers.has(method)) assert.deepEqual(answer, answers.get(method), `${name}: ${method}`);
      answers.set(method, answer);
    }
  }
  assert.equal(answers.get('device_get').owner, owner);
  assert.deepEqual(answers.get('device_inCell').items, [{ device: 0, cell: PLACE.cell }]);
});
