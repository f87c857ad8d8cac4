import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { Deferred, LoopingCall } from 'interloop';
import { Clock } from 'interloop/testing';

let clock: Clock;
let seen: unknown[];

beforeEach(() => {
  clock = new Clock();
  seen = [];
});

function loopOf(fn: () => unknown): LoopingCall<[]> {
  const loop = new LoopingCall(fn);
  loop.clock = clock;
  return loop;
}

function countingLoop(fn: (count: number) => unknown = (count) => seen.push(count)): LoopingCall<[]> {
  const loop = LoopingCall.withCount(fn);
  loop.clock = clock;
  return loop;
}

const noteTime = () => void seen.push(clock.now());

test('it calls at once and then once an interval, with the arguments', () => {
  const loop = new LoopingCall((...args: unknown[]) => void seen.push([clock.now(), ...args]), 'a', 1);
  loop.clock = clock;
  loop.start(10);
  clock.pump([10, 9, 1]);
  assert.deepEqual(seen, [
    [0, 'a', 1],
    [10, 'a', 1],
    [20, 'a', 1],
  ]);
});

test('with now = false the first call comes after one interval', () => {
  loopOf(noteTime).start(10, false);
  assert.deepEqual(seen, []);
  clock.pump([9, 1, 10]);
  assert.deepEqual(seen, [10, 20]);
});

test('calls stay on the grid, and missed slots are skipped, not made up for', () => {
  clock.advance(3);
  loopOf(noteTime).start(10);
  clock.pump([35, 4, 1, 10]);
  assert.deepEqual(seen, [3, 38, 43, 53]);
});

test('a slot that is exactly now when a call ends is skipped', () => {
  const call = new Deferred();
  loopOf(() => {
    noteTime();
    return seen.length === 1 ? call : undefined;
  }).start(10);
  clock.advance(20);
  call.callback();
  clock.pump([0, 9]);
  assert.deepEqual(seen, [0]);
  clock.advance(1);
  assert.deepEqual(seen, [0, 30]);
});

test('a Deferred that is returned postpones the next call', () => {
  const calls: Deferred[] = [];
  loopOf(() => {
    noteTime();
    calls.push(new Deferred());
    return calls.at(-1);
  }).start(10);
  clock.pump([10, 15]);
  calls[0]!.callback();
  clock.advance(5);
  assert.deepEqual(seen, [0, 30]);
});

test('a promise that is returned postpones the next call', async () => {
  const promise = new Promise<void>((resolve) => clock.callLater(15, resolve));
  loopOf(() => {
    noteTime();
    return promise;
  }).start(10);
  clock.pump([10, 5]);
  await promise;
  await promise;
  clock.advance(5);
  assert.deepEqual(seen, [0, 20]);
});

test('stop() fires the Deferred with the loop and takes the next call back', () => {
  const loop = loopOf(noteTime);
  loop.start(10).addCallback((result) => void seen.push(result === loop));
  assert.equal(loop.running, true);
  loop.stop();
  assert.equal(loop.running, false);
  assert.deepEqual(seen, [0, true]);
  assert.deepEqual(clock.getDelayedCalls(), []);
});

test('stop() inside of the function makes this call the last', () => {
  const loop = loopOf(() => {
    noteTime();
    if (seen.length === 2) loop.stop();
  });
  loop.start(10).addCallback(() => void seen.push('stopped'));
  clock.pump([10, 10]);
  assert.deepEqual(seen, [0, 10, 'stopped']);
});

test('stop() while a Deferred is waited for fires when that has', () => {
  const call = new Deferred();
  const loop = loopOf(() => call);
  loop.start(10).addCallback(() => void seen.push('stopped'));
  loop.stop();
  assert.deepEqual([loop.running, seen], [false, []]);
  call.callback();
  assert.deepEqual(seen, ['stopped']);
});

test('what the function throws fails the Deferred and ends the loop', () => {
  const error = new Error('broken');
  const loop = loopOf(() => {
    if (clock.now() === 10) throw error;
  });
  loop.start(10).addErrback((thrown) => void seen.push(thrown, loop.running));
  clock.pump([10, 10]);
  assert.deepEqual(seen, [error, false]);
  assert.deepEqual(clock.getDelayedCalls(), []);
});

test('a Deferred of the function that fails ends the loop the same way', () => {
  const call = new Deferred();
  const loop = loopOf(() => call);
  loop.start(10).addErrback((thrown) => void seen.push(thrown, loop.running));
  call.errback('late');
  assert.deepEqual(seen, ['late', false]);
});

test('it can be started again after it was stopped, with another interval', () => {
  const loop = loopOf(noteTime);
  loop.start(10);
  loop.stop();
  clock.advance(5);
  loop.start(20);
  clock.pump([10, 10]);
  assert.deepEqual([seen, loop.interval], [[0, 5, 25], 20]);
});

test('started again while the last call of the run before is busy, both Deferreds fire', () => {
  const calls: Deferred[] = [];
  const loop = loopOf(() => {
    calls.push(new Deferred());
    return calls.at(-1);
  });
  loop.start(10).addCallback(() => void seen.push('first'));
  loop.stop();
  loop.start(10).addCallback(() => void seen.push('second'));
  calls[0]!.callback();
  assert.deepEqual([seen, loop.running], [['first'], true]);
  loop.stop();
  calls[1]!.callback();
  assert.deepEqual(seen, ['first', 'second']);
});

test('cancelling the Deferred ends the loop', () => {
  const loop = loopOf(noteTime);
  loop
    .start(10)
    .addErrback((error) => void seen.push((error as { code?: string }).code))
    .cancel();
  clock.advance(10);
  assert.deepEqual([seen, loop.running], [[0, 'ERR_INTERLOOP_CANCELLED'], false]);
});

test('cancelling the Deferred while a call is busy ends the loop without waiting for it', () => {
  const call = new Deferred();
  const loop = loopOf(() => call);
  const done = loop.start(10).addErrback((error) => void seen.push((error as { code?: string }).code));
  done.cancel();
  call.callback();
  assert.deepEqual([seen, loop.running], [['ERR_INTERLOOP_CANCELLED'], false]);
});

test('reset() begins a new grid', () => {
  const loop = loopOf(noteTime);
  loop.start(10);
  clock.advance(7);
  loop.reset();
  clock.pump([3, 7, 10]);
  assert.deepEqual(seen, [0, 17, 27]);
});

test('reset() does nothing while a call is being made', () => {
  const loop = loopOf(() => {
    noteTime();
    loop.reset();
  });
  loop.start(10);
  clock.pump([15, 5]);
  assert.deepEqual(seen, [0, 15, 20]);
});

test('with interval 0 each call asks for the next without delay', () => {
  const loop = loopOf(() => {
    noteTime();
    if (seen.length === 3) loop.stop();
  });
  loop.start(0);
  assert.deepEqual(seen, [0]);
  clock.advance(5);
  assert.deepEqual(seen, [0, 5, 5]);
});

test('withCount tells how many slots have passed since the last call', () => {
  countingLoop().start(10);
  clock.pump([10, 5, 30, 5]);
  assert.deepEqual(seen, [1, 1, 3, 1]);
});

test('withCount with now = false begins with 1', () => {
  countingLoop().start(10, false);
  clock.pump([10, 20]);
  assert.deepEqual(seen, [1, 2]);
});

test('withCount with interval 0 says 1', () => {
  const loop = countingLoop((count) => {
    seen.push(count);
    if (seen.length === 3) loop.stop();
  });
  loop.start(0);
  clock.advance(5);
  assert.deepEqual(seen, [1, 1, 1]);
});

test('withCount says 1 after reset()', () => {
  const loop = countingLoop();
  loop.start(10);
  clock.advance(9);
  loop.reset();
  clock.advance(10);
  assert.deepEqual(seen, [1, 1]);
});

test('the counts add up to the slots, also where the interval is no exact binary number', () => {
  for (const step of [0.1, 0.07, 0.3, 1.1]) {
    seen = [];
    clock = new Clock(0.1);
    countingLoop().start(0.1);
    const start = clock.now();
    for (let i = 0; i < 5000; i++) clock.advance(step);
    const slots = Math.round((clock.now() - start) / 0.1);
    const counts = seen as number[];
    const sum = counts.reduce((total, count) => total + count, -1);
    assert.ok(Math.abs(sum - slots) <= 1, `${sum} slots of ${slots} with steps of ${step}`);
    assert.ok(counts.every((count) => count >= 1));
  }
});

test('every slot is met once by a clock that goes from due time to due time', () => {
  countingLoop().start(0.1);
  for (let i = 0; i < 10_000; i++) clock.advance(Math.max(0, clock.getDelayedCalls()[0]!.getTime() - clock.now()));
  assert.deepEqual(new Set(seen), new Set([1]));
});

test('starting a loop that runs, and stopping or resetting one that does not, throws', () => {
  const loop = loopOf(noteTime);
  assert.throws(() => loop.stop(), { code: 'ERR_INTERLOOP_NOT_LOOPING' });
  assert.throws(() => loop.reset(), { code: 'ERR_INTERLOOP_NOT_LOOPING' });
  loop.start(10);
  assert.throws(() => loop.start(10), { code: 'ERR_INTERLOOP_ALREADY_LOOPING' });
});

test('intervals below 0 or without an end, functions and clocks that are none are refused', () => {
  const refused = { code: 'ERR_INTERLOOP_INVALID_ARGUMENT' };
  const loop = loopOf(noteTime);
  for (const wrong of [-1, Number.NaN, Number.POSITIVE_INFINITY, '1']) {
    assert.throws(() => loop.start(wrong as number), refused);
  }
  assert.equal(loop.running, false);
  assert.throws(() => new LoopingCall(1 as never), refused);
  assert.throws(() => LoopingCall.withCount(undefined as never), refused);
  assert.throws(() => {
    loop.clock = {} as never;
  }, refused);
});
