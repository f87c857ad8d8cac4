import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { inspect } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { addObserver, type LogEvent, Reactor, removeObserver, setDebugging } from 'interloop';
import { Clock } from 'interloop/testing';

const invalid = { name: 'InvalidArgumentError', code: 'ERR_INTERLOOP_INVALID_ARGUMENT' };
const called = { name: 'AlreadyCalled', code: 'ERR_INTERLOOP_ALREADY_CALLED' };
const cancelled = { name: 'AlreadyCancelled', code: 'ERR_INTERLOOP_ALREADY_CANCELLED' };
const nothing = () => {};

/** A delayed call that came to its end, and how. */
function ended(how: 'called' | 'cancelled') {
  const clock = new Clock();
  const call = clock.callLater(10, nothing);
  if (how === 'called') clock.advance(10);
  else call.cancel();
  return call;
}

test('a delayed call is active until it is called or cancelled, and not inside of its own function', () => {
  const clock = new Clock();
  const inside: boolean[] = [];
  const call = clock.callLater(10, () => inside.push(call.active()));
  assert.equal(call.active(), true);
  clock.advance(10);
  assert.deepEqual(inside, [false]);
  assert.equal(call.active(), false);
  assert.equal(ended('cancelled').active(), false);
});

test('a delayed call passes its arguments on', () => {
  const clock = new Clock();
  const seen: unknown[] = [];
  clock.callLater(0, (...args) => seen.push(args), 1, 'two', undefined);
  clock.advance(0);
  assert.deepEqual(seen, [[1, 'two', undefined]]);
});

test('a cancelled call is never made', () => {
  const clock = new Clock();
  const call = clock.callLater(10, () => assert.fail());
  call.cancel();
  clock.advance(10);
  assert.deepEqual(clock.getDelayedCalls(), []);
});

test('cancelling, moving or delaying a call that was cancelled is an error', () => {
  const call = ended('cancelled');
  assert.throws(() => call.cancel(), cancelled);
  assert.throws(() => call.reset(1), cancelled);
  assert.throws(() => call.delay(1), cancelled);
});

test('cancelling, moving or delaying a call that was made is an error', () => {
  const call = ended('called');
  assert.throws(() => call.cancel(), called);
  assert.throws(() => call.reset(1), called);
  assert.throws(() => call.delay(1), called);
});

test('cancelling a call inside of its own function is an error that says it was called', () => {
  const clock = new Clock();
  const call = clock.callLater(0, () => assert.throws(() => call.cancel(), called));
  clock.advance(0);
  assert.equal(call.active(), false);
});

test('reset counts from now, to a later and to an earlier time', () => {
  const clock = new Clock();
  const call = clock.callLater(100, nothing);
  clock.advance(50);
  call.reset(200);
  assert.equal(call.getTime(), 250);
  call.reset(1);
  assert.equal(call.getTime(), 51);
  clock.advance(1);
  assert.equal(call.active(), false);
});

test('delay counts from the time at which the call is due, to a later and to an earlier time', () => {
  const clock = new Clock();
  const call = clock.callLater(100, nothing);
  clock.advance(50);
  call.delay(20);
  assert.equal(call.getTime(), 120);
  call.delay(-60);
  assert.equal(call.getTime(), 60);
});

test('a call is not moved to before now', () => {
  const clock = new Clock(1000);
  const call = clock.callLater(10, nothing);
  call.delay(-5000);
  assert.equal(call.getTime(), 1000);
});

test('a call that is at its end knows when it was due', () => {
  assert.equal(ended('called').getTime(), 10);
  assert.equal(ended('cancelled').getTime(), 10);
});

test('a delay that is not a finite number from 0 is refused', () => {
  const clock = new Clock();
  const call = clock.callLater(1, nothing);
  const wrong = [
    -1,
    -0.001,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    '5',
    5n,
    null,
    undefined,
    {},
    Symbol('ms'),
  ] as never[];
  for (const ms of wrong) {
    assert.throws(() => clock.callLater(ms, nothing), invalid, inspect(ms));
    assert.throws(() => call.reset(ms), invalid, inspect(ms));
  }
  assert.equal(clock.getDelayedCalls().length, 1);
});

test('moving a call by what is not a finite number is refused', () => {
  const call = new Clock().callLater(1, nothing);
  for (const ms of [Number.NaN, Number.NEGATIVE_INFINITY, '5', 5n, null, undefined] as never[]) {
    assert.throws(() => call.delay(ms), invalid, inspect(ms));
  }
});

test('what is not a function is refused', () => {
  for (const fn of [undefined, null, 'code', {}, 1] as never[]) {
    assert.throws(() => new Clock().callLater(1, fn), invalid, inspect(fn));
  }
});

test('the message of a refused delay names the method and the value', () => {
  assert.throws(() => new Clock().callLater(-1, nothing), /callLater\(\) takes .*, not -1$/);
});

test('disposing of a call cancels it, and is no error afterwards', () => {
  const clock = new Clock();
  const call = clock.callLater(1, () => assert.fail());
  call[Symbol.dispose]();
  call[Symbol.dispose]();
  clock.advance(1);
  ended('called')[Symbol.dispose]();
});

test('a delayed call is shown in one line', () => {
  const clock = new Clock();
  function tick() {}
  assert.equal(inspect(clock.callLater(1500.5, tick)), 'DelayedCall { tick() in 1500.5 ms }');
  assert.equal(inspect(clock.callLater(0, () => {})), 'DelayedCall { a function in 0 ms }');
  assert.equal(inspect(ended('called')), 'DelayedCall { called }');
  assert.equal(inspect(ended('cancelled')), 'DelayedCall { cancelled }');
});

test('with debugging on, a delayed call tells where it was made', (t) => {
  t.after(() => setDebugging(false));
  setDebugging(true);
  function hereItIsMade() {
    return new Clock().callLater(1, nothing);
  }
  assert.match(inspect(hereItIsMade()), /made at hereItIsMade \(.*delayed-call\.test\.js:\d+:\d+\) }$/);
});

test('with debugging on, the report of what a call throws tells where the call was made', (t) => {
  const messages: string[] = [];
  const observer = ({ message }: LogEvent) => messages.push(message);
  addObserver(observer);
  t.after(() => {
    removeObserver(observer);
    setDebugging(false);
  });
  setDebugging(true);
  const clock = new Clock();
  const reactor = new Reactor({ time: clock });
  function tick() {
    throw new Error('broken');
  }
  function hereItIsMade() {
    reactor.callLater(0, tick);
  }
  hereItIsMade();
  void reactor.run({ installSignalHandlers: false });
  clock.advance(0);
  reactor.crash();
  assert.equal(messages.length, 1);
  assert.match(messages[0]!, /^while making a delayed call of tick\(\), made at hereItIsMade \(.*delayed-call\.test/);
});

for (const how of ['called', 'cancelled'] as const) {
  test(`a call that was ${how} lets go of its function and its arguments`, async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const clock = new Clock();
    let argument: object | undefined = {};
    const weak = new WeakRef(argument);
    const call = clock.callLater(1, nothing as (argument: object) => void, argument);
    argument = undefined;
    if (how === 'called') clock.advance(1);
    else call.cancel();
    await setImmediate();
    collect();
    assert.equal(weak.deref(), undefined);
    assert.equal(call.active(), false);
  });
}
