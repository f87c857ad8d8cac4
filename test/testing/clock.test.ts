import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Clock } from 'interloop/testing';

const invalid = { code: 'ERR_INTERLOOP_INVALID_ARGUMENT' };

function clockThatSees() {
  const clock = new Clock();
  const seen: unknown[] = [];
  const see = (what: unknown) => seen.push(what);
  return { clock, seen, see };
}

test('a clock stands still', () => {
  assert.equal(new Clock().now(), 0);
  assert.equal(new Clock(1000).now(), 1000);
});

test('advancing moves the clock and makes the calls that are due, in their order', () => {
  const { clock, seen, see } = clockThatSees();
  clock.callLater(20, see, 'later');
  clock.callLater(10, see, 'sooner');
  clock.callLater(10, see, 'as soon');
  clock.callLater(30, see, 'too late');
  clock.advance(20);
  assert.equal(clock.now(), 20);
  assert.deepEqual(seen, ['sooner', 'as soon', 'later']);
});

test('every call sees the time that the clock was advanced to', () => {
  const { clock, seen, see } = clockThatSees();
  clock.callLater(1, () => see(clock.now()));
  clock.callLater(2, () => see(clock.now()));
  clock.advance(10);
  assert.deepEqual(seen, [10, 10]);
});

test('advancing by nothing makes calls that are due now', () => {
  const { clock, seen, see } = clockThatSees();
  clock.callLater(0, see, 'now');
  assert.deepEqual(seen, []);
  clock.advance(0);
  assert.deepEqual(seen, ['now']);
});

test('a call that is added by another one and due is made in the same advance', () => {
  const { clock, seen, see } = clockThatSees();
  clock.callLater(1, () => clock.callLater(0, () => clock.callLater(0, see, 'innermost')));
  clock.advance(1);
  assert.deepEqual(seen, ['innermost']);
});

test('advancing inside of a call makes what is due then', () => {
  const { clock, seen, see } = clockThatSees();
  clock.callLater(1, () => {
    clock.advance(5);
    see('outer');
  });
  clock.callLater(3, see, 'inner');
  clock.advance(1);
  assert.deepEqual(seen, ['inner', 'outer']);
  assert.equal(clock.now(), 6);
});

test('pump advances step by step', () => {
  const { clock, seen, see } = clockThatSees();
  const tick = () => {
    see(clock.now());
    clock.callLater(10, tick);
  };
  clock.callLater(10, tick);
  clock.pump([10, 5, 5, 30]);
  assert.deepEqual(seen, [10, 20, 50]);
  assert.equal(clock.now(), 50);
});

test('the calls that are to come are listed, the first due first, without those that were cancelled', () => {
  const clock = new Clock();
  const late = clock.callLater(30, () => {});
  const early = clock.callLater(10, () => {});
  clock.callLater(20, () => {}).cancel();
  assert.deepEqual(clock.getDelayedCalls(), [early, late]);
  clock.advance(10);
  assert.deepEqual(clock.getDelayedCalls(), [late]);
});

test('what a call throws comes out of advance when all others were made', () => {
  const { clock, seen, see } = clockThatSees();
  const error = new Error('from a call');
  clock.callLater(1, () => {
    throw error;
  });
  clock.callLater(2, see, 'made');
  assert.throws(() => clock.advance(2), error);
  assert.deepEqual(seen, ['made']);
});

test('what several calls throw comes out of advance together', () => {
  const clock = new Clock();
  const errors = [new Error('first'), 'second'];
  for (const error of errors) {
    clock.callLater(1, () => {
      throw error;
    });
  }
  assert.throws(
    () => clock.advance(1),
    (thrown) => thrown instanceof AggregateError && assert.deepEqual(thrown.errors, errors) === undefined,
  );
});

test('a clock does not go back, and goes by finite numbers only', () => {
  const clock = new Clock();
  for (const ms of [-1, Number.NaN, Number.POSITIVE_INFINITY, '1', undefined] as never[]) {
    assert.throws(() => clock.advance(ms), invalid);
    assert.throws(() => clock.pump([ms]), invalid);
  }
  assert.throws(() => new Clock(Number.NaN), invalid);
  assert.throws(() => clock.pump(5 as never), invalid);
  assert.equal(clock.now(), 0);
});
