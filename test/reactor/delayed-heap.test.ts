/**
 * Delayed calls against a model that is too simple to be wrong: a list that is sorted when somebody asks.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { seed } from '../support/seed.ts';
import { internal } from './internal.ts';

const { DelayedCalls } =
  await internal<typeof import('../../src/reactor/delayed-calls.ts')>('reactor/delayed-calls.js');

/** What is done, by the test or by a call when it is made. `which` counts the calls that were ever added. */
type Action =
  | { readonly do: 'add'; readonly ms: number; readonly next: Action | undefined }
  | { readonly do: 'cancel'; readonly which: number }
  | { readonly do: 'reset' | 'delay'; readonly which: number; readonly ms: number };

type Step = Action | { readonly do: 'pass'; readonly ms: number };

/** Both sides of the comparison: calls are numbered in the order in which they were added. */
interface Subject {
  act(action: Action): string;
  /** Moves the clock and makes a pass; the numbers of the calls that were made, and what their actions came to. */
  pass(ms: number): (number | string)[];
  /** All that can be asked of it. */
  state(): unknown;
}

const which = fc.nat(40);
/** Few delays, so that many are equal, and some that share a row of the heap with others. */
const ms = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 8 }) },
  { weight: 1, arbitrary: fc.constantFrom(0.5, 4096, 4098) },
);
const move = fc.record({ do: fc.constantFrom('reset', 'delay'), which, ms: fc.integer({ min: -9, max: 9 }) });
const simple = fc.record({ do: fc.constant('cancel' as const), which });
const { action } = fc.letrec<{ action: Action }>((tie) => ({
  action: fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ do: fc.constant('add'), ms, next: fc.option(tie('action'), { nil: undefined }) }),
    },
    { weight: 2, arbitrary: move },
    { weight: 2, arbitrary: simple },
  ) as fc.Arbitrary<Action>,
}));
const pass = fc.record({ do: fc.constant('pass' as const), ms });
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof({ weight: 3, arbitrary: action }, { weight: 1, arbitrary: pass }),
  {
    maxLength: 120,
    size: 'max',
  },
);

function model(): Subject {
  const calls: {
    time: number;
    rank: number;
    state: string;
    moved: boolean;
    next?: Action | undefined;
  }[] = [];
  let now = 0;
  let ranks = 0;
  const pending = () =>
    calls.filter(({ state }) => state === 'pending').sort((a, b) => a.time - b.time || a.rank - b.rank);
  const act = (action: Action): string => {
    if (action.do === 'add') {
      calls.push({
        time: now + action.ms,
        rank: ranks++,
        state: 'pending',
        moved: true,
        next: action.next,
      });
      return 'done';
    }
    const call = calls[action.which];
    if (call === undefined) return 'no such call';
    if (action.do === 'reset' && action.ms < 0) return 'ERR_INTERLOOP_INVALID_ARGUMENT';
    if (call.state !== 'pending') return `ERR_INTERLOOP_ALREADY_${call.state}`;
    if (action.do === 'cancel') {
      call.state = 'CANCELLED';
    } else {
      call.time = action.do === 'reset' ? now + action.ms : Math.max(now, call.time + action.ms);
      call.rank = ranks++;
      call.moved = true;
    }
    return 'done';
  };
  return {
    act,
    pass(ms) {
      now += ms;
      for (const call of calls) call.moved = false;
      const seen: (number | string)[] = [];
      for (const call of pending().filter(({ time }) => time <= now)) {
        if (call.state !== 'pending' || call.moved) continue;
        call.state = 'CALLED';
        seen.push(calls.indexOf(call));
        if (call.next) seen.push(act(call.next));
      }
      return seen;
    },
    state: () => ({
      pending: pending().map((call) => calls.indexOf(call)),
      earliest: pending()[0]?.time,
      calls: calls.map(({ time, state }) => [state === 'pending', time]),
    }),
  };
}

function real(): Subject & { takeChanged(): boolean } {
  let now = 0;
  let changed = false;
  let seen: (number | string)[] = [];
  const scheduler = new DelayedCalls(
    () => now,
    () => {
      changed = true;
    },
  );
  const calls: ReturnType<typeof scheduler.add>[] = [];
  const make = (index: number, next: Action | undefined) => {
    seen.push(index);
    if (next) seen.push(act(next));
  };
  const act = (action: Action): string => {
    if (action.do === 'add') {
      calls.push(scheduler.add(action.ms, make, calls.length, action.next));
      return 'done';
    }
    const call = calls[action.which];
    if (call === undefined) return 'no such call';
    try {
      if (action.do === 'reset' || action.do === 'delay') call[action.do](action.ms);
      else call[action.do]();
      return 'done';
    } catch (error) {
      return (error as { code: string }).code;
    }
  };
  return {
    act,
    pass(ms) {
      now += ms;
      seen = [];
      scheduler.runDue();
      return seen;
    },
    state: () => ({
      pending: scheduler.inOrder().map((call) => calls.indexOf(call)),
      earliest: scheduler.earliest,
      calls: calls.map((call) => [call.active(), call.getTime()]),
    }),
    takeChanged() {
      const was = changed;
      changed = false;
      return was;
    },
  };
}

test('whatever is done to delayed calls, they do as a sorted list would', () => {
  const property = fc.property(steps, (steps) => {
    const expected = model();
    const actual = real();
    for (const step of steps) {
      if (step.do === 'pass') assert.deepEqual(actual.pass(step.ms), expected.pass(step.ms));
      else assert.equal(actual.act(step), expected.act(step));
      assert.deepEqual(actual.state(), expected.state());
    }
  });
  fc.assert(property, { seed, numRuns: 500 });
});

test('whatever changes the earliest due time, the owner is told', () => {
  const property = fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
    const subject = real();
    for (const action of actions) {
      const before = subject.state() as { earliest?: number };
      subject.takeChanged();
      subject.act(action);
      const after = subject.state() as { earliest?: number };
      if (before.earliest !== after.earliest) assert.ok(subject.takeChanged(), JSON.stringify(action));
    }
  });
  fc.assert(property, { seed, numRuns: 500 });
});

test('a million delayed calls are made in the order of their times, and a hundred thousand cancelled ones are not', () => {
  let now = 0;
  const scheduler = new DelayedCalls(
    () => now,
    () => {},
  );
  const times: number[] = [];
  const calls = [];
  for (let i = 0; i < 1_000_000; i++)
    calls.push(scheduler.add((i * 7919) % 1_000_003, (time: number) => times.push(time), (i * 7919) % 1_000_003));
  for (let i = 0; i < 1_000_000; i += 10) calls[i]!.cancel();
  assert.equal(scheduler.size, 900_000);
  now = 1_000_003;
  assert.equal(scheduler.runDue(), 900_000);
  assert.ok(times.every((time, i) => i === 0 || time >= times[i - 1]!));
});
