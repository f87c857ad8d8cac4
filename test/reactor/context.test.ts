/**
 * What a call has of the place where it was asked for: async context, context of the log.
 */
import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { afterEach, beforeEach, test } from 'node:test';
import { addObserver, callWithContext, type LogEvent, logContext, Reactor, removeObserver } from 'interloop';
import { Clock } from 'interloop/testing';

const storage = new AsyncLocalStorage<string>();
const logged: LogEvent[] = [];
const observer = (event: LogEvent) => logged.push(event);
let clock: Clock;
let reactor: Reactor;
let seen: unknown[];
const see = () => seen.push([storage.getStore(), logContext().system]);
const throws = () => {
  see();
  throw new Error('with context');
};

beforeEach(() => {
  clock = new Clock();
  reactor = new Reactor({ time: clock });
  seen = [];
  logged.length = 0;
  addObserver(observer);
});

afterEach(() => {
  removeObserver(observer);
  reactor.crash();
});

/** Calls a function where the async context and the system of the log have this name. */
function inContext(name: string, fn: () => unknown): void {
  storage.run(name, () => callWithContext({ system: name }, fn));
}

test('a call that is handed in, and the report of what it throws, has the context of whoever handed it in', () => {
  inContext('mail', () => reactor.callFromThread(throws));
  reactor.callFromThread(see);
  inContext('run', () => void reactor.interleave((turn) => turn()));
  inContext('clock', () => clock.advance(0));
  assert.deepEqual(seen, [
    ['mail', 'mail'],
    [undefined, undefined],
  ]);
  assert.deepEqual(
    logged.map(({ system }) => system),
    ['mail'],
  );
});

test('a trigger, and the report of what it throws, has the log context in which it was added', () => {
  inContext('mail', () => reactor.addSystemEventTrigger('during', 'mine', throws));
  inContext('web', () => reactor.fireSystemEvent('mine'));
  assert.deepEqual(seen, [['web', 'mail']]);
  assert.deepEqual(
    logged.map(({ system }) => system),
    ['mail'],
  );
});

test('a trigger that was added outside of any log context has that of whoever fires', () => {
  reactor.addSystemEventTrigger('during', 'mine', see);
  inContext('web', () => reactor.fireSystemEvent('mine'));
  assert.deepEqual(seen, [['web', 'web']]);
});

test('startup and shutdown have the context of whoever starts the reactor, not of whoever wakes or stops it', () => {
  reactor.callWhenRunning(see);
  reactor.addSystemEventTrigger('during', 'shutdown', see);
  inContext('run', () => void reactor.run({ installSignalHandlers: false }));
  inContext('clock', () => clock.advance(0));
  inContext('web', () => reactor.stop());
  inContext('clock', () => clock.advance(0));
  assert.deepEqual(seen, [
    ['run', 'run'],
    ['run', 'run'],
  ]);
});
