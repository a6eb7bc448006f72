// The whole of Cairn on one machine: four validators, a maker, gateways that prove coverage to each
// other by simulated radio, stakers and holders of stCRN. Started by scripts/dev.

import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { CRN, NO_DEADLINE, STCRN, account, activeEra, bestNumber, finalizedNumber, send, until } from './lib/chain.mjs';
import { Coverage } from './lib/coverage.mjs';
import { Fleet, fieldData, scenario } from './lib/fleet.mjs';
import { Network } from './lib/network.mjs';
import { BOUND } from './lib/program.mjs';
import { Tally, line, page, paint, screen } from './lib/view.mjs';

const RED = 31;
const GRAINS = 40n;

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
const last = [];
let network;
let fleet;
let api;
let coverage;

let stopping = false;
async function stop(code) {
  if (stopping) return;
  stopping = true;
  screen.close();
  say('stopping the network');
  coverage?.end();
  const stopped = await Promise.allSettled([fleet?.stop(), network?.stop()]);
  for (const { reason } of stopped) if (reason !== undefined) console.error(`${paint(RED, 'error:')} ${reason.message}`);
  process.exit(code);
}
for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM']) process.on(signal, () => stop(0));
// A closed terminal takes no more output.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => stop(1));

function failed(message) {
  if (stopping) return;
  screen.close();
  console.error(`${paint(RED, 'error:')} ${message}`);
  stop(1);
}
process.on('uncaughtException', (error) => failed(error.message));

const onExit = (program, code, signal) =>
  failed(`${program.name} has ended (${signal ?? `exit code ${code}`}); its log is ${program.logPath}`);

network = new Network(folder, { offset });
const [first] = network.validators;
if (await first.rpc('system_health').then(() => true, () => false)) {
  console.error(`${paint(RED, 'error:')} a node answers at ${first.url} already: stop what runs there, or choose another --offset`);
  process.exit(1);
}
if (!values.keep) rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const field = fieldData();
const stations = join(folder, 'stations.json');
const kept = existsSync(stations);
const radio = 17_000 + offset;

/** Runs the program that compiles the gateway's, if scripts/dev names one: the network need not wait for it. */
async function compileGateway() {
  const builder = process.env.CAIRN_GATEWAY_BUILDER;
  if (builder === undefined) return;
  const [program, ...args] = [...BOUND, builder];
  const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  const code = await new Promise((resolve) => child.once('error', resolve).once('exit', resolve));
  if (code !== 0) throw new Error('the gateway cannot be compiled: what its compiler says is above');
}

/** Those who stake, by themselves and through the pool; nothing if they do. */
async function stake(alice) {
  const shares = (await api.query.assets.asset(STCRN)).unwrap().supply.toBigInt();
  // A little was there from the beginning.
  if (shares >= CRN) return;
  const validator = (await account('//Alice//stash')).address;
  const { liquidStaking, staking, utility } = api.tx;
  await Promise.all([
    ...['//Eve', '//Ferdie'].map(async (uri) =>
      send(api, utility.batchAll([staking.bond(10_000n * CRN, 'Staked'), staking.nominate([validator])]), await account(uri))),
    ...['//Bob', '//Charlie', '//Dave'].map(async (uri) =>
      send(api, liquidStaking.deposit(1_000n * CRN, 0, NO_DEADLINE), await account(uri))),
  ]);
  say(`${alice.address} is sudo; Eve and Ferdie nominate, Bob, Charlie and Dave hold stCRN`);
}

async function look(since) {
  const [best, final, era, rates, books, outlook, token] = await Promise.all([
    bestNumber(api),
    finalizedNumber(api),
    activeEra(api),
    api.call.liquidStakingApi.rates(),
    api.query.rewardEmission.books(),
    api.call.rewardEmissionApi.era(),
    api.query.assets.asset(STCRN),
  ]);
  const book = books.coverage;
  const paid = book.paid.toBigInt();
  const rewards = {
    paid,
    owed: book.pending.toBigInt() + (book.unsettled.toBigInt() >> GRAINS),
    units: outlook.units.coverage.toString(),
    rate: (Number(rates.bid.toBigInt()) / 1e15).toFixed(9),
    shares: token.unwrap().supply.toBigInt(),
  };
  return { now: Date.now(), since, chain: { best, final, era }, coverage, tally, fleet, rewards, last, notes };
}

/** Every second owner takes what there is to take, so that some rewards are paid and some wait. */
async function claim() {
  const some = fleet.gateways.filter(({ at }) => at % 2 === 0);
  const pending = await Promise.all(some.map(({ index }) => api.call.rewardEmissionApi.pending(index)));
  const earned = some.filter((_, at) => pending[at].claimable.toBigInt() > 0n);
  if (earned.length === 0) return;
  await send(api, api.tx.rewardEmission.claimMany(earned.map(({ index }) => index)), await account('//Eve'));
}

function take(news) {
  tally.take(news);
  if (news.kind === 'era' && !stopping) claim().catch((error) => take({ kind: 'error', error }));
  const text = line(news, fleet);
  if (text === undefined) return;
  last.push(`${time()}  ${text}`);
  if (!live) console.log(last.at(-1));
  if (last.length > 20) last.shift();
}

/** What --minutes ends with. It is an error if a network that had the time has proved nothing. */
async function summary(since) {
  const seen = await look(since);
  console.log(`\n${page(seen)}\n`);
  const valid = tally.verdicts.get('Valid') ?? 0;
  const complaints = [];
  if (seen.chain.best - seen.chain.final > 10) complaints.push('finality is more than ten blocks behind');
  if (minutes >= 2 && valid === 0) complaints.push('no report was valid');
  if (minutes >= 3 && seen.rewards.owed + seen.rewards.paid === 0n) complaints.push('no gateway has earned anything');
  for (const complaint of complaints) console.error(`${paint(RED, 'error:')} ${complaint}`);
  await stop(complaints.length === 0 ? 0 : 1);
}

const place = () => {
  if (kept) return 'the gateways are those of the last run';
  if (field === undefined) return 'the field data are not there: the gateways are in a city that is made up';
  return 'the gateways are where real ones are, and hear what those heard';
};

/** What a person may need at any time. */
const notes = [
  `nodes      ${network.validators[0].url} to ${network.validators.at(-1).rpcPort}: ${network.validators.map(({ name }) => name).join(', ')}`,
  `metrics    http://127.0.0.1:${network.validators[0].prometheusPort}/metrics to ${network.validators.at(-1).prometheusPort}; of the gateways ${radio + 500}`,
  `wallet     https://polkadot.js.org/apps/?rpc=${encodeURIComponent(network.validators[0].url)}#/explorer`,
  `logs       ${folder}`,
  place(),
  'Ctrl-C stops everything',
];

say('four validators of a local network begin');
for (const note of notes) say(note);
const compiled = compileGateway();
compiled.catch((error) => failed(error.message));
await network.start(onExit);

api = await network.validators[0].api();
const alice = await account('//Alice');
await until('a block is made', async () => (await bestNumber(api)) > 0);
until('a block is final', async () => (await finalizedNumber(api)) > 0).then(() => say('the first block is final'), ({ message }) => failed(message));
await compiled;
const since = Date.now();
fleet = new Fleet(folder, {
  scenario: kept
    ? JSON.parse(readFileSync(stations, 'utf8'))
    : scenario({ data: field, count: Number(values.gateways), liars: 1, copiers: 1 }),
  endpoints: network.validators.map(({ url }) => url),
  silent: 1,
  port: radio,
});
coverage = await Coverage.follow(api, take);
if (!(await fleet.find(api))) await fleet.bring(api, alice, say);
fleet.start(onExit);
await stake(alice);
say(`${fleet.gateways.length} gateways run; the agent's log is ${fleet.agents[0].logPath}`);
if (minutes !== undefined) setTimeout(() => summary(since), minutes * 60_000);
if (live) {
  while (!stopping) {
    const seen = await look(since);
    if (!stopping) screen.draw(page(seen));
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}
