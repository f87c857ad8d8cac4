/**
 * Chains need memory, not stack.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Deferred, DeferredLock, inlineCallbacks, succeed } from 'interloop';
import { codeOf, resultOf } from './fired.ts';

const DEPTH = 20_000;

function many(): Deferred<unknown>[] {
  return Array.from({ length: DEPTH }, () => new Deferred<unknown>());
}

/** Deferreds of which each waits for the one after it, bound from the first on or from the last on. */
function waiting(order: 'first' | 'last'): [first: Deferred<unknown>, last: Deferred<unknown>] {
  const deferreds = many();
  const those = deferreds.slice(0, -1);
  those.forEach((deferred, i) => {
    deferred.addCallback(() => deferreds[i + 1]!).addCallback((x) => (x as number) + 1);
  });
  for (const deferred of order === 'first' ? those : those.reverse()) deferred.callback(0);
  return [deferreds[0]!, deferreds.at(-1)!];
}

for (const order of ['first', 'last'] as const) {
  test(`20,000 Deferreds wait for each other, bound from the ${order} on`, () => {
    const [first, last] = waiting(order);
    last.callback(1);
    assert.equal(resultOf(first), DEPTH);
  });

  test(`20,000 Deferreds that wait for each other are cancelled, bound from the ${order} on`, () => {
    const [first] = waiting(order);
    first.cancel();
    assert.equal(codeOf(first), 'ERR_INTERLOOP_CANCELLED');
  });
}

test('20,000 Deferreds that are ready are returned one by the other', () => {
  let d: Deferred<unknown> = succeed(0);
  for (let i = 0; i < DEPTH; i++) {
    const inner = d;
    d = succeed(i).addCallback(() => inner);
  }
  assert.equal(resultOf(d), 0);
});

test('20,000 Deferreds fire each other by chainDeferred', () => {
  const deferreds = many();
  deferreds.slice(0, -1).forEach((deferred, i) => {
    deferred.chainDeferred(deferreds[i + 1]!);
  });
  deferreds[0]!.callback('through');
  assert.equal(resultOf(deferreds.at(-1)!), 'through');
});

test('a generator yields 20,000 Deferreds that are ready', () => {
  const sum = inlineCallbacks(function* () {
    let sum = 0;
    for (let i = 0; i < DEPTH; i++) sum += yield succeed(1);
    return sum;
  });
  assert.equal(resultOf(sum()), DEPTH);
});

test('20,000 generators wait for each other, and are cancelled', () => {
  const nest = (innermost: Deferred<number>): Deferred<number> => {
    let d = innermost;
    for (let i = 0; i < DEPTH; i++) {
      const inner = d;
      d = inlineCallbacks(function* () {
        return (yield inner) + 1;
      })() as Deferred<number>;
    }
    return d;
  };
  const innermost = new Deferred<number>();
  const outermost = nest(innermost);
  innermost.callback(0);
  assert.equal(resultOf(outermost), DEPTH);
  const cancelled = nest(new Deferred<number>());
  cancelled.cancel();
  assert.equal(codeOf(cancelled), 'ERR_INTERLOOP_CANCELLED');
});

test('20,000 wait for a lock with work that is done at once', () => {
  const lock = new DeferredLock();
  lock.acquire();
  let done = 0;
  for (let i = 0; i < DEPTH; i++) lock.run(() => done++);
  lock.release();
  assert.equal(done, DEPTH);
});
