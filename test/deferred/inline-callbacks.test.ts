import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { test } from 'node:test';
import { Deferred, fail, inlineCallbacks, reportUnhandledErrors, succeed } from 'interloop';
import { codeOf, errorOf, hasNothing, resultOf } from './fired.ts';

const boom = new Error('boom');

test('a generator is resumed with the value of what it yields, and what it returns is the result', () => {
  const first = new Deferred<number>();
  const add = inlineCallbacks(function* (b: number) {
    const a: number = yield first;
    return a + b;
  });
  const sum = add(2);
  hasNothing(sum);
  first.callback(1);
  assert.equal(resultOf(sum), 3);
});

test('an error is thrown into the generator where it yields', () => {
  const caught = inlineCallbacks(function* () {
    try {
      yield fail(boom);
    } catch (error) {
      return error;
    }
    return undefined;
  })();
  assert.equal(resultOf(caught), boom);
});

test('what the generator throws is the error', () => {
  const d = inlineCallbacks(function* () {
    yield succeed();
    throw boom;
  })();
  assert.equal(errorOf(d), boom);
});

test('what is no Deferred comes straight back', () => {
  const d = inlineCallbacks(function* () {
    return [yield 1, yield null, yield [], yield undefined];
  })();
  assert.deepEqual(resultOf(d), [1, null, [], undefined]);
});

test('promises are waited for', async () => {
  const d = inlineCallbacks(function* () {
    try {
      yield Promise.reject(boom);
    } catch {
      return yield Promise.resolve(1);
    }
  })();
  assert.equal(await d, 1);
});

test('yield* gives the value with its type', () => {
  const d = inlineCallbacks(function* () {
    const word = yield* succeed('word');
    const length: number = yield* succeed(word.length);
    return length;
  })();
  assert.equal(resultOf(d), 4);
});

test('a Deferred that is yielded keeps its result, and its error counts as handled', async () => {
  const value = succeed(1);
  const error = fail(boom);
  inlineCallbacks(function* () {
    yield value;
    yield error;
  })().addErrback(() => {});
  assert.equal(reportUnhandledErrors(), 0);
  assert.equal(resultOf(value), 1);
  assert.equal(errorOf(error), boom);
});

test('a Deferred or promise that is returned is waited for', async () => {
  const inner = new Deferred<number>();
  const d = inlineCallbacks(function* () {
    yield 1;
    return inner;
  })();
  hasNothing(d);
  inner.callback(5);
  assert.equal(resultOf(d), 5);
  const failing = inlineCallbacks(function* () {
    try {
      return Promise.reject(boom);
    } finally {
      yield 1;
    }
  })();
  await assert.rejects(async () => await failing, boom);
});

test('this and the arguments reach the generator, and what its head throws is the error', () => {
  const object = {
    base: 10,
    add: inlineCallbacks(function* (this: { base: number }, n: number) {
      return this.base + (yield n);
    }),
  };
  assert.equal(resultOf(object.add(1)), 11);
  const failing = inlineCallbacks(function* (_n: number = new Deferred().unpause() as never) {});
  assert.equal(codeOf(failing()), 'ERR_INTERLOOP_NOT_PAUSED');
});

test('a function that makes no generator is refused', () => {
  assert.throws(() => inlineCallbacks(5 as never), { code: 'ERR_INTERLOOP_INVALID_ARGUMENT' });
  assert.throws(inlineCallbacks((() => 5) as never), { code: 'ERR_INTERLOOP_NOT_A_COROUTINE' });
  const endless = async function* () {};
  assert.throws(inlineCallbacks(endless as never), { code: 'ERR_INTERLOOP_NOT_A_COROUTINE' });
});

test('cancel goes to what the generator waits for', () => {
  const seen: string[] = [];
  const inner = new Deferred(() => seen.push('inner cancelled'));
  const d = inlineCallbacks(function* () {
    yield inner;
  })();
  d.cancel();
  assert.deepEqual(seen, ['inner cancelled']);
  assert.equal(codeOf(d), 'ERR_INTERLOOP_CANCELLED');
});

test('a generator may recover from a cancellation, and the result is whatever it then does', () => {
  const next = new Deferred<number>();
  const d = inlineCallbacks(function* () {
    try {
      yield new Deferred();
    } catch (error) {
      assert.equal((error as { code: string }).code, 'ERR_INTERLOOP_CANCELLED');
    }
    return yield next;
  })();
  d.cancel();
  hasNothing(d);
  next.callback(3);
  assert.equal(resultOf(d), 3);
});

test('a generator that recovered can be cancelled again', () => {
  let times = 0;
  const d = inlineCallbacks(function* () {
    while (times < 3) {
      try {
        yield new Deferred();
      } catch {
        times++;
      }
    }
    return 'gave in';
  })();
  d.cancel();
  d.cancel();
  hasNothing(d);
  d.cancel();
  assert.equal(resultOf(d), 'gave in');
});

test('what the inner Deferred makes of the cancellation is what the generator gets', () => {
  const d = inlineCallbacks(function* () {
    return yield new Deferred<string>((self) => self.callback('tidied up'));
  })();
  d.cancel();
  assert.equal(resultOf(d), 'tidied up');
});

test('a cancellation goes through generators that wait for generators', () => {
  const seen: string[] = [];
  const inner = inlineCallbacks(function* () {
    try {
      yield new Deferred();
    } finally {
      seen.push('inner');
    }
  });
  const outer = inlineCallbacks(function* () {
    try {
      yield inner();
    } finally {
      seen.push('outer');
    }
  })();
  outer.cancel();
  assert.deepEqual(seen, ['inner', 'outer']);
  assert.equal(codeOf(outer), 'ERR_INTERLOOP_CANCELLED');
});

test('a generator that cancels its own Deferred learns of it where it yields next', () => {
  const seen: unknown[] = [];
  const start = new Deferred();
  const d: Deferred<unknown> = inlineCallbacks(function* () {
    yield start;
    d.cancel();
    try {
      yield new Deferred();
    } catch (error) {
      seen.push((error as { code: string }).code);
    }
  })();
  start.callback();
  assert.deepEqual(seen, ['ERR_INTERLOOP_CANCELLED']);
  assert.equal(codeOf(d), 'ERR_INTERLOOP_CANCELLED');
});

test('one that was fired by hand lets its generator end and ignores what it returns', () => {
  const start = new Deferred();
  const seen: string[] = [];
  const d: Deferred<string> = inlineCallbacks(function* () {
    try {
      yield start;
      yield new Deferred();
    } finally {
      seen.push('ended');
    }
    return 'returned';
  })();
  d.callback('by hand');
  start.callback();
  assert.deepEqual(seen, ['ended']);
  assert.equal(resultOf(d), 'by hand');
});

test('a timeout of the result reaches what the generator waits for', () => {
  const d = inlineCallbacks(function* () {
    yield new Deferred();
  })();
  let expire = () => {};
  const clock = {
    callLater(_ms: number, fn: () => void) {
      expire = fn;
      return { cancel() {} };
    },
  };
  d.addTimeout(5, clock);
  expire();
  assert.equal(codeOf(d), 'ERR_INTERLOOP_TIMEOUT');
});

test('AsyncLocalStorage keeps in a generator what it had at the call, as in an async function', () => {
  const storage = new AsyncLocalStorage<string>();
  const seen: unknown[] = [];
  const [first, second] = [new Deferred(), new Deferred()];
  const run = inlineCallbacks(function* () {
    seen.push(storage.getStore());
    yield first;
    seen.push(storage.getStore());
    yield second;
    seen.push(storage.getStore());
  });
  storage.run('caller', () => run());
  storage.run('somebody', () => first.callback());
  second.callback();
  assert.deepEqual(seen, ['caller', 'caller', 'caller']);
});
