/**
 * A call that is given up, before it was begun and while it runs.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { transfer } from 'interloop';
import { Gate } from './gate.ts';
import { CANCELLED, codeOf, labour, poolOf, type Wait } from './pool-fixtures.ts';

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
