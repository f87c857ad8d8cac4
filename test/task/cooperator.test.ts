import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import {
  addObserver,
  type CooperativeTask,
  Cooperator,
  cooperate,
  Deferred,
  fail,
  type LogEvent,
  onUnhandledError,
  reactor,
  reportUnhandledErrors,
} from 'interloop';
import { Clock } from 'interloop/testing';

let clock: Clock;
let seen: unknown[];
let cooperator: Cooperator;
let stepsATick: number;
const logged: LogEvent[] = [];
addObserver((event) => logged.push(event));

const see = (what: unknown) => void seen.push(what);
const codeOf = (error: unknown) => (error as { code?: string }).code;
const seeCode = (error: unknown) => see(codeOf(error));
const tick = () => clock.advance(1);

/** Says its name and a number, step by step. */
function* steps(name: string, number: number): Generator<unknown> {
  for (let i = 1; i <= number; i++) {
    see(`${name}${i}`);
    yield;
  }
}

function newCooperator(started = true): Cooperator {
  return new Cooperator({
    started,
    scheduler: (call) => clock.callLater(1, call),
    terminationPredicateFactory: () => {
      let left = stepsATick;
      return () => --left === 0;
    },
  });
}

beforeEach(() => {
  clock = new Clock();
  seen = [];
  logged.length = 0;
  stepsATick = Number.POSITIVE_INFINITY;
  cooperator = newCooperator();
});

test('tasks are stepped in turn, and none before the first tick', () => {
  cooperator.cooperate(steps('a', 3));
  cooperator.cooperate(steps('b', 2));
  assert.deepEqual(seen, []);
  tick();
  assert.deepEqual(seen, ['a1', 'b1', 'a2', 'b2', 'a3']);
});

test('a tick ends when the predicate says so, and the next goes on with the task whose turn it is', () => {
  stepsATick = 3;
  cooperator.cooperate(steps('a', 2));
  cooperator.cooperate(steps('b', 2));
  tick();
  assert.deepEqual(seen, ['a1', 'b1', 'a2']);
  tick();
  assert.deepEqual(seen, ['a1', 'b1', 'a2', 'b2']);
});

test('with no tasks left nothing is scheduled', () => {
  const task = cooperator.cooperate(steps('a', 1));
  assert.equal(clock.getDelayedCalls().length, 1);
  task.pause();
  assert.equal(clock.getDelayedCalls().length, 0);
  task.resume();
  tick();
  assert.equal(clock.getDelayedCalls().length, 0);
});

test('coiterate() fires with the iterator when it has come to its end', () => {
  const iterator = steps('a', 1);
  cooperator.coiterate(iterator).addCallback((result) => see(result === iterator));
  tick();
  assert.deepEqual(seen, ['a1', true]);
});

test('whatever can be iterated over can be a task', () => {
  const words = new Set(['a', 'b']);
  const bare = { next: () => ({ done: true as const, value: undefined }) };
  cooperator.coiterate(words).addCallback((result) => see(result === words));
  cooperator.coiterate(bare).addCallback((result) => see(result === bare));
  tick();
  assert.deepEqual(seen, [true, true]);
});

test('each whenDone() is a Deferred of its own, also after the end', () => {
  const iterator = steps('a', 0);
  const task = cooperator.cooperate(iterator);
  task.whenDone().addCallback(() => 'changed');
  task.whenDone().addCallback((result) => see(result === iterator));
  tick();
  task.whenDone().addCallback((result) => see(result === iterator));
  assert.deepEqual(seen, [true, true]);
});

test('what an iterator throws fails its task and no other', () => {
  const broken = (function* () {
    yield;
    throw new Error('broken');
  })();
  cooperator.coiterate(broken).addErrback((error) => see((error as Error).message));
  cooperator.cooperate(steps('a', 3));
  tick();
  assert.deepEqual(seen, ['a1', 'broken', 'a2', 'a3']);
});

test('a Deferred that is yielded pauses its task until it fires', () => {
  const pending = new Deferred();
  cooperator
    .cooperate([pending, undefined])
    .whenDone()
    .addCallback(() => see('done'));
  cooperator.cooperate(steps('a', 2));
  tick();
  assert.deepEqual([seen, clock.getDelayedCalls()], [['a1', 'a2'], []]);
  pending.callback();
  tick();
  assert.deepEqual(seen, ['a1', 'a2', 'done']);
});

test('a promise that is yielded pauses its task until it is fulfilled', async () => {
  const pending = Promise.resolve();
  const task = cooperator.cooperate([pending]);
  tick();
  assert.equal(task.isReady, false);
  await pending;
  await pending;
  assert.equal(task.isReady, true);
});

test('a Deferred that is yielded and fails makes its task fail with the same error', () => {
  let isClosed = false;
  const waiting = (function* () {
    try {
      yield fail('no answer');
    } finally {
      isClosed = true;
    }
  })();
  const task = cooperator.cooperate(waiting);
  task.whenDone().addErrback(see);
  tick();
  assert.deepEqual([seen, isClosed], [['no answer'], true]);
  assert.throws(() => task.stop(), { code: 'ERR_INTERLOOP_TASK_FAILED', cause: 'no answer' });
});

test('pauses are counted', () => {
  const task = cooperator.cooperate(steps('a', 1));
  task.pause();
  task.pause();
  task.resume();
  tick();
  assert.deepEqual(seen, []);
  task.resume();
  tick();
  assert.deepEqual(seen, ['a1']);
});

test('resume() without a pause() throws', () => {
  const task = cooperator.cooperate(steps('a', 1));
  assert.throws(() => task.resume(), { code: 'ERR_INTERLOOP_NOT_PAUSED' });
});

test('a task may pause itself in its step', () => {
  const task: CooperativeTask = cooperator.cooperate(work());
  function* work() {
    task.pause();
    yield;
    see('resumed');
  }
  tick();
  assert.equal(clock.getDelayedCalls().length, 0);
  task.resume();
  tick();
  assert.deepEqual(seen, ['resumed']);
});

test('stop() fails whenDone() with TaskStopped and runs the finally of the iterator first', () => {
  const task = cooperator.cooperate(
    (function* () {
      try {
        yield* steps('a', 9);
      } finally {
        see('closed');
      }
    })(),
  );
  task.whenDone().addErrback(seeCode);
  stepsATick = 1;
  tick();
  task.stop();
  assert.deepEqual([seen, clock.getDelayedCalls()], [['a1', 'closed', 'ERR_INTERLOOP_TASK_STOPPED'], []]);
});

test('a task may stop itself in its step', () => {
  const task: CooperativeTask = cooperator.cooperate(work());
  function* work() {
    try {
      task.stop();
      yield;
      see('not reached');
    } finally {
      see('closed');
    }
  }
  task.whenDone().addErrback(seeCode);
  tick();
  assert.deepEqual(seen, ['ERR_INTERLOOP_TASK_STOPPED', 'closed']);
});

test('a task that has ended can be neither paused nor stopped, and the error says how it has ended', () => {
  const done = cooperator.cooperate([]);
  const stopped = cooperator.cooperate([]);
  const failed = cooperator.cooperate([fail('x')]);
  failed.whenDone().addErrback(() => {});
  stopped.stop();
  tick();
  for (const [task, code] of [
    [done, 'ERR_INTERLOOP_TASK_DONE'],
    [stopped, 'ERR_INTERLOOP_TASK_STOPPED'],
    [failed, 'ERR_INTERLOOP_TASK_FAILED'],
  ] as const) {
    assert.throws(() => task.pause(), { code });
    assert.throws(() => task.stop(), { code });
  }
});

test('a Deferred that fires after its task was stopped changes nothing', () => {
  const pending = new Deferred();
  const task = cooperator.cooperate([pending]);
  task.whenDone().addErrback(seeCode);
  tick();
  task.stop();
  pending.callback();
  assert.deepEqual([seen, clock.getDelayedCalls()], [['ERR_INTERLOOP_TASK_STOPPED'], []]);
});

test('stop() of the Cooperator ends its tasks with SchedulerStopped, and those that come later', () => {
  cooperator.coiterate(steps('a', 1)).addErrback(seeCode);
  cooperator.stop();
  assert.equal(cooperator.running, false);
  cooperator.coiterate(steps('b', 1)).addErrback(seeCode);
  assert.deepEqual(seen, ['ERR_INTERLOOP_SCHEDULER_STOPPED', 'ERR_INTERLOOP_SCHEDULER_STOPPED']);
  assert.deepEqual(clock.getDelayedCalls(), []);
});

test('stop() of the Cooperator within a step ends that task, too', () => {
  const task = cooperator.coiterate(
    (function* () {
      cooperator.stop();
      yield;
      see('not reached');
    })(),
  );
  task.addErrback(seeCode);
  tick();
  assert.deepEqual(seen, ['ERR_INTERLOOP_SCHEDULER_STOPPED']);
});

test('a paused task learns that its Cooperator was stopped when it is resumed', () => {
  const task = cooperator.cooperate(steps('a', 1));
  task.whenDone().addErrback(seeCode);
  task.pause();
  cooperator.stop();
  assert.deepEqual(seen, []);
  task.resume();
  assert.deepEqual(seen, ['ERR_INTERLOOP_SCHEDULER_STOPPED']);
});

test('a Cooperator that was stopped can be started again', () => {
  cooperator.stop();
  cooperator.start();
  assert.equal(cooperator.running, true);
  cooperator.cooperate(steps('a', 1));
  tick();
  assert.deepEqual(seen, ['a1']);
});

test('a Cooperator that was made with started: false waits for start()', () => {
  cooperator = newCooperator(false);
  cooperator.cooperate(steps('a', 1));
  assert.deepEqual([cooperator.running, clock.getDelayedCalls().length], [false, 0]);
  cooperator.start();
  tick();
  assert.deepEqual(seen, ['a1']);
});

test('a predicate that throws ends the tick and not the tasks', () => {
  let isBroken = true;
  cooperator = new Cooperator({
    scheduler: (call) => clock.callLater(1, call),
    terminationPredicateFactory: () => () => {
      if (isBroken) throw new Error('broken');
      return false;
    },
  });
  cooperator.cooperate(steps('a', 2));
  assert.throws(tick, { message: 'broken' });
  isBroken = false;
  tick();
  assert.deepEqual(seen, ['a1', 'a2']);
});

test('an error that nobody asks for is reported, and one that is asked for late is not', () => {
  const restore = onUnhandledError(({ error }) => see(error));
  const asked = cooperator.cooperate([fail('asked')]);
  cooperator.cooperate([fail('unasked')]);
  tick();
  asked.whenDone().addErrback(() => {});
  reportUnhandledErrors();
  restore();
  assert.deepEqual(seen, ['unasked']);
});

test('what an iterator throws when it is closed is logged', () => {
  const task = cooperator.cooperate({
    next: () => ({ value: undefined }),
    return: () => {
      throw new Error('stuck');
    },
  });
  task.whenDone().addErrback(seeCode);
  task.stop();
  assert.deepEqual(seen, ['ERR_INTERLOOP_TASK_STOPPED']);
  assert.deepEqual(
    logged.map(({ message }) => message),
    ['while closing the iterator of a task'],
  );
});

test('options that are no functions are refused', () => {
  for (const wrong of [null, 5, 'x', {}] as never[]) {
    assert.throws(() => new Cooperator({ scheduler: wrong }), { code: 'ERR_INTERLOOP_INVALID_ARGUMENT' });
    assert.throws(() => new Cooperator({ terminationPredicateFactory: wrong }), {
      code: 'ERR_INTERLOOP_INVALID_ARGUMENT',
    });
  }
});

test('what is no iterator is refused', () => {
  const refused = { code: 'ERR_INTERLOOP_INVALID_ARGUMENT' };
  async function* asynchronous() {}
  for (const wrong of [undefined, 1, {}, steps, asynchronous()]) {
    assert.throws(() => cooperator.cooperate(wrong as never), refused);
  }
});

test('cooperate() steps on the reactor of the program, whose other calls get their turns', async () => {
  let calls = 0;
  const again = () => {
    calls++;
    if (!isDone) reactor.callLater(0, again);
  };
  let isDone = false;
  const until = performance.now() + 40;
  const task = cooperate(
    (function* () {
      while (performance.now() < until) yield;
      isDone = true;
    })(),
  );
  reactor.callWhenRunning(again);
  task.whenDone().addCallback(() => reactor.stop());
  await reactor.run({ installSignalHandlers: false });
  assert.ok(calls > 1, `${calls} calls meanwhile`);
});
