import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { Deferred, deferLater } from 'interloop';
import { Clock } from 'interloop/testing';

let clock: Clock;
let seen: unknown[];
const see = (what: unknown) => void seen.push(what);
const seeCode = (error: unknown) => see((error as { code?: string }).code);

beforeEach(() => {
  clock = new Clock();
  seen = [];
});

test('the function is called when the time has come, and its result is the result', () => {
  deferLater(clock, 10, (a: number, b: number) => a + b, 1, 2).addCallback(see);
  clock.advance(9);
  assert.deepEqual(seen, []);
  clock.advance(1);
  assert.deepEqual(seen, [3]);
});

test('without a function it just waits', () => {
  deferLater(clock, 10).addCallback(see);
  clock.advance(10);
  assert.deepEqual(seen, [undefined]);
});

test('what the function throws is the error', () => {
  deferLater(clock, 0, JSON.parse, '{').addErrback((error) => see((error as Error).name));
  clock.advance(0);
  assert.deepEqual(seen, ['SyntaxError']);
});

test('cancel() takes the call back', () => {
  const deferred = deferLater(clock, 10, see, 'called').addErrback(seeCode);
  deferred.cancel();
  assert.deepEqual([seen, clock.getDelayedCalls()], [['ERR_INTERLOOP_CANCELLED'], []]);
});

test('cancel() goes on to the Deferred that the function has returned', () => {
  const deferred = deferLater(clock, 10, () => new Deferred(() => see('inner'))).addErrback(seeCode);
  clock.advance(10);
  deferred.cancel();
  assert.deepEqual(seen, ['inner', 'ERR_INTERLOOP_CANCELLED']);
});

test('wrong delays, functions and clocks are refused at once', () => {
  const refused = { code: 'ERR_INTERLOOP_INVALID_ARGUMENT' };
  assert.throws(() => deferLater(clock, -1), refused);
  assert.throws(() => deferLater(clock, 1, 'f' as never), refused);
  assert.throws(() => deferLater(1 as never, 1), refused);
});
