/**
 * What happens in a pass and between passes: a reactor on a clock that goes when it is told to.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Deferred, Reactor } from 'interloop';
import { Clock } from 'interloop/testing';
import { ReactorByHand } from './by-hand.ts';

const notRunning = { code: 'ERR_INTERLOOP_REACTOR_NOT_RUNNING' };
const notRestartable = { code: 'ERR_INTERLOOP_REACTOR_NOT_RESTARTABLE' };
const PHASES = ['before', 'during', 'after'] as const;

function fixture() {
  const clock = new Clock();
  const reactor = new ReactorByHand({ time: clock });
  const order: unknown[] = [];
  const note = (what: unknown) => () => void order.push(what);
  return {
    clock,
    reactor,
    order,
    note,
    run: () => reactor.begin(),
    noteShutdown: () => {
      for (const phase of PHASES) reactor.addSystemEventTrigger(phase, 'shutdown', note(phase));
    },
  };
}

test('on a clock a reactor goes only when the clock goes', async () => {
  const { clock, reactor, order } = fixture();
  reactor.callLater(100, () => order.push(reactor.now()));
  const ended = reactor.run({ installSignalHandlers: false });
  assert.equal(reactor.running, false);
  clock.advance(0);
  assert.equal(reactor.running, true);
  clock.advance(99);
  assert.deepEqual(order, []);
  clock.advance(1);
  assert.deepEqual(order, [100]);
  reactor.stop();
  clock.advance(0);
  await ended;
});

test('a pass makes the calls that were handed in, then the delayed calls that are due, then the shutdown', () => {
  const { reactor, order, note, run, noteShutdown } = fixture();
  noteShutdown();
  reactor.callLater(0, note('delayed'));
  reactor.callFromThread(() => {
    order.push('handed in');
    reactor.stop();
    reactor.callFromThread(note('never'));
  });
  reactor.callWhenRunning(note('started'));
  run();
  reactor.iterate();
  assert.deepEqual(order, ['started', 'handed in', 'delayed', ...PHASES]);
});

test('what a call hands in, and what a delayed call asks for, waits for the next pass', () => {
  const { reactor, order, note, run } = fixture();
  reactor.callFromThread(() => reactor.callFromThread(note('handed in')));
  reactor.callLater(0, () => reactor.callLater(0, note('delayed')));
  run();
  reactor.iterate();
  assert.deepEqual(order, []);
  reactor.iterate();
  assert.deepEqual(order, ['handed in', 'delayed']);
  reactor.crash();
});

test('no pass is made inside of another', () => {
  const { reactor, order, note, run } = fixture();
  reactor.callLater(0, () => {
    reactor.callFromThread(note('handed in'));
    reactor.iterate(1000);
    order.push('returned');
  });
  run();
  reactor.iterate();
  assert.deepEqual(order, ['returned']);
  reactor.crash();
});

test('stop() returns at once: triggers are called at the end of the pass, and until then the reactor runs', () => {
  const { reactor, order, run, noteShutdown } = fixture();
  noteShutdown();
  reactor.callWhenRunning(() => {
    reactor.stop();
    order.push(`stopped, running: ${reactor.running}`);
  });
  run();
  reactor.iterate();
  assert.deepEqual(order, ['stopped, running: true', ...PHASES]);
});

test('a reactor that is stopping cannot be stopped again, in no phase of its shutdown', () => {
  const { reactor, order, run } = fixture();
  for (const phase of PHASES) {
    reactor.addSystemEventTrigger(phase, 'shutdown', () => {
      assert.throws(() => reactor.stop(), notRunning);
      order.push(phase);
    });
  }
  run();
  reactor.iterate();
  reactor.stop();
  reactor.iterate();
  assert.throws(() => reactor.stop(), notRunning);
  assert.deepEqual(order, PHASES);
});

test('while the startup waits the reactor makes passes, but is not running yet', () => {
  const { reactor, order, note, run } = fixture();
  const ready = new Deferred();
  reactor.addSystemEventTrigger('before', 'startup', () => ready);
  reactor.callWhenRunning(note('started'));
  reactor.callLater(0, () => order.push(`delayed, running: ${reactor.running}`));
  run();
  reactor.iterate();
  assert.deepEqual(order, ['delayed, running: false']);
  reactor.callWhenRunning(note('started as well'));
  ready.callback();
  assert.deepEqual(order.slice(1), ['started', 'started as well']);
  assert.equal(reactor.running, true);
  reactor.crash();
});

test('a startup that is over after the run, or in its shutdown, does not make the reactor run', () => {
  for (const phase of ['during', 'after'] as const) {
    const { reactor, order, run } = fixture();
    const ready = new Deferred();
    reactor.addSystemEventTrigger('before', 'startup', () => ready);
    reactor.callWhenRunning(() => order.push(`started, running: ${reactor.running}`));
    if (phase === 'during') reactor.addSystemEventTrigger(phase, 'shutdown', () => ready.callback());
    run();
    reactor.stop();
    reactor.iterate();
    if (phase === 'after') ready.callback();
    assert.deepEqual(order, ['started, running: false']);
    assert.equal(reactor.running, false);
  }
});

test('crash() in a call lets the pass go on, and leaves everything else for the next run', () => {
  const { reactor, order, note, run } = fixture();
  reactor.callLater(0, () => reactor.crash());
  reactor.callLater(0, note('in the same pass'));
  reactor.callLater(1000, note('later')).reset(0);
  run();
  reactor.callLater(0, () => reactor.callFromThread(note('handed in')));
  reactor.iterate();
  assert.deepEqual(order, ['in the same pass', 'later']);
  assert.throws(() => reactor.iterate(), notRunning);
  run();
  reactor.iterate();
  assert.deepEqual(order, ['in the same pass', 'later', 'handed in']);
  reactor.crash();
});

test('crash() in a startup trigger comes before all calls, which the next run makes', () => {
  const { reactor, order, note, run } = fixture();
  reactor.addSystemEventTrigger('before', 'startup', () => reactor.crash());
  reactor.callFromThread(note('handed in'));
  reactor.callLater(0, note('delayed'));
  run();
  reactor.iterate();
  assert.deepEqual([order, reactor.running], [[], false]);
  run();
  reactor.iterate();
  assert.deepEqual([order, reactor.running], [['handed in', 'delayed'], true]);
  reactor.crash();
});

test('crash() after stop() is for good, also while the shutdown waits', () => {
  for (const isInShutdown of [true, false]) {
    const { reactor, order, note, run } = fixture();
    const saved = new Deferred();
    reactor.addSystemEventTrigger('before', 'shutdown', () => saved);
    reactor.addSystemEventTrigger('during', 'shutdown', note('during'));
    run();
    reactor.iterate();
    reactor.stop();
    if (isInShutdown) reactor.iterate();
    reactor.crash();
    assert.deepEqual(order, []);
    assert.throws(run, notRestartable);
    saved.callback();
    assert.throws(run, notRestartable);
  }
});

test('firing shutdown ends a reactor that runs, for good; for one that does not it is an event as any other', () => {
  const { reactor, order, run, noteShutdown } = fixture();
  noteShutdown();
  reactor.fireSystemEvent('shutdown');
  assert.deepEqual(order.splice(0), PHASES);
  noteShutdown();
  run();
  reactor.iterate();
  reactor.fireSystemEvent('shutdown');
  assert.deepEqual([order, reactor.running], [PHASES, false]);
  assert.throws(run, notRestartable);
});

test('a shutdown here and now runs all phases, and waits for nothing', async () => {
  const { reactor, order, run } = fixture();
  for (const phase of PHASES) {
    reactor.addSystemEventTrigger(phase, 'shutdown', () => {
      order.push(phase);
      return new Promise(() => {});
    });
  }
  const ended = run();
  reactor.shutdownNow();
  assert.deepEqual(order, PHASES);
  await ended;
  reactor.shutdownNow();
});

test('a shutdown here and now ends one that waits', async () => {
  const { reactor, order, note, run } = fixture();
  const saved = new Deferred();
  reactor.addSystemEventTrigger('before', 'shutdown', () => saved);
  reactor.addSystemEventTrigger('during', 'shutdown', note('during'));
  const ended = run();
  reactor.iterate();
  reactor.stop();
  reactor.iterate();
  reactor.shutdownNow();
  await ended;
  saved.callback();
  assert.deepEqual(order, ['during']);
  assert.throws(run, notRestartable);
});

test('iterate() makes one pass, and tells whether something is due still', () => {
  const { clock, reactor, order, note, run } = fixture();
  run();
  reactor.callFromThread(() => reactor.callFromThread(note('second')));
  assert.equal(reactor.iterate(), true);
  assert.equal(reactor.iterate(), false);
  reactor.callLater(1, note('delayed'));
  assert.equal(reactor.iterate(), false);
  clock.advance(1);
  assert.equal(reactor.iterate(), false);
  assert.deepEqual(order, ['second', 'delayed']);
  reactor.stop();
  assert.equal(reactor.iterate(), false);
  assert.throws(() => reactor.iterate(), notRunning);
});

test('iterate(ms) makes passes until nothing is due, or the time is over', () => {
  const { reactor, run } = fixture();
  let count = 0;
  const again = (left: number) => {
    count++;
    if (left > 1) reactor.callLater(0, again, left - 1);
  };
  run();
  reactor.callLater(0, again, 100);
  assert.equal(reactor.iterate(60_000), false);
  assert.equal(count, 100);
  reactor.callLater(0, again, Number.POSITIVE_INFINITY);
  assert.equal(reactor.iterate(5), true);
  assert.ok(count > 101);
  reactor.crash();
});

test('getDelayedCalls() has what is to come, without what was cancelled or is being called', () => {
  const { clock, reactor, order, note, run } = fixture();
  const late = reactor.callLater(20, note('late'));
  const soon = reactor.callLater(10, () => order.push(...reactor.getDelayedCalls()));
  reactor.callLater(15, note('never')).cancel();
  assert.deepEqual(reactor.getDelayedCalls(), [soon, late]);
  run();
  clock.advance(10);
  reactor.iterate();
  assert.deepEqual(order, [late]);
  reactor.crash();
});

test('time does not follow the clock on the wall', (t) => {
  const reactor = new Reactor();
  const before = reactor.now();
  t.mock.method(Date, 'now', () => 0);
  assert.ok(reactor.now() >= before && reactor.now() < before + 60_000);
});
