import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { beforeEach, test } from 'node:test';
import { addObserver, callWithContext, type LogEvent, logContext } from 'interloop';
import { internal } from './internal.ts';

const { DelayedCalls } =
  await internal<typeof import('../../src/reactor/delayed-calls.ts')>('reactor/delayed-calls.js');

let now: number;
let changes: number;
let calls: InstanceType<typeof DelayedCalls>;
let seen: unknown[];
const logged: LogEvent[] = [];
addObserver((event) => logged.push(event));

const see = (what: unknown) => seen.push(what);
const at = (time: number) => {
  now = time;
  return calls.runDue();
};
const changesDuring = (action: () => unknown) => {
  const before = changes;
  action();
  return changes - before;
};

beforeEach(() => {
  now = 0;
  changes = 0;
  seen = [];
  logged.length = 0;
  calls = new DelayedCalls(
    () => now,
    () => changes++,
  );
});

test('a call is made when it is due, not before, and once', () => {
  calls.add(10, see, 'made');
  assert.equal(at(9.999), 0);
  assert.equal(at(10), 1);
  assert.equal(at(20), 0);
  assert.deepEqual(seen, ['made']);
});

test('calls that are due at the same time are made in the order in which they were asked for', () => {
  for (let i = 0; i < 100; i++) calls.add(5, see, i);
  at(5);
  assert.deepEqual(seen, [...Array(100).keys()]);
});

test('a call that is moved to the time of others is made after them', () => {
  const moved = calls.add(1, see, 'moved');
  calls.add(5, see, 'first');
  moved.reset(5);
  calls.add(5, see, 'last');
  at(5);
  assert.deepEqual(seen, ['first', 'moved', 'last']);
});

test('a pass makes the calls that were due when it began: those added meanwhile wait, even if they are due', () => {
  const again = () => {
    see(now);
    calls.add(0, again);
  };
  calls.add(0, again);
  assert.equal(at(1), 1);
  assert.equal(at(1), 1);
  assert.deepEqual(seen, [1, 1]);
});

test('a call that is moved in a pass waits for the next, even if it was due', () => {
  calls.add(1, () => late.reset(0));
  const late = calls.add(2, see, 'late');
  assert.equal(at(3), 1);
  assert.equal(at(3), 1);
});

test('a call that is moved back in time in a pass does not hide those that are due', () => {
  calls.add(1, () => far.delay(-1000));
  calls.add(2, see, 'near');
  const far = calls.add(100, see, 'far');
  at(3);
  assert.deepEqual(seen, ['near']);
  at(3);
  assert.deepEqual(seen, ['near', 'far']);
});

test('a call that another call of the same pass cancels is not made', () => {
  calls.add(1, () => victim.cancel());
  const victim = calls.add(1, see, 'victim');
  assert.equal(at(1), 1);
  assert.deepEqual(seen, []);
});

test('a pass inside of a pass makes what is left, and nothing is made twice', () => {
  calls.add(1, () => see(`inside: ${calls.runDue()}`));
  calls.add(1, see, 'second');
  assert.equal(at(1), 1);
  assert.deepEqual(seen, ['second', 'inside: 1']);
});

test('the clock that goes on during a pass does not make the pass longer', () => {
  calls.add(1, () => (now = 50));
  calls.add(40, see, 'later');
  assert.equal(at(1), 1);
  assert.equal(at(50), 1);
});

test('what a call throws is logged once, with what was called, and the others are made', () => {
  const error = new Error('from a call');
  calls.add(1, function tick() {
    throw error;
  });
  calls.add(1, see, 'next');
  assert.equal(at(1), 2);
  assert.deepEqual(seen, ['next']);
  assert.equal(logged.length, 1);
  assert.equal(logged[0]!.error, error);
  assert.equal(logged[0]!.message, 'while making a delayed call of tick()');
});

test('a call, and the report of what it throws, has the context in which it was asked for', () => {
  const storage = new AsyncLocalStorage<string>();
  callWithContext({ system: 'mail' }, () =>
    storage.run('mine', () =>
      calls.add(1, () => {
        see([storage.getStore(), logContext()]);
        throw new Error('with context');
      }),
    ),
  );
  at(1);
  assert.deepEqual(seen, [['mine', { system: 'mail' }]]);
  assert.equal(logged[0]!.system, 'mail');
  assert.equal(storage.getStore(), undefined);
});

test('the owner is told of what becomes earliest, and of nothing else', () => {
  assert.equal(
    changesDuring(() => calls.add(10, see)),
    1,
  );
  assert.equal(
    changesDuring(() => calls.add(20, see)),
    0,
  );
  assert.equal(
    changesDuring(() => calls.add(5, see)),
    1,
  );
  assert.equal(calls.earliest, 5);
});

test('the owner is told at once when reset or delay makes a call earlier than all others', () => {
  calls.add(100, see);
  const late = calls.add(2000, see);
  assert.equal(
    changesDuring(() => late.reset(10)),
    1,
  );
  assert.equal(calls.earliest, 10);
  assert.equal(
    changesDuring(() => late.delay(-5)),
    1,
  );
  assert.equal(calls.earliest, 5);
});

test('the owner is told when the earliest call is cancelled or moved away', () => {
  const first = calls.add(1, see);
  calls.add(5, see);
  assert.equal(
    changesDuring(() => first.delay(10)),
    1,
  );
  assert.equal(calls.earliest, 5);
  first.reset(0);
  assert.equal(
    changesDuring(() => first.cancel()),
    1,
  );
  assert.equal(calls.earliest, 5);
});

test('nothing is due or earliest when all calls are gone', () => {
  calls.add(1, see);
  calls.add(2, see).cancel();
  at(1);
  assert.deepEqual([calls.size, calls.earliest], [0, undefined]);
});
