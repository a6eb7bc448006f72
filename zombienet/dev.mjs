// Runs all of Cairn on one machine: four validators, a maker, gateways that prove coverage to each other
// by simulated radio, stakers and holders of stCRN. scripts/dev starts it.

import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import {
  CRN,
  NO_DEADLINE,
  STCRN,
  SUB_PLANCK_PER_PLANCK,
  account,
  activeEra,
  bestNumber,
  finalizedNumber,
  send,
  waitUntil,
} from './lib/chain.mjs';
import { Coverage } from './lib/coverage.mjs';
import { Fleet, fieldData, scenario } from './lib/fleet.mjs';
import { Network } from './lib/network.mjs';
import { END_WITH_PARENT } from './lib/program.mjs';
import { Tally, describeUpdate, paint, renderDashboard, screen } from './lib/view.mjs';

const RED = 31;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    gateways: { type: 'string', default: '44' },
    keep: { type: 'boolean', default: false },
    minutes: { type: 'string' },
    offset: { type: 'string', default: '0' },
  },
});
const [folder] = positionals;
const minutes = values.minutes === undefined ? undefined : Number(values.minutes);
const offset = Number(values.offset);
const live = process.stdout.isTTY;

const time = () => new Date().toISOString().slice(11, 19);
const say = (text) => console.log(`${time()}  ${text}`);

const tally = new Tally();
const recentLines = [];
let network;
let fleet;
let api;
let coverage;

let stopping = false;

/** Stops the network and exits. */
async function stop(code) {
  if (stopping) return;
  stopping = true;
  screen.close();
  say('stopping the network');
  coverage?.stop();
  const stopped = await Promise.allSettled([fleet?.stop(), network?.stop()]);
  for (const { reason } of stopped)
    if (reason !== undefined) console.error(`${paint(RED, 'error:')} ${reason.message}`);
  process.exit(code);
}
for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM']) process.on(signal, () => stop(0));
// A closed terminal accepts no more output.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => stop(1));

function abort(message) {
  if (stopping) return;
  screen.close();
  console.error(`${paint(RED, 'error:')} ${message}`);
  stop(1);
}
process.on('uncaughtException', (error) => abort(error.message));

const onExit = (program, code, signal) =>
  abort(`${program.name} ended unexpectedly (${signal ?? `exit code ${code}`}); see ${program.logPath}`);

network = new Network(folder, { offset });
const [first] = network.validators;
if (
  await first.rpc('system_health').then(
    () => true,
    () => false,
  )
) {
  console.error(`${paint(RED, 'error:')} a node already answers at ${first.url}: stop it, or choose another --offset`);
  process.exit(1);
}
if (!values.keep) rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const field = fieldData();
const stations = join(folder, 'stations.json');
const isResumed = existsSync(stations);
const radioPort = 17_000 + offset;

/** Compiles the gateway with the program that scripts/dev names, if any, while the network starts. */
async function compileGateway() {
  const builder = process.env.CAIRN_GATEWAY_BUILDER;
  if (builder === undefined) return;
  const [program, ...args] = [...END_WITH_PARENT, builder];
  const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  const code = await new Promise((resolve) => child.once('error', resolve).once('exit', resolve));
  if (code !== 0) throw new Error('the gateway does not compile: see the compiler output above');
}

/** Sets up nominators and holders of stCRN, unless an earlier run has. */
async function setUpStakers(alice) {
  const shares = (await api.query.assets.asset(STCRN)).unwrap().supply.toBigInt();
  // Genesis mints a little.
  if (shares >= CRN) return;
  const validator = (await account('//Alice//stash')).address;
  const { liquidStaking, staking, utility } = api.tx;
  await Promise.all([
    ...['//Eve', '//Ferdie'].map(async (uri) =>
      send(
        api,
        utility.batchAll([staking.bond(10_000n * CRN, 'Staked'), staking.nominate([validator])]),
        await account(uri),
      ),
    ),
    ...['//Bob', '//Charlie', '//Dave'].map(async (uri) =>
      send(api, liquidStaking.deposit(1_000n * CRN, 0, NO_DEADLINE), await account(uri)),
    ),
  ]);
  say(`${alice.address} is sudo; Eve and Ferdie nominate, Bob, Charlie and Dave hold stCRN`);
}

/** Collects the state of the network for the dashboard. */
async function snapshot(since) {
  const [best, final, era, rates, books, outlook, token] = await Promise.all([
    bestNumber(api),
    finalizedNumber(api),
    activeEra(api),
    api.call.liquidStakingApi.rates(),
    api.query.rewardEmission.bucketBooks(),
    api.call.rewardEmissionApi.era(),
    api.query.assets.asset(STCRN),
  ]);
  const book = books.coverage;
  const paid = book.paid.toBigInt();
  const rewards = {
    paid,
    owed: book.pending.toBigInt() + book.unsettled.toBigInt() / SUB_PLANCK_PER_PLANCK,
    units: outlook.units.coverage.toString(),
    rate: (Number(rates.bid.toBigInt()) / 1e15).toFixed(9),
    shares: token.unwrap().supply.toBigInt(),
  };
  return { now: Date.now(), since, chain: { best, final, era }, coverage, tally, fleet, rewards, recentLines, notes };
}

/** Claims the rewards of every second gateway, so that some rewards are paid and some wait. */
async function claimRewards() {
  const claimants = fleet.gateways.filter(({ at }) => at % 2 === 0);
  const pending = await Promise.all(claimants.map(({ index }) => api.call.rewardEmissionApi.pending(index)));
  const earned = claimants.filter((_, at) => pending[at].claimable.toBigInt() > 0n);
  if (earned.length === 0) return;
  await send(api, api.tx.rewardEmission.claimMany(earned.map(({ index }) => index)), await account('//Eve'));
}

/** Handles an update of the chain: counts it, prints it, and claims rewards when an era ends. */
function handleUpdate(update) {
  tally.add(update);
  if (update.kind === 'era' && !stopping) claimRewards().catch((error) => handleUpdate({ kind: 'error', error }));
  const text = describeUpdate(update, fleet);
  if (text === undefined) return;
  recentLines.push(`${time()}  ${text}`);
  if (!live) console.log(recentLines.at(-1));
  if (recentLines.length > 20) recentLines.shift();
}

/** Prints the summary of --minutes and stops. Fails if the network had time to prove coverage and did not. */
async function summarise(since) {
  const state = await snapshot(since);
  console.log(`\n${renderDashboard(state)}\n`);
  const valid = tally.verdicts.get('Valid') ?? 0;
  const complaints = [];
  if (state.chain.best - state.chain.final > 10) complaints.push('finality is more than ten blocks behind');
  if (minutes >= 2 && valid === 0) complaints.push('no report was valid');
  if (minutes >= 3 && state.rewards.owed + state.rewards.paid === 0n) complaints.push('no gateway earned anything');
  for (const complaint of complaints) console.error(`${paint(RED, 'error:')} ${complaint}`);
  await stop(complaints.length === 0 ? 0 : 1);
}

const gatewayLocations = () => {
  if (isResumed) return 'the gateways are the same as in the last run';
  if (field === undefined) return 'no field data found: the gateways are in an invented city';
  return 'the gateways are at the locations of real ones, with their measured links';
};

/** Notes that stay useful while the network runs. */
const notes = [
  `nodes      ${network.validators[0].url} to ${network.validators.at(-1).rpcPort}: ${network.validators.map(({ name }) => name).join(', ')}`,
  `metrics    http://127.0.0.1:${network.validators[0].prometheusPort}/metrics to ${network.validators.at(-1).prometheusPort}; gateways: ${radioPort + 500}`,
  `wallet     https://polkadot.js.org/apps/?rpc=${encodeURIComponent(network.validators[0].url)}#/explorer`,
  `logs       ${folder}`,
  gatewayLocations(),
  'press Ctrl-C to stop everything',
];

say('starting four validators of a local network');
for (const note of notes) say(note);
const compiled = compileGateway();
compiled.catch((error) => failed(error.message));
await network.start(onExit);

api = await network.validators[0].api();
const alice = await account('//Alice');
await waitUntil('a block is produced', async () => (await bestNumber(api)) > 0);
waitUntil('a block is final', async () => (await finalizedNumber(api)) > 0).then(
  () => say('the first block is final'),
  ({ message }) => failed(message),
);
await compiled;
const since = Date.now();
fleet = new Fleet(folder, {
  scenario: isResumed
    ? JSON.parse(readFileSync(stations, 'utf8'))
    : scenario({ data: field, count: Number(values.gateways), liars: 1, copiers: 1 }),
  endpoints: network.validators.map(({ url }) => url),
  silent: 1,
  port: radioPort,
});
coverage = await Coverage.follow(api, handleUpdate);
if (!(await fleet.findOnChain(api))) await fleet.onboard(api, alice, say);
fleet.start(onExit);
await setUpStakers(alice);
say(`${fleet.gateways.length} gateways are running; the agent's log is ${fleet.agents[0].logPath}`);
if (minutes !== undefined) setTimeout(() => summarise(since), minutes * 60_000);
if (live) {
  while (!stopping) {
    const state = await snapshot(since);
    if (!stopping) screen.draw(renderDashboard(state));
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}
