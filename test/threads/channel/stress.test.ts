/**
 * Threads that send, receive, choose, give up, block, close and are killed at random moments: what channels promise holds.
 *
 * A round has a few channels and threads, the main one among them. Nothing is lost, nothing comes twice, what was given up never
 * arrives, each receiver gets the values of a sender in their order, and when the channels are closed everybody ends.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import { Worker } from 'node:worker_threads';
import { ThreadChannel } from 'interloop';
import { seed } from '../../support/seed.ts';
import { act, idOf, type Part, type Word } from './actor.ts';
import { judge, type Witness } from './judge.ts';
import { Log } from './log.ts';
import { Random } from './random.ts';
import type { StressData } from './stress-worker.ts';

const SECONDS = Number(process.env.INTERLOOP_STRESS_SECONDS ?? 75);
const WORKER = new URL('./stress-worker.js', import.meta.url);
const PATIENCE_MS = 20_000;

interface Thread {
  readonly worker: Worker;
  readonly part: Part;
  wasKilled: boolean;
  readonly exit: Promise<unknown>;
}

test('nothing is lost and nothing comes twice, whoever is killed or gives up when', {
  timeout: SECONDS * 1000 + 2 * PATIENCE_MS,
}, async () => {
  const until = performance.now() + SECONDS * 1000;
  const sum: Record<string, number> = { rounds: 0, killed: 0 };
  for (let round = 0; performance.now() < until; round++) {
    const counts = await play(seed + round * 7919);
    sum.rounds!++;
    for (const [what, count] of Object.entries(counts)) sum[what] = (sum[what] ?? 0) + count;
  }
  console.log(JSON.stringify(sum));
  assert.ok(sum.received! > 0 && sum.killed! > 0);
});

async function play(roundSeed: number): Promise<Record<string, number>> {
  const random = new Random(roundSeed);
  const channels = Array.from({ length: 1 + random.below(3) }, () => {
    const capacity = [0, 0, 1, 2, 8, 64][random.below(6)]!;
    return new ThreadChannel<Word>({ capacity, memory: random.below(3) === 0 ? 32_768 : 2 ** 20 });
  });
  const threads = Array.from({ length: 2 + random.below(3) }, (_, i) => start(i + 1, random, channels));
  const own = partOf(0, random, false);
  const acting = act(own, channels);
  const kills = threads.filter(() => random.below(2) === 0).map((thread) => kill(thread, random.below(1000)));
  const closing = closeSome(channels, random);
  const end = Promise.all([acting, ...threads.map(({ exit }) => exit)]);
  try {
    await Promise.race([end, endless(channels, random)]);
  } catch (error) {
    const last = threads.map(({ part, wasKilled }) => ({ ...part, log: Log.read(part.log).slice(-3), wasKilled }));
    const state = inspect({ channels, last, own: Log.read(own.log).slice(-3) }, { depth: 4 });
    throw new Error(`the round of seed ${roundSeed} did not end: ${state}`, { cause: error });
  }
  await Promise.all([...kills, closing]);
  const left = channels.map(drain);
  const witnesses: Witness[] = [
    { lines: Log.read(own.log), wasKilled: false },
    ...threads.map(({ part, wasKilled }) => ({ lines: Log.read(part.log), wasKilled })),
  ];
  try {
    return { ...judge(witnesses, left), killed: threads.filter(({ wasKilled }) => wasKilled).length };
  } catch (error) {
    throw new Error(`in the round of seed ${roundSeed}`, { cause: error });
  }
}

function partOf(who: number, random: Random, mayBlock: boolean): Part {
  const [acts, tasklets] = [100 + random.below(1000), 1 + random.below(4)];
  const blocks = mayBlock && random.below(3) === 0;
  return { seed: random.below(2 ** 30), who, acts, tasklets, blocks, log: Log.make(acts * tasklets * 6) };
}

function start(who: number, random: Random, channels: readonly ThreadChannel<Word>[]): Thread {
  const part = partOf(who, random, true);
  const how = random.below(2) === 0 ? 'exits' : 'throws';
  const ends = random.below(5) === 0 && !part.blocks ? ({ after: random.below(600), how } as const) : undefined;
  const worker = new Worker(WORKER, { workerData: { part, channels, ends } satisfies StressData });
  let error: unknown;
  worker.on('error', (thrown) => {
    error = thrown;
  });
  const exit = new Promise<void>((resolve, reject) => {
    worker.on('exit', (code) => {
      if (code !== 0) thread.wasKilled = true;
      if (error && (error as Error).message !== 'meant') reject(error);
      else resolve();
    });
  });
  const thread: Thread = { worker, part, wasKilled: false, exit };
  return thread;
}

async function kill(thread: Thread, after: number): Promise<void> {
  await sleep(after);
  await thread.worker.terminate();
}

/** Some channels are closed at some time; in the end those who still wait are told so by all of them. */
async function closeSome(channels: readonly ThreadChannel<Word>[], random: Random): Promise<void> {
  for (const channel of channels) {
    if (random.below(3) > 0) continue;
    await sleep(random.below(1000));
    channel.close(random.below(2) === 0 ? undefined : new Error('broken off'));
  }
}

async function endless(channels: readonly ThreadChannel<Word>[], random: Random): Promise<never> {
  await sleep(500 + random.below(1000), undefined, { ref: false });
  for (const channel of channels) channel.close(new Error('over'));
  await sleep(PATIENCE_MS, undefined, { ref: false });
  throw new Error(`not over after ${PATIENCE_MS} ms`);
}

function drain(channel: ThreadChannel<Word>): number[] {
  const ids: number[] = [];
  try {
    for (let got = channel.tryReceive(); got; got = channel.tryReceive()) ids.push(idOf(got.value));
  } catch (error) {
    assert.equal((error as { code?: unknown }).code, 'ERR_INTERLOOP_CHANNEL_CLOSED');
  }
  return ids;
}
