/**
 * The contract of a function waker: everything happens in the functions that it is handed, one at a time.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addObserver, Deferred, type LogEvent, Reactor, removeObserver } from 'interloop';
import { Clock } from 'interloop/testing';

/** A reactor on a clock, and the functions that its waker was handed and the host has not called yet. */
function fixture() {
  const clock = new Clock();
  const reactor = new Reactor({ time: clock });
  const turns: (() => void)[] = [];
  const ended = reactor.interleave((turn) => turns.push(turn));
  return {
    reactor,
    ended,
    /** How many functions the waker is handed while the clock goes on. */
    handedIn(ms: number): number {
      const before = turns.length;
      clock.advance(ms);
      return turns.length - before;
    },
    take: () => turns.shift()!,
    turn: () => turns.shift()!(),
  };
}

test('nothing happens but in the function that the waker was handed', async () => {
  const { reactor, ended, handedIn, turn } = fixture();
  const order: string[] = [];
  reactor.callWhenRunning(() => order.push('started'));
  reactor.callFromThread(() => order.push('handed in'));
  reactor.callLater(0, () => order.push('delayed'));
  reactor.addSystemEventTrigger('after', 'shutdown', () => order.push('stopped'));
  assert.deepEqual([handedIn(10), order, reactor.running], [1, [], false]);
  turn();
  assert.deepEqual([order, reactor.running], [['started', 'handed in', 'delayed'], true]);
  reactor.stop();
  assert.deepEqual([handedIn(10), order.length], [1, 3]);
  turn();
  assert.deepEqual([order.at(-1), reactor.running], ['stopped', false]);
  await ended;
});

test('a startup or shutdown that has waited goes on in the next function, not where the waiting ended', async () => {
  const { reactor, ended, handedIn, turn } = fixture();
  const order: string[] = [];
  const ready = new Deferred();
  const saved = Promise.resolve();
  reactor.addSystemEventTrigger('before', 'startup', () => ready);
  reactor.addSystemEventTrigger('before', 'shutdown', () => saved);
  reactor.callWhenRunning(() => order.push('started'));
  reactor.addSystemEventTrigger('after', 'shutdown', () => order.push('stopped'));
  handedIn(0);
  turn();
  ready.callback();
  assert.deepEqual(order, []);
  assert.equal(handedIn(0), 1);
  turn();
  assert.deepEqual(order, ['started']);
  reactor.stop();
  handedIn(0);
  turn();
  await saved;
  assert.deepEqual(order, ['started']);
  assert.equal(handedIn(0), 1);
  turn();
  assert.deepEqual(order, ['started', 'stopped']);
  await ended;
});

test('a waker is handed one function at a time, and none while nothing is due', () => {
  const { reactor, handedIn, turn } = fixture();
  handedIn(0);
  turn();
  assert.equal(handedIn(1000), 0);
  reactor.callLater(10, () => {});
  reactor.callLater(20, () => {});
  assert.equal(handedIn(9), 0);
  assert.equal(handedIn(1), 1);
  reactor.callFromThread(() => {});
  assert.equal(handedIn(1000), 0);
  turn();
  assert.equal(handedIn(1000), 0);
  reactor.crash();
});

test('a call that asks for itself again costs one function each time', () => {
  const { reactor, handedIn, turn } = fixture();
  let calls = 0;
  const again = () => {
    calls++;
    reactor.callLater(10, again);
  };
  reactor.callWhenRunning(again);
  for (let i = 0; i < 20; i++) {
    assert.equal(handedIn(10), 1);
    turn();
  }
  assert.equal(calls, 20);
  reactor.crash();
});

test('whatever makes a call earlier makes the waker be asked earlier', () => {
  const { reactor, handedIn, turn } = fixture();
  handedIn(0);
  turn();
  const call = reactor.callLater(60_000, () => {});
  call.reset(10);
  assert.equal(handedIn(10), 1);
  turn();
  const other = reactor.callLater(60_000, () => {});
  other.delay(-59_990);
  assert.equal(handedIn(10), 1);
  reactor.crash();
});

test('a function that is called twice, or after the end, does nothing', () => {
  const { reactor, handedIn, take } = fixture();
  let calls = 0;
  reactor.callFromThread(() => calls++);
  handedIn(0);
  const turn = take();
  turn();
  reactor.callFromThread(() => calls++);
  turn();
  assert.equal(calls, 1);
  handedIn(0);
  reactor.crash();
  take()();
  assert.equal(calls, 1);
});

test('a waker may call the function at once', () => {
  const clock = new Clock();
  const reactor = new Reactor({ time: clock });
  const order: string[] = [];
  reactor.interleave((turn) => turn());
  reactor.callLater(0, () => reactor.callLater(0, () => order.push('delayed')));
  reactor.callLater(10, () => order.push('later'));
  clock.advance(0);
  assert.deepEqual(order, ['delayed']);
  clock.advance(10);
  assert.deepEqual(order, ['delayed', 'later']);
  reactor.crash();
});

test('a waker that throws is logged once and asked again', async () => {
  const reactor = new Reactor();
  const error = new Error('the event queue is full');
  const errors: unknown[] = [];
  const observer = (event: LogEvent) => errors.push(event.error);
  addObserver(observer);
  let times = 0;
  const ended = reactor.interleave((turn) => {
    if (++times === 1) throw error;
    turn();
  });
  reactor.callWhenRunning(() => reactor.stop());
  await ended;
  removeObserver(observer);
  assert.deepEqual(errors, [error]);
});

test('a hundred calls, each of which asks for the next, take one frame with iterate(ms), and a hundred without', () => {
  for (const [ms, expected] of [
    [60_000, 1],
    [0, 100],
  ] as const) {
    const { reactor, handedIn } = fixture();
    let left = 100;
    const step = () => {
      if (--left > 0) reactor.callFromThread(step);
    };
    reactor.callFromThread(step);
    let frames = 0;
    while (left > 0) {
      handedIn(16);
      reactor.iterate(ms);
      frames++;
    }
    assert.equal(frames, expected);
    reactor.crash();
  }
});
