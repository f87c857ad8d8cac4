import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { setImmediate, setTimeout } from 'node:timers/promises';
import {
  addObserver,
  callWithContext,
  callWithLogger,
  Deferred,
  DeferredLock,
  type LogEvent,
  logContext,
  msg,
} from 'interloop';
import { Clock } from 'interloop/testing';

const invalid = { code: 'ERR_INTERLOOP_INVALID_ARGUMENT' };
const events: LogEvent[] = [];
addObserver((event) => events.push(event));
beforeEach(() => {
  events.length = 0;
});

test('a context is part of what is logged in it, and of nothing else', () => {
  callWithContext({ system: 'mail', user: 'ada' }, () => msg('inside'));
  msg('outside');
  assert.deepEqual(
    events.map(({ system, user, message }) => [system, user, message]),
    [
      ['mail', 'ada', 'inside'],
      ['-', undefined, 'outside'],
    ],
  );
});

test('callWithContext passes arguments in, and the result or what is thrown out', () => {
  assert.equal(
    callWithContext({}, (a, b) => a + b, 1, 2),
    3,
  );
  const error = new Error('through');
  assert.throws(
    () =>
      callWithContext({}, () => {
        throw error;
      }),
    error,
  );
  assert.deepEqual(logContext(), {});
});

test('a context inside another adds to it and wins', () => {
  const inner = callWithContext({ system: 'mail', user: 'ada' }, () =>
    callWithContext({ user: 'grace', request: 7 }, logContext),
  );
  assert.deepEqual(inner, { system: 'mail', user: 'grace', request: 7 });
});

test('a context follows promises, timers, immediates, ticks and delayed calls', async () => {
  const clock = new Clock();
  await callWithContext({ system: 'mail' }, async () => {
    msg('at once');
    process.nextTick(msg, 'tick');
    clock.callLater(1, msg, 'delayed call');
    await null;
    msg('promise');
    await setImmediate();
    msg('immediate');
    await setTimeout(1);
    msg('timer');
  });
  clock.advance(1);
  const lines = events.map(({ message, system }) => `${message}: ${system}`);
  const expected = ['at once', 'tick', 'promise', 'immediate', 'timer', 'delayed call'];
  assert.deepEqual(lines.sort(), expected.map((what) => `${what}: mail`).sort());
});

test('a callback of a Deferred has the context in which it was added, whoever fires', () => {
  const deferred = new Deferred();
  const lock = new DeferredLock();
  lock.acquire();
  callWithContext({ system: 'mail' }, () => {
    deferred.addCallback(() => msg('callback'));
    lock.run(msg, 'locked');
  });
  callWithContext({ system: 'http' }, () => {
    deferred.callback();
    lock.release();
  });
  const lines = events.map(({ message, system }) => `${message}: ${system}`);
  assert.deepEqual(lines, ['callback: mail', 'locked: mail']);
});

test('a callback that was added outside of any context has that of whoever fires', () => {
  const deferred = new Deferred<string>();
  deferred.addCallback(msg);
  callWithContext({ system: 'http' }, () => deferred.callback('fired'));
  assert.deepEqual([events[0]!.message, events[0]!.system], ['fired', 'http']);
});

test('what follows a call has the context as it was, whatever becomes of the object', () => {
  const context = { user: 'ada' };
  callWithContext(context, () => {
    context.user = 'grace';
    msg('still');
  });
  assert.equal(events[0]!.user, 'ada');
});

test('callWithLogger has the prefix as its system, and returns the result', () => {
  const double = (value: number) => {
    msg('inside');
    return 2 * value;
  };
  assert.equal(callWithLogger({ logPrefix: () => 'http' }, double, 21), 42);
  assert.equal(events[0]!.system, 'http');
});

test('what is thrown under callWithLogger is logged in its context and goes no further', () => {
  const error = new Error('in a protocol');
  const result = callWithLogger({ logPrefix: () => 'http' }, () => {
    throw error;
  });
  assert.equal(result, undefined);
  assert.equal(events[0]!.error, error);
  assert.equal(events[0]!.system, 'http');
});

test('a logPrefix that throws or is missing is told as the system', () => {
  const broken = {
    logPrefix(): string {
      throw new Error('no name');
    },
  };
  for (const logger of [broken, {}, null] as never[]) callWithLogger(logger, msg, 'hello');
  assert.deepEqual(
    events.map(({ system }) => system),
    Array(3).fill('(buggy logPrefix method)'),
  );
});

test('a context that is no object, and what is not a function, are refused', () => {
  assert.throws(() => callWithContext(null as never, msg), invalid);
  assert.throws(() => callWithContext('mail' as never, msg), invalid);
  assert.throws(() => callWithContext({}, 'msg' as never), invalid);
  assert.throws(() => callWithLogger({ logPrefix: () => 'http' }, undefined as never), invalid);
});
