/**
 * The benchmarks: node bench/run.js --help
 *
 * Each sample is taken in processes of its own. In a round every contestant has its turn, and each round begins with
 * another one, so that whatever else the machine does is shared out among them.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, release } from 'node:os';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { killAll } from './children.js';
import { contestants, reasonAgainst } from './contestants.js';
import { blockingCalls } from './measures/blocking-calls.js';
import { callLatency } from './measures/call-latency.js';
import { deferredChain } from './measures/deferred-chain.js';
import { delayedCalls } from './measures/delayed-calls.js';
import { delivery } from './measures/delivery.js';
import { echo } from './measures/echo.js';
import { entries } from './measures/entries.js';
import { frames } from './measures/frames.js';
import { http } from './measures/http.js';
import { idle } from './measures/idle.js';
import { idleConnections } from './measures/idle-connections.js';
import { millionCalls } from './measures/million-calls.js';
import { netConnections, netEcho, netLines, netThroughput } from './measures/net.js';
import { poolCalls } from './measures/pool-calls.js';
import { threadCalls } from './measures/thread-calls.js';
import { timers } from './measures/timers.js';
import { plot } from './plot.js';
import { summarize } from './summary.js';
import { table } from './table.js';

const MEASURES = [
  ...[echo, delivery, http, frames, timers, idle, idleConnections, entries],
  ...[delayedCalls, deferredChain, millionCalls],
  ...[poolCalls, threadCalls, blockingCalls, callLatency],
  ...[netEcho, netThroughput, netConnections, netLines],
];
const NAMES = MEASURES.map(({ name }) => name).join(',');
const HELP = `node bench/run.js [options]

  --only=LIST     some of ${NAMES}
  --against=LIST  some of ${Object.keys(contestants).join(',')}
  --rounds=N      how often each contestant has its turn (default 7, with --quick 1)
  --quick         small counts: whether everything works, in about a minute; the figures mean little
  --json=FILE     where the figures go (default bench/results/TIME.json); the plot goes beside it as .svg
  --help          this`;

const options = readOptions({
  only: { type: 'string', default: NAMES },
  against: { type: 'string', default: Object.keys(contestants).join(',') },
  rounds: { type: 'string' },
  quick: { type: 'boolean', default: false },
  json: { type: 'string' },
  help: { type: 'boolean', default: false },
});

function readOptions(known) {
  try {
    return parseArgs({ options: known }).values;
  } catch (error) {
    return fail(`${error.message}\n\n${HELP}`);
  }
}

function chosen(list, known, what) {
  const names = list.split(',');
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) fail(`there is no ${what} '${unknown}', only ${known.join(', ')}`);
  return names;
}

function fail(message) {
  console.error(message);
  process.exit(2);
}

function progress(text) {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}

/** All rounds of one measure. Who fails is out, with the reason. */
async function take(measure, settings, rounds, entrants) {
  const names = measure.contestants.filter((name) => entrants.includes(name));
  const samples = Object.fromEntries(names.map((name) => [name, []]));
  const absent = Object.fromEntries(names.map((name) => [name, reasonAgainst(name)]));
  const failures = [];
  const shared = await measure.setUp?.(settings);
  for (let round = 0; round < rounds; round++) {
    const present = names.filter((name) => !absent[name]);
    const order = present.map((_, i) => present[(i + round) % present.length]);
    for (const name of order) {
      progress(`${measure.name}, round ${round + 1} of ${rounds}: ${contestants[name].label}`);
      try {
        samples[name].push(await measure.sample(name, settings, shared));
      } catch (error) {
        absent[name] = 'failed, see above';
        failures.push(name);
        progress('');
        console.error(`${measure.name}, ${contestants[name].label}: ${error.message}\n`);
      }
    }
  }
  await shared?.tearDown();
  progress('');
  return { summary: summarize(measure, settings, samples, absent), failures };
}

function save(summaries, rounds) {
  const now = new Date();
  const folder = fileURLToPath(new URL('results/', import.meta.url));
  const file = options.json ?? `${folder}${now.toISOString().slice(0, 19).replaceAll(':', '')}.json`;
  if (!options.json) mkdirSync(folder, { recursive: true });
  const { node, uv, v8 } = process.versions;
  const machine = {
    cpu: cpus()[0]?.model,
    cpus: cpus().length,
    kernel: `${process.platform} ${release()}`,
    node,
    uv,
    v8,
  };
  const record = { at: now.toISOString(), machine, quick: options.quick, rounds, measures: summaries };
  writeFileSync(file, `${JSON.stringify(record, null, 2)}\n`);
  writeFileSync(file.replace(/(\.json)?$/, '.svg'), plot(summaries));
  console.log(`written: ${relative(process.cwd(), file)} and the .svg beside it`);
}

if (options.help) {
  console.log(HELP);
  process.exit();
}
for (const [signal, code] of Object.entries({ SIGINT: 130, SIGTERM: 143 })) {
  process.once(signal, () => {
    killAll();
    progress('');
    process.exit(code);
  });
}

const wanted = chosen(options.only, NAMES.split(','), 'measure');
const entrants = chosen(options.against, Object.keys(contestants), 'contestant');
const rounds = Number(options.rounds ?? (options.quick ? 1 : 7));
if (!Number.isInteger(rounds) || rounds < 1) fail(`--rounds is a number from 1, not '${options.rounds}'`);

const [busy] = loadavg();
if (busy > 0.5)
  console.log(`This machine is busy (load ${busy.toFixed(1)}): lateness and 99th percentiles will show it.\n`);

const summaries = [];
let failed = false;
for (const measure of MEASURES.filter(({ name }) => wanted.includes(name))) {
  const reason = measure.reasonAgainst?.();
  if (reason) {
    console.log(`${measure.name}: ${reason}\n`);
    continue;
  }
  const settings = options.quick ? measure.quick : measure.full;
  const { summary, failures } = await take(
    measure,
    settings,
    Math.min(rounds, settings.mostRounds ?? rounds),
    entrants,
  );
  summaries.push(summary);
  failed ||= failures.length > 0;
  console.log(`${table(summary)}\n`);
}
save(summaries, rounds);
process.exitCode = failed ? 1 : 0;
