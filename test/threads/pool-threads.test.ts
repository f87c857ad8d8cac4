/**
 * How many threads a pool has, and which call goes to which.
 */
import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Reactor, ThreadPool } from 'interloop';
import { Gate, until } from './gate.ts';
import { labour, poolOf } from './pool-fixtures.ts';

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
