/** What programs/deferred-chain.js measures, with Deferreds: each function does something so many times. */
import { Deferred, DeferredLock, DeferredQueue, fail, inlineCallbacks, succeed } from '../interloop.js';

const increment = (x) => x + 1;
const error = new Error('no answer');

function ignore() {}

function addTen(deferred) {
  deferred
    .addCallback(increment)
    .addCallback(increment)
    .addCallback(increment)
    .addCallback(increment)
    .addCallback(increment)
    .addCallback(increment)
    .addCallback(increment)
    .addCallback(increment)
    .addCallback(increment)
    .addCallback(ignore);
}

export function later(times) {
  for (let i = 0; i < times; i++) {
    const deferred = new Deferred();
    addTen(deferred);
    deferred.callback(i);
  }
}

export function ready(times) {
  for (let i = 0; i < times; i++) addTen(succeed(i));
}

export function failure(times) {
  for (let i = 0; i < times; i++) fail(error).addErrback(ignore);
}

/** Each waits for the one after it. */
export function nested(times) {
  const deferreds = Array.from({ length: times + 1 }, () => new Deferred());
  for (let i = 0; i < times; i++) deferreds[i].addCallback(() => deferreds[i + 1]);
  deferreds[0].addCallback(ignore);
  for (const deferred of deferreds) deferred.callback(1);
}

export const coroutine = inlineCallbacks(function* (times) {
  let sum = 0;
  for (let i = 0; i < times; i++) sum += yield succeed(i);
  return sum;
});

export function queue(times) {
  const queue = new DeferredQueue();
  for (let i = 0; i < times; i++) {
    queue.get().addCallback(ignore);
    queue.put(i);
  }
}

export function lock(times) {
  const lock = new DeferredLock();
  for (let i = 0; i < times; i++) {
    lock.acquire().addCallback(ignore);
    lock.release();
  }
}
