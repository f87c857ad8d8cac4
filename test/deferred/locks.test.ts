import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Deferred, DeferredLock, DeferredQueue, DeferredSemaphore } from 'interloop';
import { codeOf, errorOf, hasNothing, resultOf } from './fired.ts';

test('a lock is given to one at a time, in the order in which they came', () => {
  const lock = new DeferredLock();
  const [first, second, third] = [lock.acquire(), lock.acquire(), lock.acquire()];
  assert.equal(resultOf(first), lock);
  assert.deepEqual([lock.locked, lock.waiting], [true, 2]);
  hasNothing(second);
  lock.release();
  assert.equal(resultOf(second), lock);
  hasNothing(third);
  lock.release();
  resultOf(third);
  lock.release();
  assert.equal(lock.locked, false);
});

test('a lock that nobody holds cannot be released', () => {
  const lock = new DeferredLock();
  assert.throws(() => lock.release(), { code: 'ERR_INTERLOOP_NOT_ACQUIRED' });
});

test('nobody overtakes: who releases and acquires in one go stands at the end', () => {
  const lock = new DeferredLock();
  const seen: string[] = [];
  lock.acquire();
  lock.acquire().addCallback(() => {
    seen.push('second');
    lock.release();
    lock.acquire().addCallback(() => seen.push('second again'));
  });
  lock.acquire().addCallback(() => {
    seen.push('third');
    lock.release();
  });
  lock.release();
  assert.deepEqual(seen, ['second', 'third', 'second again']);
});

test('run releases after success, failure, and what was waited for', () => {
  const lock = new DeferredLock();
  const work = new Deferred<number>();
  const result = lock.run((x: number) => work.addCallback((y) => x + y), 1);
  assert.equal(lock.locked, true);
  work.callback(2);
  assert.equal(resultOf(result), 3);
  assert.equal(lock.locked, false);
  const failing = lock.run(() => {
    throw 'boom';
  });
  assert.equal(errorOf(failing), 'boom');
  assert.equal(lock.locked, false);
});

test('who is cancelled while waiting for a lock is left out', () => {
  const lock = new DeferredLock();
  lock.acquire();
  const impatient = lock.acquire();
  const working = lock.run(() => assert.fail());
  const patient = lock.acquire();
  impatient.cancel();
  working.cancel();
  assert.equal(codeOf(impatient), 'ERR_INTERLOOP_CANCELLED');
  assert.equal(codeOf(working), 'ERR_INTERLOOP_CANCELLED');
  assert.equal(lock.waiting, 1);
  lock.release();
  assert.equal(resultOf(patient), lock);
});

test('cancelling who holds a lock has no effect', () => {
  const lock = new DeferredLock();
  const held = lock.acquire();
  held.cancel();
  assert.equal(resultOf(held), lock);
  assert.equal(lock.locked, true);
});

test('cancelling run while it works cancels the work and releases', () => {
  const lock = new DeferredLock();
  const running = lock.run(() => new Deferred());
  running.cancel();
  assert.equal(codeOf(running), 'ERR_INTERLOOP_CANCELLED');
  assert.equal(lock.locked, false);
});

test('using releases at the end of the block', async () => {
  const lock = new DeferredLock();
  const held = await lock.acquire();
  held[Symbol.dispose]();
  assert.equal(lock.locked, false);
});

test('a semaphore lets in as many as it has tokens', () => {
  const semaphore = new DeferredSemaphore(2);
  const [a, b, c] = [semaphore.acquire(), semaphore.acquire(), semaphore.acquire()];
  resultOf(a);
  resultOf(b);
  hasNothing(c);
  assert.deepEqual([semaphore.limit, semaphore.tokens, semaphore.waiting], [2, 0, 1]);
  semaphore.release();
  resultOf(c);
  semaphore.release();
  semaphore.release();
  assert.equal(semaphore.tokens, 2);
  assert.throws(() => semaphore.release(), { code: 'ERR_INTERLOOP_NOT_ACQUIRED' });
});

test('run of a semaphore keeps a token until what it was given has ended, well or badly', () => {
  const semaphore = new DeferredSemaphore(1);
  const work = new Deferred<number>();
  const first = semaphore.run(() => work);
  const second = semaphore.run(() => {
    throw 'boom';
  });
  assert.deepEqual([semaphore.tokens, semaphore.waiting], [0, 1]);
  work.callback(1);
  assert.equal(resultOf(first), 1);
  assert.equal(errorOf(second), 'boom');
  assert.equal(semaphore.tokens, 1);
});

test('who is cancelled while waiting for a semaphore is left out', () => {
  const semaphore = new DeferredSemaphore(1);
  semaphore.acquire();
  const [impatient, patient] = [semaphore.acquire(), semaphore.acquire()];
  impatient.cancel();
  assert.equal(codeOf(impatient), 'ERR_INTERLOOP_CANCELLED');
  semaphore.release();
  resultOf(patient);
});

test('a semaphore needs a token at least', () => {
  for (const tokens of [0, -1, 1.5, NaN, '2' as never]) {
    assert.throws(() => new DeferredSemaphore(tokens), { code: 'ERR_INTERLOOP_INVALID_ARGUMENT' });
  }
});

test('a queue keeps values in order until they are asked for', () => {
  const queue = new DeferredQueue<number>();
  queue.put(1);
  queue.put(2);
  assert.equal(queue.pending, 2);
  assert.deepEqual([resultOf(queue.get()), resultOf(queue.get())], [1, 2]);
});

test('a queue gives a value to whoever waits longest', () => {
  const queue = new DeferredQueue<number>();
  const [first, second] = [queue.get(), queue.get()];
  assert.equal(queue.waiting, 2);
  queue.put(1);
  assert.equal(resultOf(first), 1);
  hasNothing(second);
  queue.put(2);
  assert.equal(resultOf(second), 2);
});

test('a full queue refuses values, but not while somebody waits', () => {
  const queue = new DeferredQueue<number>({ size: 1 });
  queue.put(1);
  assert.throws(() => queue.put(2), { code: 'ERR_INTERLOOP_QUEUE_OVERFLOW' });
  const none = new DeferredQueue<number>({ size: 0 });
  const got = none.get();
  none.put(3);
  assert.equal(resultOf(got), 3);
  assert.throws(() => none.put(4), { code: 'ERR_INTERLOOP_QUEUE_OVERFLOW' });
});

test('a queue refuses more who wait than its backlog', () => {
  const queue = new DeferredQueue<number>({ backlog: 1 });
  queue.get();
  assert.throws(() => queue.get(), { code: 'ERR_INTERLOOP_QUEUE_UNDERFLOW' });
  const none = new DeferredQueue<number>({ backlog: 0 });
  assert.throws(() => none.get(), { code: 'ERR_INTERLOOP_QUEUE_UNDERFLOW' });
});

test('who is cancelled while waiting for a value is left out', () => {
  const queue = new DeferredQueue<number>();
  const [first, second, third] = [queue.get(), queue.get(), queue.get()];
  second.cancel();
  queue.put(1);
  queue.put(2);
  assert.equal(codeOf(second), 'ERR_INTERLOOP_CANCELLED');
  assert.deepEqual([resultOf(first), resultOf(third)], [1, 2]);
});

test('a queue refuses limits that are no whole numbers', () => {
  for (const limit of [-1, 1.5, NaN, null as never]) {
    assert.throws(() => new DeferredQueue({ size: limit }), { code: 'ERR_INTERLOOP_INVALID_ARGUMENT' });
    assert.throws(() => new DeferredQueue({ backlog: limit }), { code: 'ERR_INTERLOOP_INVALID_ARGUMENT' });
  }
});
