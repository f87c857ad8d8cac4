/**
 * The end of a pool, by itself and with its reactor.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { threadId } from 'node:worker_threads';
import { Reactor, ThreadPool, type ThreadPoolOptions } from 'interloop';
import { leftovers } from 'interloop/testing';
import { Gate } from './gate.ts';
import { codeOf, DIED, HERE, labour, poolOf, STOPPED, type Wait } from './pool-fixtures.ts';
import { onEachLoop, runProgram } from './run-program.ts';

test('a pool that stops refuses what it has not begun and what comes, and waits for the rest and the threads', async (t) => {
  const before = leftovers();
  const pool = poolOf(t, { maxThreads: 2 });
  const gate = new Gate();
  const running = [1, 2].map(() => pool.deferToThread(labour.hold, gate.words));
  await gate.begun(2);
  const waiting = [1, 2, 3].map(() => codeOf(pool.deferToThread(labour.number)));
  const stopped = pool.stop();
  assert.deepEqual(await Promise.all(waiting), [STOPPED, STOPPED, STOPPED]);
  assert.equal(await codeOf(pool.deferToThread(labour.number)), STOPPED);
  assert.throws(() => pool.callInThread(labour.number), { code: STOPPED, message: /: the pool has stopped$/ });
  assert.throws(() => pool.callMultipleInThread([[labour.number, []]]), { code: STOPPED });
  assert.equal(stopped.called, false);
  gate.open();
  assert.equal((await Promise.all(running)).length, 2);
  await stopped;
  await pool.stop();
  assert.deepEqual(pool.statistics, { threads: 0, working: 0, queued: 0, completed: 2 });
  assert.ok(leftovers().threads <= before.threads);
});

test('calls that take longer than stopTimeout fail, and their threads are terminated', async (t) => {
  const pool = poolOf(t, { maxThreads: 3, stopTimeout: 1 });
  const gate = new Gate();
  const running = ([labour.hold, labour.linger, labour.hold] as Wait[]).map((work) =>
    codeOf(pool.deferToThread(work, gate.words)),
  );
  await gate.begun(3);
  await pool.stop();
  assert.deepEqual(await Promise.all(running), [STOPPED, STOPPED, STOPPED]);
  assert.equal(pool.statistics.threads, 0);
});

test('a thread that cannot be terminated yet, within one call into the system, is not waited for', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'interloop-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const pool = poolOf(t, { stopTimeout: 1 });
  const gate = new Gate();
  const stuck = codeOf(pool.deferToThread(labour.openPipe, gate.words, pipe));
  await gate.begun();
  await sleep(20);
  await pool.stop();
  assert.equal(await stuck, STOPPED);
  closeSync(openSync(pipe, 'r+'));
});

test('a pool can be disposed of', async () => {
  const pool = new ThreadPool(new Reactor(), { minThreads: 1 });
  await pool[Symbol.asyncDispose]();
  assert.equal(pool.statistics.threads, 0);
  assert.equal(await codeOf(pool.deferToThread(labour.number)), STOPPED);
});

test('a pool of a reactor that has ended is stopped from the beginning', async () => {
  const over = new Reactor();
  over.callWhenRunning(() => over.stop());
  await over.run({ installSignalHandlers: false });
  const pool = new ThreadPool(over, { minThreads: 1 });
  assert.equal(pool.statistics.threads, 0);
  assert.equal(await codeOf(pool.deferToThread(labour.number)), STOPPED);
  await pool.stop();
});

/** Runs a reactor that `work` stops, and gives back the pool. */
async function runWith(work: (pool: ThreadPool, its: Reactor) => unknown, options: ThreadPoolOptions): Promise<void> {
  const its = new Reactor();
  const pool = new ThreadPool(its, options);
  its.callWhenRunning(() => void work(pool, its));
  await its.run({ installSignalHandlers: false });
  assert.deepEqual({ ...pool.statistics, completed: 0 }, { threads: 0, working: 0, queued: 0, completed: 0 });
}

test('the shutdown of the reactor refuses what is not begun, waits for what runs, and ends the threads', async () => {
  const order: string[] = [];
  const gate = new Gate();
  const work = async (pool: ThreadPool, its: Reactor) => {
    pool.deferToThread(labour.hold, gate.words).addCallback(() => order.push('run'));
    await gate.begun();
    pool.deferToThread(labour.number).addErrback((error) => {
      order.push((error as { code: string }).code);
      gate.open();
    });
    its.addSystemEventTrigger('during', 'shutdown', () => order.push(`${pool.statistics.threads} threads`));
    its.stop();
  };
  await runWith(work, { maxThreads: 1, stopTimeout: 60_000 });
  assert.deepEqual(order, [STOPPED, 'run', '0 threads']);
});

test('what triggers before the shutdown call while they clean up is done, at any time before `during`', async () => {
  const order: string[] = [];
  const gate = new Gate();
  const work = async (pool: ThreadPool, its: Reactor) => {
    const clean = (word: string) => pool.deferToThread(labour.promised, word).addCallback((said) => order.push(said));
    its.addSystemEventTrigger('before', 'shutdown', async () => {
      await clean('at once');
      await sleep(1);
      await clean('later');
    });
    pool.deferToThread(labour.hold, gate.words);
    await gate.begun();
    pool.deferToThread(labour.number).addErrback(() => order.push('refused'));
    its.addSystemEventTrigger('before', 'shutdown', () => {
      gate.open();
      return clean('as the last');
    });
    its.addSystemEventTrigger('during', 'shutdown', async () => order.push((await codeOf(clean('too late')))!));
    its.stop();
    clean('after stop()');
  };
  await runWith(work, { maxThreads: 1, stopTimeout: 60_000 });
  await sleep(0);
  assert.deepEqual(new Set(order.slice(1, 4)), new Set(['at once', 'as the last', 'after stop()']));
  assert.deepEqual([order[0], ...order.slice(4)], ['refused', 'later', STOPPED]);
});

test('a shutdown takes no longer than stopTimeout for calls that do not end, of cleaning up as well', async () => {
  const codes: unknown[] = [];
  const gate = new Gate();
  const work = async (pool: ThreadPool, its: Reactor) => {
    const never = () =>
      pool.deferToThread(labour.hold, gate.words).addErrback((error) => codes.push((error as { code: string }).code));
    its.addSystemEventTrigger('before', 'shutdown', never);
    never();
    await gate.begun();
    its.stop();
  };
  await runWith(work, { maxThreads: 2, stopTimeout: 20 });
  assert.deepEqual(codes, [STOPPED, STOPPED]);
});

test('while the reactor shuts down, a thread can still call into it and wait for the answer', async () => {
  const gate = new Gate();
  let answer: string | undefined;
  const work = async (pool: ThreadPool, its: Reactor) => {
    pool.deferToThread(labour.askBackLater, gate.words, HERE, 'asked').addCallback((said) => (answer = said));
    await gate.begun();
    its.addSystemEventTrigger('before', 'shutdown', () => gate.open());
    its.stop();
  };
  await runWith(work, { maxThreads: 1, stopTimeout: 60_000 });
  assert.equal(answer, `asked in ${threadId}`);
});

test('a reactor that crashes and runs again keeps its pool', async (t) => {
  const its = new Reactor();
  const pool = new ThreadPool(its, { maxThreads: 1 });
  t.after(() => pool.stop());
  its.callWhenRunning(() => its.crash());
  await its.run({ installSignalHandlers: false });
  assert.equal(await pool.deferToThread(labour.add, 1, 2), 3);
});

onEachLoop(
  'a shutdown with calls in flight comes to its end by itself, in order',
  'pool-shutdown',
  `${`${STOPPED}\n`.repeat(3)}ran
cleaned up
0 threads during shutdown
${STOPPED}
stopped
`,
);

onEachLoop(
  'a shutdown comes to its end although calls do not',
  'pool-endless',
  `Cannot call hold() of labour.js: the thread pool has stopped
Cannot call linger() of labour.js: the thread pool has stopped
stopped
`,
);

test('a call keeps the process alive until it ends, also by the death of its thread; an idle pool does not', async () => {
  assert.equal(await runProgram('pool-alone'), `a value\n${DIED}\n`);
});

test('what a thread has written is there before the thread is gone', async () => {
  const lines = Array.from({ length: 500 }, (_, i) => `line ${i}\n`);
  assert.equal(await runProgram('pool-written'), `${lines.join('')}stopped\n`);
});
