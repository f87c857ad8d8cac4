import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type CancelledError, Deferred, DeferredList, succeed } from 'interloop';
import { codeOf, errorOf, hasNothing, resultOf } from './fired.ts';

const boom = new Error('boom');

test('cancel fails a Deferred that was not fired with a CancelledError', () => {
  const d = new Deferred();
  d.cancel();
  assert.equal(codeOf(d), 'ERR_INTERLOOP_CANCELLED');
});

test('without a canceller exactly one later firing is swallowed', () => {
  for (const fire of [(d: Deferred<number>) => d.callback(1), (d: Deferred<number>) => d.errback(boom)]) {
    const d = new Deferred<number>();
    d.cancel();
    fire(d);
    assert.throws(() => fire(d), { code: 'ERR_INTERLOOP_ALREADY_FIRED' });
    assert.equal(codeOf(d), 'ERR_INTERLOOP_CANCELLED');
  }
});

test('with a canceller no later firing is swallowed', () => {
  const d = new Deferred(() => {});
  d.cancel();
  assert.throws(() => d.callback(), { code: 'ERR_INTERLOOP_ALREADY_FIRED' });
  errorOf(d);
});

test('the canceller is called once, with the Deferred', () => {
  const seen: unknown[] = [];
  const d = new Deferred((self) => seen.push(self));
  d.cancel();
  d.cancel();
  assert.deepEqual(seen, [d]);
  errorOf(d);
});

test('a canceller may give a result or an error of its own', () => {
  const value = new Deferred<number>((self) => self.callback(7));
  const error = new Deferred((self) => self.errback(boom));
  value.cancel();
  error.cancel();
  assert.equal(resultOf(value), 7);
  assert.equal(errorOf(error), boom);
});

test('what a canceller throws comes out of cancel(), and nothing else does', () => {
  const d = new Deferred(() => {
    throw boom;
  });
  assert.throws(() => d.cancel(), boom);
  assert.equal(d.called, false);
  d.cancel();
  assert.equal(codeOf(d), 'ERR_INTERLOOP_CANCELLED');
  const failing = new Deferred();
  failing.addBoth(() => {
    throw boom;
  });
  failing.cancel();
  assert.equal(errorOf(failing), boom);
});

test('an errback may recover from a cancellation', () => {
  const d = new Deferred<number>();
  d.addErrback(() => 0);
  d.cancel();
  assert.equal(resultOf(d), 0);
});

test('cancelling a Deferred that is done does nothing', () => {
  const d = new Deferred<number>(() => assert.fail());
  d.callback(1);
  d.cancel();
  assert.equal(resultOf(d), 1);
});

test('a Deferred that was fired lets go of its canceller', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  let canceller: (() => void) | undefined = () => {};
  const weak = new WeakRef(canceller);
  const d = new Deferred<number>(canceller);
  canceller = undefined;
  d.callback(1);
  await setImmediate();
  collect();
  assert.equal(weak.deref(), undefined);
  assert.equal(resultOf(d), 1);
});

test('cancelling a Deferred that waits for another cancels that one', () => {
  const inner = new Deferred<number>();
  const outer = succeed(1).addCallback(() => inner);
  outer.cancel();
  assert.equal(codeOf(outer), 'ERR_INTERLOOP_CANCELLED');
  inner.callback(2);
  assert.throws(() => inner.callback(3), { code: 'ERR_INTERLOOP_ALREADY_FIRED' });
});

test('what the inner Deferred makes of the cancellation is the result of the outer', () => {
  const inner = new Deferred<string>((self) => self.callback('tidied up'));
  const outer = succeed(1).addCallback(() => inner);
  outer.cancel();
  assert.equal(resultOf(outer), 'tidied up');
});

test('a cancellation goes down the whole row of those that wait', () => {
  const seen: string[] = [];
  const last = new Deferred(() => seen.push('last'));
  const middle = succeed().addCallback(() => last);
  const first = succeed().addCallback(() => middle);
  first.cancel();
  assert.deepEqual(seen, ['last']);
  assert.equal(codeOf(first), 'ERR_INTERLOOP_CANCELLED');
});

test('an outer Deferred that was cancelled before its inner one was returned is not bound to it', () => {
  const outer = new Deferred();
  const inner = new Deferred();
  outer.addErrback(() => inner);
  outer.cancel();
  hasNothing(outer);
  outer.cancel();
  assert.equal(codeOf(outer), 'ERR_INTERLOOP_CANCELLED');
});

test('cancelling Deferreds that wait for each other in a circle comes to an end', () => {
  const a: Deferred<unknown> = new Deferred<unknown>();
  const b: Deferred<unknown> = new Deferred<unknown>();
  const c: Deferred<unknown> = new Deferred<unknown>();
  const outside = succeed().addCallback(() => a);
  a.addCallback(() => b);
  b.addCallback(() => c);
  c.addCallback(() => a);
  for (const d of [a, b, c]) d.callback(1);
  a.cancel();
  outside.cancel();
  const listed = new Deferred<unknown>();
  listed.addCallback((): unknown => list);
  const list: Deferred<unknown> = new DeferredList([listed, listed]);
  listed.callback(1);
  list.cancel();
  listed.cancel();
  assert.equal(list.called, false);
});

test('a canceller that cancels again gets an end to it', () => {
  const d = new Deferred((self) => self.cancel());
  d.cancel();
  assert.equal(codeOf(d), 'ERR_INTERLOOP_CANCELLED');
});

test('the reason that cancel() is given is the cause of the error', () => {
  const d = new Deferred();
  const outer = succeed().addCallback(() => d);
  outer.cancel(boom);
  assert.equal((errorOf(outer) as CancelledError).cause, boom);
});

test('using cancels a Deferred that is not done at the end of the block', () => {
  const d = new Deferred();
  d[Symbol.dispose]();
  assert.equal(codeOf(d), 'ERR_INTERLOOP_CANCELLED');
});

test('d.signal is aborted by cancel(), not by a result', () => {
  const cancelled = new Deferred();
  const done = new Deferred();
  const signals = [cancelled.signal, done.signal];
  cancelled.cancel();
  done.callback();
  done.cancel();
  assert.deepEqual(
    signals.map((signal) => signal.aborted),
    [true, false],
  );
  assert.equal(signals[0]!.reason.code, 'ERR_INTERLOOP_CANCELLED');
  errorOf(cancelled);
});

test('d.signal is aborted when it is first asked for after cancel()', () => {
  const d = new Deferred();
  d.cancel();
  assert.equal(d.signal.aborted, true);
  errorOf(d);
});

test('d.signal is aborted when the cancellation goes to what the Deferred waits for', () => {
  const outer = succeed(1).addCallback(() => new Deferred());
  const { signal } = outer;
  outer.cancel();
  assert.equal(signal.aborted, true);
  errorOf(outer);
});

test('a listener of d.signal may fire the Deferred, as a canceller may', () => {
  const d = new Deferred<string>();
  d.signal.addEventListener('abort', () => d.callback('saved'));
  d.cancel();
  assert.equal(resultOf(d), 'saved');
});

test('the option signal cancels, with the reason as the cause', () => {
  const controller = new AbortController();
  const d = new Deferred(undefined, { signal: controller.signal });
  controller.abort(boom);
  assert.equal((errorOf(d) as CancelledError).cause, boom);
  const late = new Deferred(undefined, { signal: controller.signal });
  assert.equal(codeOf(late), 'ERR_INTERLOOP_CANCELLED');
});

test('a signal holds for what stands before it, and nobody listens to it afterwards', () => {
  const signal = new AbortController().signal;
  let listeners = 0;
  const { addEventListener, removeEventListener } = AbortSignal.prototype;
  signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
    listeners++;
    addEventListener.apply(signal, args);
  };
  signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
    listeners--;
    removeEventListener.apply(signal, args);
  };
  const inner = new Deferred();
  const d = new Deferred();
  d.addCallback(() => inner).cancelOn(signal);
  d.callback();
  assert.equal(listeners, 1);
  inner.callback();
  assert.equal(listeners, 0);
});
