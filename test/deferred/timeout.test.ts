import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Deferred, type TimeoutError } from 'interloop';
import { FakeTime } from './fake-time.ts';
import { codeOf, errorOf, hasNothing, resultOf } from './fired.ts';

test('a Deferred that is late is cancelled and fails with a TimeoutError', () => {
  const time = new FakeTime();
  const d = new Deferred();
  d.addTimeout(100, time);
  time.advance(99);
  hasNothing(d);
  time.advance(1);
  const error = errorOf(d) as TimeoutError;
  assert.equal(error.code, 'ERR_INTERLOOP_TIMEOUT');
  assert.equal(error.ms, 100);
  assert.equal((error.cause as { code: string }).code, 'ERR_INTERLOOP_CANCELLED');
});

test('a result that comes in time takes the timer away', () => {
  const time = new FakeTime();
  const d = new Deferred<number>();
  d.addTimeout(100, time);
  d.callback(1);
  assert.deepEqual(time.calls, []);
  assert.equal(resultOf(d), 1);
});

test('an error that comes in time takes the timer away and stays what it is', () => {
  const time = new FakeTime();
  const d = new Deferred().addTimeout(100, time);
  d.errback('boom');
  assert.deepEqual(time.calls, []);
  assert.equal(errorOf(d), 'boom');
});

test('errbacks before addTimeout see the CancelledError, those after it the TimeoutError', () => {
  const time = new FakeTime();
  const seen: unknown[] = [];
  const note = (error: unknown) => {
    seen.push((error as { code: string }).code);
    throw error;
  };
  const d = new Deferred().addErrback(note).addTimeout(100, time).addErrback(note);
  time.advance(100);
  assert.deepEqual(seen, ['ERR_INTERLOOP_CANCELLED', 'ERR_INTERLOOP_TIMEOUT']);
  errorOf(d);
});

test('an errback before addTimeout that recovers leaves no TimeoutError', () => {
  const time = new FakeTime();
  const d = new Deferred<string>();
  d.addErrback(() => 'saved').addTimeout(100, time);
  time.advance(100);
  assert.equal(resultOf(d), 'saved');
});

test('addTimeout covers what was added before it, not after', () => {
  const time = new FakeTime();
  const before = new Deferred();
  const after = new Deferred();
  const d = new Deferred();
  const late = new Deferred();
  d.addCallback(() => before)
    .addTimeout(100, time)
    .addCallback(() => after);
  late.addCallback(() => before).addTimeout(100, time);
  d.callback();
  before.callback();
  time.advance(1000);
  hasNothing(d);
  late.callback();
  assert.equal(codeOf(late), 'ERR_INTERLOOP_TIMEOUT');
  after.callback();
});

test('a timeout reaches the Deferred that is waited for', () => {
  const time = new FakeTime();
  const inner = new Deferred();
  const outer = new Deferred().addCallback(() => inner).addTimeout(100, time);
  outer.callback();
  time.advance(100);
  assert.equal(codeOf(outer), 'ERR_INTERLOOP_TIMEOUT');
});

test('what a canceller makes of the timeout is kept', () => {
  const time = new FakeTime();
  const value = new Deferred<number>((self) => self.callback(3)).addTimeout(100, time);
  const error = new Deferred((self) => self.errback('own')).addTimeout(100, time);
  time.advance(100);
  assert.equal(resultOf(value), 3);
  assert.equal(errorOf(error), 'own');
});

test('cancel() by hand stays a CancelledError and takes the timer away', () => {
  const time = new FakeTime();
  const d = new Deferred().addTimeout(100, time);
  d.cancel();
  assert.equal(codeOf(d), 'ERR_INTERLOOP_CANCELLED');
  assert.deepEqual(time.calls, []);
});

test('onTimeout is called instead of the translation, with the result and the time, and only when late', () => {
  const time = new FakeTime();
  const seen: unknown[] = [];
  const onTimeout = (result: unknown, ms: number) => {
    seen.push((result as { code?: string }).code ?? result, ms);
    return 'instead';
  };
  const late = new Deferred().addTimeout(100, time, onTimeout);
  const saved = new Deferred().addErrback(() => 'saved').addTimeout(100, time, onTimeout);
  const early = new Deferred<string>();
  early.addTimeout(100, time, onTimeout);
  const cancelled = new Deferred().addTimeout(100, time, onTimeout);
  early.callback('early');
  cancelled.cancel();
  time.advance(100);
  assert.deepEqual(seen, ['ERR_INTERLOOP_CANCELLED', 100, 'saved', 100]);
  assert.deepEqual([resultOf(late), resultOf(saved), resultOf(early)], ['instead', 'instead', 'early']);
  assert.equal(codeOf(cancelled), 'ERR_INTERLOOP_CANCELLED');
});

test('a time that is no number of milliseconds is refused', () => {
  for (const ms of [-1, NaN, Infinity, '5' as never]) {
    assert.throws(() => new Deferred().addTimeout(ms), { code: 'ERR_INTERLOOP_INVALID_ARGUMENT' });
  }
});

test("without a clock Node's timers are used, also for longer than they can be set", async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const longest = 2 ** 31 - 1;
  const d = new Deferred().addTimeout(longest + 1000);
  const soon = new Deferred().addTimeout(10);
  const never = new Deferred<number>();
  never.addTimeout(longest + 1000);
  never.callback(1);
  t.mock.timers.tick(10);
  assert.equal(codeOf(soon), 'ERR_INTERLOOP_TIMEOUT');
  t.mock.timers.tick(longest - 10);
  hasNothing(d);
  t.mock.timers.tick(1000);
  assert.equal(codeOf(d), 'ERR_INTERLOOP_TIMEOUT');
});
