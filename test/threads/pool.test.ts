import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { MessageChannel, threadId } from 'node:worker_threads';
import {
  addObserver,
  callInThread,
  callMultipleInThread,
  callWithContext,
  type Deferred,
  deferToThread,
  exposeToThreads,
  getThreadPool,
  type LogEvent,
  logContext,
  Reactor,
  ReactorThread,
  reactor,
  removeObserver,
  suggestThreadPoolSize,
  ThreadDiedError,
  ThreadPool,
  type ThreadPoolOptions,
  type ThreadReference,
  threadModule,
  transfer,
} from 'interloop';
import { leftovers } from 'interloop/testing';
import { node } from '../cli/command.ts';
import { Gate, until } from './gate.ts';
import { onEachLoop, runProgram } from './run-program.ts';
import * as ear from './workers/ear.ts';
import { refuse, unreadable } from './workers/labour.ts';

const labour = threadModule<typeof import('./workers/labour.ts')>(new URL('./workers/labour.js', import.meta.url));
const HERE = import.meta.url;

/* What threads tell this one is heard by the reactor of this process. */
exposeToThreads(HERE, { say: ear.say, answer: (word: string) => `${word} in ${threadId}`, refuse });
const ended = reactor.run({ installSignalHandlers: false });
test.after(async () => {
  reactor.stop();
  await ended;
});

const FOREVER = Number.POSITIVE_INFINITY;

/** A pool that is stopped when the test is over. */
function poolOf(t: TestContext, options: ThreadPoolOptions = {}): ThreadPool {
  const pool = new ThreadPool(new Reactor(), { maxThreads: 1, name: 'the pool', idleTimeout: FOREVER, ...options });
  t.after(() => pool.stop());
  return pool;
}

/** What is logged while the test runs. */
function logged(t: TestContext): LogEvent[] {
  const events: LogEvent[] = [];
  const observe = (event: LogEvent) => events.push(event);
  addObserver(observe);
  t.after(() => removeObserver(observe));
  return events;
}

/** The code of the error that a Deferred fails with. */
async function codeOf(deferred: Deferred<unknown>): Promise<string | undefined> {
  return deferred.toPromise().then(
    () => undefined,
    (error) => error.code,
  );
}

type Wait = ThreadReference<(gate: Int32Array) => unknown>;

const STOPPED = 'ERR_INTERLOOP_THREAD_STOPPED';
const DIED = 'ERR_INTERLOOP_THREAD_DIED';
const CANCELLED = 'ERR_INTERLOOP_CANCELLED';

test('a function is called in another thread, and its value comes back, also that of a promise or a Deferred', async (t) => {
  const pool = poolOf(t);
  assert.deepEqual(await pool.deferToThread(labour.where), { isMainThread: false, isInReactorThread: false });
  assert.equal(await pool.deferToThread(labour.add, 1, 2), 3);
  assert.equal(await pool.deferToThread(labour.promised, 'promised'), 'promised');
  assert.equal(await pool.deferToThread(labour.deferred, 'deferred'), 'deferred');
});

test('what the function throws comes back as it was thrown, with the stacks of both sides', async (t) => {
  const pool = poolOf(t);
  await assert.rejects(pool.deferToThread(labour.refuse).toPromise(), (error: RangeError & { code: string }) => {
    assert.ok(error instanceof RangeError);
    assert.equal(error.code, 'E_NO_MORE');
    assert.match(error.stack!, /labour\.js(.|\n)*--- in thread \d+ of the pool, called from ---\n.*pool\.test\.js/);
    return true;
  });
});

test('a module or a function that is not there is an error of the call, and the thread goes on', async (t) => {
  const pool = poolOf(t);
  const nowhere = threadModule<{ call(): void }>(new URL('./workers/nowhere.js', import.meta.url));
  const missing = (labour as unknown as typeof nowhere).call;
  assert.equal(await codeOf(pool.deferToThread(nowhere.call)), 'ERR_INTERLOOP_NO_SUCH_MODULE');
  assert.equal(await codeOf(pool.deferToThread(missing)), 'ERR_INTERLOOP_NO_SUCH_FUNCTION');
  assert.equal(await pool.deferToThread(labour.add, 1, 2), 3);
});

test('arguments are those of the moment of the call, also if it has to wait', async (t) => {
  const pool = poolOf(t);
  const gate = new Gate();
  const words = ['at', 'once'];
  const atOnce = pool.deferToThread(labour.join, words);
  pool.deferToThread(labour.hold, gate.words);
  words[1] = 'last';
  const later = pool.deferToThread(labour.join, words);
  words[1] = 'never';
  gate.open();
  assert.deepEqual(await Promise.all([atOnce, later]), ['at once', 'at last']);
});

test('arguments and results that are marked are moved, also if the call has to wait', async (t) => {
  const pool = poolOf(t);
  const gate = new Gate();
  const held = pool.deferToThread(labour.hold, gate.words);
  const [bytes, others] = [new Uint8Array(10), new Uint8Array(20)];
  const sizes = [bytes, others].map((each) => pool.deferToThread(labour.sizeOf, transfer(each, [each.buffer])));
  assert.deepEqual([bytes.length, others.length], [0, 0]);
  const { port1, port2 } = new MessageChannel();
  pool.callInThread(labour.post, transfer(port1), 'through a port');
  gate.open();
  await held;
  assert.deepEqual(await Promise.all(sizes), [10, 20]);
  assert.deepEqual(await new Promise((resolve) => port2.once('message', resolve)), 'through a port');
  assert.equal((await pool.deferToThread(labour.moved, 30)).length, 30);
});

test('an argument that cannot be cloned is refused at once, by its place and function, also if the call has to wait', async (t) => {
  const pool = poolOf(t);
  const gate = new Gate();
  const call = () => pool.deferToThread(labour.add, 1, (() => {}) as never);
  const refusal = { code: 'ERR_INTERLOOP_NOT_CLONEABLE', message: /^Argument 2 of 2 for add\(\) of file:.*labour\.js/ };
  assert.throws(call, refusal);
  const held = pool.deferToThread(labour.hold, gate.words);
  assert.throws(call, refusal);
  assert.throws(() => pool.deferToThread(labour.add, 1, Symbol('s') as never), refusal);
  gate.open();
  await held;
  assert.deepEqual(pool.statistics, { threads: 1, working: 0, queued: 0, completed: 1 });
});

test('a result that cannot be cloned is an error of the call, and the thread goes on', async (t) => {
  const pool = poolOf(t);
  const number = await pool.deferToThread(labour.number);
  await assert.rejects(pool.deferToThread(labour.notToBeSent).toPromise(), {
    code: 'ERR_INTERLOOP_NOT_CLONEABLE',
    message: /^The result for notToBeSent\(\)/,
  });
  assert.equal(await pool.deferToThread(labour.number), number);
});

test('what can be seen of an object cannot be called, and wrong settings are refused', (t) => {
  const pool = poolOf(t);
  const invalid = { code: 'ERR_INTERLOOP_INVALID_ARGUMENT' };
  assert.throws(() => pool.deferToThread(console.log as never), invalid);
  assert.throws(() => pool.callInThread(5 as never), invalid);
  for (const calls of [5, [5], [[labour.number]], [[console.log, []]], [[labour.join, 'word']]]) {
    assert.throws(() => pool.callMultipleInThread(calls as never), invalid);
  }
  for (const options of [
    { minThreads: -1 },
    { minThreads: 1.5 },
    { maxThreads: 0 },
    { minThreads: 3, maxThreads: 2 },
    { idleTimeout: -1 },
    { idleTimeout: Number.NaN },
    { stopTimeout: FOREVER },
    { name: 5 as never },
  ]) {
    assert.throws(() => new ThreadPool(new Reactor(), options), invalid, JSON.stringify(options));
  }
  assert.throws(() => new ThreadPool({} as never), invalid);
  assert.throws(() => pool.adjustPoolsize(5, 4), invalid);
});

test('callInThread() makes a call whose result nobody wants, and its error is logged', async (t) => {
  const events = logged(t);
  const pool = poolOf(t);
  pool.callInThread(labour.refuse);
  await until(() => events.length > 0);
  assert.match(events[0]!.message, /^while calling refuse\(\) of .*labour\.js in a thread$/);
  assert.match((events[0]!.error as Error).stack!, /labour\.js(.|\n)*pool\.test\.js/);
});

test('callMultipleInThread() makes calls in one thread, one after the other, until one fails, which is logged', async (t) => {
  const events = logged(t);
  const pool = poolOf(t, { maxThreads: 4 });
  const places = new Int32Array(new SharedArrayBuffer(16));
  pool.callMultipleInThread([
    [labour.promised, ['first']],
    [labour.inOrder, [places, 2]],
    [labour.inOrder, [places, 1]],
    [labour.refuse, []],
    [labour.inOrder, [places, 3]],
  ]);
  await until(() => events.length > 0);
  assert.deepEqual([...places], [2, 2, 1, 0]);
  assert.match(events[0]!.message, /^while calling promised\(\) of .* and 4 more in a thread$/);
  assert.deepEqual(pool.statistics, { threads: 1, working: 0, queued: 0, completed: 1 });
  const bytes = new Uint8Array(10);
  pool.callMultipleInThread([[labour.sizeOf, [transfer(bytes, [bytes.buffer])]]]);
  assert.equal(bytes.length, 0);
  assert.throws(
    () =>
      pool.callMultipleInThread([
        [labour.number, []],
        [labour.join, [(() => {}) as never]],
      ]),
    {
      code: 'ERR_INTERLOOP_NOT_CLONEABLE',
      message: /^The argument for join\(\) of/,
    },
  );
  pool.callMultipleInThread([]);
  await until(() => pool.statistics.completed === 2);
});

test('calls run at the same time in as many threads as there may be, and the others wait', async (t) => {
  const pool = poolOf(t, { maxThreads: 3 });
  const gate = new Gate();
  const numbers = Array.from({ length: 5 }, () => pool.deferToThread(labour.hold, gate.words));
  await gate.begun(3);
  assert.deepEqual(pool.statistics, { threads: 3, working: 3, queued: 2, completed: 0 });
  gate.open();
  assert.equal(new Set(await Promise.all(numbers)).size, 3);
  assert.deepEqual(pool.statistics, { threads: 3, working: 0, queued: 0, completed: 5 });
});

test('a thread makes one call at a time, also if that waits for something', async (t) => {
  const pool = poolOf(t);
  const [first, second] = [new Gate(), new Gate()];
  const numbers = [first, second].map((gate) => pool.deferToThread(labour.linger, gate.words));
  await first.begun();
  await sleep(5);
  assert.equal(second.count, 0);
  first.open();
  second.open();
  await Promise.all(numbers);
});

test('one thread makes calls in their order', async (t) => {
  const pool = poolOf(t);
  const places = new Int32Array(new SharedArrayBuffer(4 * 1001));
  const all = Array.from({ length: 1000 }, (_, i) => pool.deferToThread(labour.inOrder, places, i + 1));
  await Promise.all(all);
  assert.ok(places.every((place, i) => i === 0 || place === i));
});

test('without limits of its own a pool has no thread before its first call, and as many as the machine runs', (t) => {
  const pool = new ThreadPool(new Reactor());
  t.after(() => pool.stop());
  assert.equal(pool.statistics.threads, 0);
  assert.equal(pool.name, 'the thread pool');
  for (let i = 0; i < availableParallelism() + 1; i++) pool.deferToThread(labour.number).addErrback(() => {});
  assert.equal(pool.statistics.threads, availableParallelism());
});

test('there are never less threads than minThreads, and idle ones beyond that end after idleTimeout', async (t) => {
  const pool = poolOf(t, { minThreads: 1, maxThreads: 3, idleTimeout: 1 });
  assert.equal(pool.statistics.threads, 1);
  const gate = new Gate();
  const all = Array.from({ length: 3 }, () => pool.deferToThread(labour.hold, gate.words));
  await gate.begun(3);
  gate.open();
  await Promise.all(all);
  await until(() => pool.statistics.threads < 3);
  await until(() => pool.statistics.threads === 1);
  await sleep(5);
  assert.equal(pool.statistics.threads, 1);
  pool.adjustPoolsize(0);
  await pool.deferToThread(labour.number);
  await until(() => pool.statistics.threads === 0);
});

test('the number of threads can be changed: calls that wait get new ones, and too many end after their call', async (t) => {
  const pool = poolOf(t);
  const gate = new Gate();
  const all = Array.from({ length: 6 }, () => pool.deferToThread(labour.hold, gate.words));
  await gate.begun(1);
  pool.adjustPoolsize(2, 4);
  await gate.begun(4);
  pool.adjustPoolsize(0, 2);
  assert.deepEqual(pool.statistics, { threads: 4, working: 4, queued: 2, completed: 0 });
  gate.open();
  assert.equal((await Promise.all(all)).length, 6);
  await until(() => pool.statistics.threads <= 2);
  pool.adjustPoolsize(3, 3);
  assert.equal(pool.statistics.threads, 3);
});

test('a call that is stuck behind a long one, in a thread that was quick, goes to a thread that is idle', async (t) => {
  const pool = poolOf(t, { maxThreads: 2 });
  const [long, short] = [new Gate(), new Gate()];
  for (let i = 0; i < 10; i++) await Promise.all(Array.from({ length: 50 }, () => pool.deferToThread(labour.number)));
  const first = pool.deferToThread(labour.hold, long.words);
  await long.begun();
  const second = pool.deferToThread(labour.hold, short.words);
  await short.begun();
  const many = Array.from({ length: 100 }, () => pool.deferToThread(labour.number));
  assert.equal(pool.statistics.queued, 100);
  short.open();
  const numbers = await Promise.all(many);
  assert.deepEqual(new Set(numbers), new Set([await second]));
  long.open();
  await first;
});

test('a call that no thread has begun is cancelled without a trace, wherever it waits', async (t) => {
  const pool = poolOf(t);
  const gate = new Gate();
  const seen = new Int32Array(new SharedArrayBuffer(400));
  for (let i = 0; i < 10; i++) await Promise.all(Array.from({ length: 50 }, () => pool.deferToThread(labour.number)));
  const held = pool.deferToThread(labour.hold, gate.words);
  await gate.begun();
  const all = Array.from({ length: 100 }, (_, i) => pool.deferToThread(labour.note, seen, i));
  const cancelled = all.filter((_, i) => i % 2 === 0).map((call) => codeOf(call));
  for (let i = 0; i < 100; i += 2) all[i]!.cancel();
  assert.equal(pool.statistics.queued, 50);
  gate.open();
  const number = await held;
  assert.deepEqual(new Set(await Promise.all(cancelled)), new Set([CANCELLED]));
  await Promise.all(all.filter((_, i) => i % 2 === 1));
  assert.deepEqual(
    [...seen],
    Array.from({ length: 100 }, (_, i) => i % 2),
  );
  assert.equal(await pool.deferToThread(labour.number), number);
});

test('what waits behind a call goes on when that is cancelled before it was begun', async (t) => {
  const pool = poolOf(t);
  const first = pool.deferToThread(labour.number).addErrback(() => {});
  const bytes = new Uint8Array(10);
  const second = pool.deferToThread(labour.sizeOf, transfer(bytes, [bytes.buffer]));
  first.cancel();
  assert.equal(await second, 10);
});

test('a call that runs is cancelled with its thread, whose place another one takes; the calls behind it go on', async (t) => {
  const pool = poolOf(t);
  for (const work of [labour.hold, labour.linger] as Wait[]) {
    const gate = new Gate();
    const number = await pool.deferToThread(labour.number);
    const call = pool.deferToThread(work, gate.words);
    const next = pool.deferToThread(labour.number);
    await gate.begun();
    call.cancel();
    assert.equal(await codeOf(call), CANCELLED);
    assert.notEqual(await next, number);
    assert.equal(pool.statistics.threads, 1);
  }
});

test('a signal cancels a call, and so does a timeout', async (t) => {
  const pool = poolOf(t);
  const gate = new Gate();
  const controller = new AbortController();
  const call = pool.deferToThread(labour.hold, gate.words).cancelOn(controller.signal);
  await gate.begun();
  controller.abort(new Error('closed'));
  await assert.rejects(call.toPromise(), (error: Error) => (error.cause as Error).message === 'closed');
  const late = pool.deferToThread(labour.hold, gate.words).addTimeout(5);
  assert.equal(await codeOf(late), 'ERR_INTERLOOP_TIMEOUT');
  assert.equal(await pool.deferToThread(labour.add, 1, 2), 3);
});

for (const [what, kill, how] of [
  ['process.exit() in it', (pool: ThreadPool) => pool.deferToThread(labour.exit, 3), /it has exited with code 3/],
  ['process.exit() after a while', (pool: ThreadPool) => pool.deferToThread(labour.exitLater, 4), /code 4/],
  ['the want of memory', (pool: ThreadPool) => pool.deferToThread(labour.eatMemory), /memory/],
] as const) {
  test(`a thread that dies of ${what} fails the call that it runs, and the others go on in a new one`, async (t) => {
    const pool = poolOf(t, { resourceLimits: { maxOldGenerationSizeMb: 16 } });
    const number = await pool.deferToThread(labour.number);
    const deadly = kill(pool).toPromise();
    const others = Array.from({ length: 5 }, () => pool.deferToThread(labour.number));
    await assert.rejects(deadly, (error: ThreadDiedError) => {
      assert.ok(error instanceof ThreadDiedError);
      assert.match(
        error.message,
        new RegExp(`^thread ${number} of the pool has died: .*, with \\w+\\(\\) of .* under way$`),
      );
      assert.match(error.message, how);
      return true;
    });
    assert.equal(new Set([number, ...(await Promise.all(others))]).size, 2);
  });
}

test('an answer that was given before the thread died is not lost, although the death is heard of first', async (t) => {
  logged(t);
  const pool = poolOf(t);
  const gate = new Gate();
  const answer = pool.deferToThread(labour.exitAfterwards, gate.words);
  while (gate.count === 0);
  const end = performance.now() + 20;
  while (performance.now() < end);
  assert.equal(await answer, 'the answer');
});

test('a thread that dies while it has nothing to do is told about in the log, and replaced', async (t) => {
  const events = logged(t);
  const pool = poolOf(t, { minThreads: 1 });
  await pool.deferToThread(labour.crashAfterwards);
  await until(() => events.length > 0);
  const { error } = events[0]! as LogEvent & { error: ThreadDiedError };
  assert.match(error.message, /^thread \d+ of the pool has died: crashed afterwards$/);
  assert.ok(error.cause instanceof TypeError);
  assert.equal(pool.statistics.threads, 1);
  assert.equal(await pool.deferToThread(labour.add, 1, 2), 3);
});

test('what cannot be received on the other side is the death of the thread, and of that call alone', async (t) => {
  const pool = poolOf(t);
  const number = await pool.deferToThread(labour.number);
  assert.equal(await codeOf(pool.deferToThread(labour.join, unreadable() as never)), DIED);
  const next = await pool.deferToThread(labour.number);
  assert.notEqual(next, number);
  assert.equal(await codeOf(pool.deferToThread(labour.unreadable)), DIED);
  assert.notEqual(await pool.deferToThread(labour.number), next);
});

test('threads that die before they begin anything fail the calls one by one, and are not made for ever', async () => {
  const [preload, program] = ['workers/stillborn.js', 'programs/pool-stillborn.js'].map((name) =>
    fileURLToPath(new URL(name, import.meta.url)),
  );
  const { stdout, ends } = await node(['--import', preload!, program!]);
  assert.deepEqual({ stdout, ends }, { stdout: `${`${DIED}\n`.repeat(3)}0 threads\n`, ends: 0 });
});

test('in a thread of the pool, the reactor is that of the thread that owns the pool', async (t) => {
  const pool = poolOf(t);
  assert.equal(await pool.deferToThread(labour.askBack, HERE, 'asked'), `asked in ${threadId}`);
  pool.callInThread(labour.callBack, HERE, 'called back');
  await ear.heard('called back');
  assert.equal(await codeOf(pool.deferToThread(labour.askBackForError, HERE)), 'E_NO_MORE');
});

test('in a ReactorThread, the pool is that of its reactor', async (t) => {
  const thread = new ReactorThread();
  t.after(() => thread[Symbol.asyncDispose]());
  await thread.startReactor();
  const { poolThere } = threadModule<typeof import('./workers/pool-there.ts')>(
    new URL('./workers/pool-there.js', import.meta.url),
  );
  assert.equal(await thread.callInReactor(poolThere), `asked in ${thread.threadId}`);
});

test('the context of the log goes along, and callbacks have none that they were not given', async (t) => {
  const pool = poolOf(t);
  const inContext = callWithContext({ system: 'mail', run: () => {} }, () => pool.deferToThread(labour.context));
  const contexts: object[] = [];
  const after = pool.deferToThread(labour.context).addCallback((context) => contexts.push(context, logContext()));
  assert.deepEqual(await inContext, { system: 'mail' });
  await after;
  assert.deepEqual(contexts, [{}, {}]);
});

test('the pool of the program is made once, and its size can be suggested before and after that', async (t) => {
  const other = new Reactor();
  suggestThreadPoolSize(1, other);
  const pool = getThreadPool(other);
  t.after(() => pool.stop());
  assert.equal(getThreadPool(other), pool);
  assert.notEqual(getThreadPool(), pool);
  const gate = new Gate();
  const all = [1, 2, 3].map(() => pool.deferToThread(labour.hold, gate.words));
  assert.equal(pool.statistics.threads, 1);
  suggestThreadPoolSize(2, other);
  assert.equal(pool.statistics.threads, 2);
  gate.open();
  await Promise.all(all);
  assert.throws(() => suggestThreadPoolSize(0), { code: 'ERR_INTERLOOP_INVALID_ARGUMENT' });
});

test('deferToThread(), callInThread() and callMultipleInThread() are those of the pool of the program', async (t) => {
  const events = logged(t);
  assert.equal(await deferToThread(labour.add, 1, 2), 3);
  callInThread(labour.refuse);
  callMultipleInThread([
    [labour.number, []],
    [labour.refuse, []],
  ]);
  await until(() => events.length === 2);
  assert.equal(getThreadPool().statistics.completed, 3);
});

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
