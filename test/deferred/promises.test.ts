import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Deferred, ensureDeferred, fail, reportUnhandledErrors, succeed } from 'interloop';
import { codeOf, hasNothing, resultOf } from './fired.ts';

const boom = new Error('boom');

test('await gives the value or throws the error', async () => {
  assert.equal(await succeed(1), 1);
  await assert.rejects(async () => await fail(boom), boom);
});

test('awaiting leaves value and error where they are: twice gives the same twice', async () => {
  const value = succeed(1);
  const error = fail(boom);
  assert.deepEqual([await value, await value], [1, 1]);
  await assert.rejects(async () => await error, boom);
  await assert.rejects(async () => await error, boom);
});

test('an error that was awaited counts as handled', async () => {
  await Promise.allSettled([fail(boom), fail(boom).toPromise()]);
  assert.equal(reportUnhandledErrors(), 0);
});

test('await stands at the end of the chain one microtask later, toPromise() where it is written', async () => {
  const d = succeed(1);
  const promise = d.toPromise();
  const awaited = (async () => await d)();
  d.addCallback((x) => x + 1);
  assert.deepEqual([await promise, await awaited], [1, 2]);
});

test('then takes what the then of a promise takes', async () => {
  assert.equal(await succeed(1).then((x) => x + 1), 2);
  assert.equal(await fail(boom).then(undefined, () => 'saved'), 'saved');
  assert.equal(await succeed(1).then(), 1);
  assert.deepEqual(await Promise.all([succeed(1), succeed('a')]), [1, 'a']);
});

test('a promise that a callback returns is waited for', async () => {
  const d = succeed(1).addCallback(async (x) => x + 1);
  hasNothing(d);
  assert.equal(await d, 2);
  const failing = succeed(1).addCallback(() => Promise.reject(boom));
  await assert.rejects(async () => await failing, boom);
});

test('a thenable of any kind is waited for, and one whose then throws fails the chain', async () => {
  // biome-ignore lint/suspicious/noThenProperty: that is what is tested
  const thenable = { then: (resolve: (value: number) => void) => resolve(4) };
  const getter = {
    // biome-ignore lint/suspicious/noThenProperty: that is what is tested
    get then() {
      throw boom;
    },
  };
  assert.equal(await succeed().addCallback(() => thenable), 4);
  await assert.rejects(async () => await succeed().addCallback(() => getter), boom);
});

test('cancelling a Deferred that waits for a promise ends the wait at once', async () => {
  const promise = Promise.resolve('too late');
  const d = succeed(1).addCallback(() => promise);
  d.cancel();
  assert.equal(codeOf(d), 'ERR_INTERLOOP_CANCELLED');
  await promise;
});

test('Deferred.from makes a Deferred of a promise', async () => {
  assert.equal(await Deferred.from(Promise.resolve(1)), 1);
  await assert.rejects(async () => await Deferred.from(Promise.reject(boom)), boom);
  const d = new Deferred();
  assert.equal(Deferred.from(d), d);
});

test('Deferred.from can be cancelled, and what the promise comes to is then ignored', async () => {
  for (const promise of [Promise.resolve(1), Promise.reject(boom)]) {
    const d = Deferred.from(promise);
    d.cancel();
    assert.equal(codeOf(d), 'ERR_INTERLOOP_CANCELLED');
    await promise.catch(() => {});
  }
});

test('Deferred.from gives a function a signal that cancel() aborts', async () => {
  const d = Deferred.from((signal) => sleep(1e6, undefined, { signal }));
  d.cancel();
  assert.equal(codeOf(d), 'ERR_INTERLOOP_CANCELLED');
  assert.equal(resultOf(Deferred.from(() => 5)), 5);
  await assert.rejects(
    async () =>
      await Deferred.from(() => {
        throw boom;
      }),
    boom,
  );
});

test('Deferred.from takes a signal that cancels', () => {
  const controller = new AbortController();
  const d = Deferred.from(new Promise(() => {}), { signal: controller.signal });
  controller.abort();
  assert.equal(codeOf(d), 'ERR_INTERLOOP_CANCELLED');
});

test('one that was fired by hand ignores its promise', async () => {
  const promise = Promise.resolve(1);
  const d = Deferred.from(promise);
  d.callback(2);
  await promise;
  assert.equal(resultOf(d), 2);
});

test('ensureDeferred takes promises, async functions, generators and Deferreds, and nothing else', async () => {
  const d = new Deferred();
  assert.equal(ensureDeferred(d), d);
  assert.equal(await ensureDeferred(Promise.resolve(1)), 1);
  assert.equal(await ensureDeferred(async () => 2), 2);
  const generator = (function* (): Generator<Deferred<number>, number, number> {
    return (yield succeed(2)) + 1;
  })();
  assert.equal(resultOf(ensureDeferred(generator)), 3);
  for (const bad of [5, {}, null, undefined]) {
    assert.throws(() => ensureDeferred(bad as never), { code: 'ERR_INTERLOOP_NOT_A_COROUTINE' });
  }
});

test('cancelling ensureDeferred of an async function aborts its signal', async () => {
  let aborted: AbortSignal | undefined;
  const d = ensureDeferred(async (signal) => {
    aborted = signal;
    await new Deferred().cancelOn(signal);
  });
  d.cancel();
  assert.equal(codeOf(d), 'ERR_INTERLOOP_CANCELLED');
  assert.equal(aborted?.aborted, true);
});
