/**
 * What a call of a pool takes along and brings back.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MessageChannel } from 'node:worker_threads';
import { Reactor, ThreadPool, threadModule, transfer } from 'interloop';
import { Gate, until } from './gate.ts';
import { codeOf, FOREVER, labour, logged, poolOf } from './pool-fixtures.ts';

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
