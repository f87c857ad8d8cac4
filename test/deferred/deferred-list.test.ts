import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  Deferred,
  DeferredList,
  type FailureGroup,
  type FirstError,
  fail,
  gatherResults,
  onUnhandledError,
  race,
  reportUnhandledErrors,
  succeed,
} from 'interloop';
import { errorOf, hasNothing, resultOf } from './fired.ts';

const several = () => [new Deferred<string>(), new Deferred<string>(), new Deferred<string>()] as const;

test('a list fires when all have, with outcomes in the order of its input', () => {
  const [a, b, c] = several();
  const list = new DeferredList([a, b, c]);
  c.callback('c');
  a.errback('a');
  hasNothing(list);
  b.callback('b');
  assert.deepEqual(resultOf(list), [
    [false, 'a'],
    [true, 'b'],
    [true, 'c'],
  ]);
  errorOf(a);
});

test('a list leaves values and errors where they are', () => {
  const value = succeed(1);
  const error = fail('e');
  new DeferredList([value, error]);
  assert.equal(resultOf(value), 1);
  assert.equal(errorOf(error), 'e');
});

test('consumeErrors turns an error into undefined, after the list was told', () => {
  const [a] = several();
  const list = new DeferredList([a], { consumeErrors: true });
  a.errback('e');
  assert.deepEqual(resultOf(list), [[false, 'e']]);
  assert.equal(resultOf(a), undefined);
});

test('fireOnOneCallback fires with value and index of the first success', () => {
  const [a, b, c] = several();
  const list = new DeferredList([a, b, c], { fireOnOneCallback: true, consumeErrors: true });
  a.errback('no');
  c.callback('c');
  b.callback('b');
  assert.deepEqual(resultOf(list), ['c', 2]);
});

test('fireOnOneCallback fires with the outcomes if all fail', () => {
  const list = new DeferredList([fail(1), fail(2)], { fireOnOneCallback: true, consumeErrors: true });
  assert.deepEqual(resultOf(list), [
    [false, 1],
    [false, 2],
  ]);
});

test('fireOnOneErrback fails with a FirstError that has index and cause', () => {
  const [a, b, c] = several();
  const list = new DeferredList([a, b, c], { fireOnOneErrback: true, consumeErrors: true });
  a.callback('a');
  b.errback('b');
  c.errback('c');
  const error = errorOf(list) as FirstError;
  assert.deepEqual([error.code, error.index, error.cause], ['ERR_INTERLOOP_FIRST_ERROR', 1, 'b']);
});

test('an empty list fires at once, but never with fireOnOneCallback', () => {
  assert.deepEqual(resultOf(new DeferredList([])), []);
  hasNothing(new DeferredList([], { fireOnOneCallback: true }));
});

test('a list takes promises beside Deferreds, and refuses everything else', async () => {
  const list = new DeferredList([succeed(1), Promise.resolve('two')]);
  assert.deepEqual(await list, [
    [true, 1],
    [true, 'two'],
  ]);
  assert.throws(() => new DeferredList([5 as never]), { code: 'ERR_INTERLOOP_INVALID_ARGUMENT' });
});

test('cancelling a list cancels all of its input, and it fires with what they make of it', () => {
  const own = new Deferred<string>((self) => self.callback('own'));
  const list = new DeferredList([new Deferred(), own], { consumeErrors: true });
  list.cancel();
  const [[, error], outcome] = resultOf(list) as [[boolean, { code: string }], unknown];
  assert.equal(error.code, 'ERR_INTERLOOP_CANCELLED');
  assert.deepEqual(outcome, [true, 'own']);
});

test('cancelling a list that has fired does nothing to its input', () => {
  const [a, b] = several();
  const list = new DeferredList([a, b], { fireOnOneCallback: true });
  a.callback('a');
  list.cancel();
  hasNothing(b);
});

test('a list that is cancelled while it is being cancelled goes on where it is', () => {
  const seen: string[] = [];
  const [a, b] = [new Deferred(() => seen.push('a')), new Deferred(() => seen.push('b'))];
  a.addErrback(() => {
    list.cancel();
    seen.push('after');
  });
  const list = new DeferredList([a, b], { consumeErrors: true });
  list.cancel();
  assert.deepEqual(seen, ['a', 'b', 'after']);
  assert.equal(list.called, true);
});

test('what a canceller throws while a list is cancelled is reported, and the others are cancelled', () => {
  const seen: unknown[] = [];
  const restore = onUnhandledError(({ error }) => seen.push(error));
  const bad = new Deferred(() => {
    throw 'canceller';
  });
  const good = new Deferred();
  new DeferredList([bad, good], { consumeErrors: true }).cancel();
  restore();
  assert.deepEqual(seen, ['canceller']);
  assert.equal(good.called, true);
});

test('gatherResults gives the values in order', () => {
  const [a, b, c] = several();
  const all = gatherResults([a, b, c]);
  c.callback('c');
  b.callback('b');
  a.callback('a');
  assert.deepEqual(resultOf(all), ['a', 'b', 'c']);
  assert.deepEqual(resultOf(gatherResults([])), []);
});

test('gatherResults fails with the first error and does not cancel the others', () => {
  const [a, b] = several();
  const all = gatherResults([a, b], { consumeErrors: true });
  b.errback('b');
  assert.equal((errorOf(all) as FirstError).index, 1);
  hasNothing(a);
  assert.equal(resultOf(b), undefined);
});

test('cancelling gatherResults cancels its input', () => {
  const [a, b] = several();
  const all = gatherResults([a, b], { consumeErrors: true });
  all.cancel();
  assert.equal(((errorOf(all) as FirstError).cause as { code: string }).code, 'ERR_INTERLOOP_CANCELLED');
  assert.equal(b.called, true);
});

test('a race fires with index and value of the first success and cancels the others', () => {
  const seen: number[] = [];
  const inputs = [0, 1, 2].map((i) => new Deferred<string>(() => seen.push(i)));
  const winner = race(inputs);
  inputs[1]!.callback('here');
  assert.deepEqual(resultOf(winner), [1, 'here']);
  assert.deepEqual(seen, [0, 2]);
});

test('a race goes on after a failure, and fails with all errors by index if nobody succeeds', () => {
  const [a, b] = several();
  const winner = race([a, b]);
  b.errback('b');
  hasNothing(winner);
  a.errback('a');
  const error = errorOf(winner) as FailureGroup;
  assert.deepEqual([error.code, error.errors], ['ERR_INTERLOOP_ALL_FAILED', ['a', 'b']]);
});

test('cancelling a race cancels all and ends with all errors', () => {
  const [a, b, c] = several();
  const winner = race([a, b, c]);
  winner.cancel();
  const { errors } = errorOf(winner) as FailureGroup;
  assert.deepEqual(
    errors.map((error) => (error as { code: string }).code),
    Array(3).fill('ERR_INTERLOOP_CANCELLED'),
  );
});

test('what the others of a race come to later is ignored, and answered for', () => {
  const stubborn = new Deferred<string>((self) => self.callback('too late'));
  const other = new Deferred<string>();
  const winner = race([succeed('first'), stubborn, other]);
  assert.deepEqual(resultOf(winner), [0, 'first']);
  assert.equal(resultOf(stubborn), 'too late');
  assert.equal(other.called, true);
  assert.equal(reportUnhandledErrors(), 0);
});

test('a race of nobody never ends', () => {
  hasNothing(race([]));
});
