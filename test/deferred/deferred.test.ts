import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { Deferred, execute, fail, maybeDeferred, setDebugging, succeed } from 'interloop';
import { codeOf, errorOf, hasNothing, resultOf } from './fired.ts';

const boom = new Error('boom');

test('callbacks are called in order, while callback() runs, each with what the one before returned', () => {
  const seen: unknown[] = [];
  const d = new Deferred<number>();
  d.addCallback((x) => seen.push(x)).addCallback((x) => seen.push(x * 10));
  assert.deepEqual(seen, []);
  d.callback(7);
  assert.deepEqual(seen, [7, 10]);
});

test('a callback that is added after the result is called at once', () => {
  const seen: number[] = [];
  succeed(1).addCallback((x) => seen.push(x));
  assert.deepEqual(seen, [1]);
});

test('adding returns the same Deferred', () => {
  const d = new Deferred();
  const added: unknown[] = [
    d.addCallback(() => {}),
    d.addErrback(() => {}),
    d.addCallbacks(() => {}),
    d.addBoth(() => {}),
    d.addFinally(() => {}),
    d.addTimeout(1, { callLater: () => ({ cancel() {} }) }),
  ];
  assert.ok(added.every((each) => each === d));
});

test('further arguments are given to the function after the result', () => {
  const seen: unknown[] = [];
  const note = (...args: unknown[]) => seen.push(args);
  succeed('v').addCallback(note, 1, 2);
  fail('e').addErrback(note, 3);
  succeed('b').addBoth(note, 4);
  assert.deepEqual(seen, [
    ['v', 1, 2],
    ['e', 3],
    ['b', 4],
  ]);
});

test('an error goes to the next errback, which gets the very value that was thrown', () => {
  const d = succeed(1).addCallback(() => {
    throw boom;
  });
  const seen: unknown[] = [];
  d.addCallback(() => seen.push('passed by')).addErrback((error) => seen.push(error));
  assert.deepEqual(seen, [boom]);
  assert.equal(errorOf(fail('a string')), 'a string');
  assert.equal(errorOf(fail(undefined)), undefined);
});

test('an errback that returns leads back to the callbacks, one that throws to the next errback', () => {
  const other = new Error('other');
  assert.equal(resultOf(fail(boom).addErrback(() => 5)), 5);
  const d = fail(boom).addErrback(() => {
    throw other;
  });
  assert.equal(errorOf(d), other);
});

test('an Error that is returned, or fired with, is a value', () => {
  assert.equal(resultOf(succeed(1).addCallback(() => boom)), boom);
  assert.equal(resultOf(succeed(boom)), boom);
});

test('of a pair one is called, and an error in the callback goes past the errback beside it', () => {
  const seen: string[] = [];
  succeed(1)
    .addCallbacks(
      () => {
        seen.push('callback');
        throw boom;
      },
      () => seen.push('the errback beside it'),
    )
    .addErrback(() => seen.push('the next errback'));
  assert.deepEqual(seen, ['callback', 'the next errback']);
});

test('addBoth is called with a value or with an error', () => {
  assert.equal(resultOf(succeed(1).addBoth((x) => [x])).length, 1);
  assert.deepEqual(resultOf(fail(boom).addBoth((x) => [x])), [boom]);
});

test('addFinally is called with nothing and keeps value and error, unless it fails itself', async () => {
  const seen: unknown[] = [];
  const note = (...args: unknown[]) => seen.push(args);
  assert.equal(resultOf(succeed(1).addFinally(note)), 1);
  assert.equal(errorOf(fail(boom).addFinally(note)), boom);
  assert.deepEqual(seen, [[], []]);
  const failing = () => {
    throw boom;
  };
  assert.equal(errorOf(succeed(1).addFinally(failing)), boom);
  assert.equal(errorOf(fail('first').addFinally(failing)), boom);
});

test('addFinally waits for the Deferred that it is given', () => {
  const closed = new Deferred();
  const d = succeed(1).addFinally(() => closed);
  hasNothing(d);
  closed.callback();
  assert.equal(resultOf(d), 1);
});

test('a Deferred fires once: then callback() and errback() throw, and the result stays', () => {
  const d = succeed(1);
  assert.throws(() => d.callback(2), { code: 'ERR_INTERLOOP_ALREADY_FIRED' });
  assert.throws(() => d.errback(boom), { code: 'ERR_INTERLOOP_ALREADY_FIRED' });
  assert.equal(resultOf(d), 1);
  assert.equal(d.called, true);
  assert.equal(new Deferred().called, false);
});

test('with debugging on, firing twice tells where the Deferred was made and where it was fired', () => {
  const madeHere = () => new Deferred();
  const firedHere = (d: Deferred) => d.callback();
  setDebugging(true);
  const d = madeHere();
  firedHere(d);
  setDebugging(false);
  assert.throws(() => d.callback(), /Created:\n +at madeHere[\s\S]*First fired:\n[\s\S]*at firedHere/);
});

test('a value that is a Deferred or a promise is given on as it is', () => {
  const inner = new Deferred();
  const promise = Promise.resolve();
  const seen: unknown[] = [];
  const d = new Deferred<unknown>();
  d.addCallback((value) => {
    seen.push(value);
  });
  d.callback(inner);
  succeed(promise).addCallback((value) => {
    seen.push(value);
  });
  assert.deepEqual(seen, [inner, promise]);
});

test('a callback that is added by a running callback is called after that has returned', () => {
  const seen: string[] = [];
  const d = new Deferred();
  d.addCallback(() => {
    d.addCallback(() => seen.push('added'));
    seen.push('first');
  });
  d.addCallback(() => seen.push('second'));
  d.callback();
  assert.deepEqual(seen, ['first', 'second', 'added']);
});

test('a Deferred that a callback fires runs within that callback', () => {
  const seen: string[] = [];
  const other = new Deferred();
  other.addCallback(() => seen.push('other'));
  succeed(1).addCallback(() => {
    other.callback();
    seen.push('after');
  });
  assert.deepEqual(seen, ['other', 'after']);
});

test('a Deferred that a callback returns is waited for', () => {
  const inner = new Deferred<string>();
  const outer = succeed(1).addCallback(() => inner);
  hasNothing(outer);
  inner.callback('late');
  assert.equal(resultOf(outer), 'late');
});

test('the result is taken from a Deferred that was returned, so its error is handled once', () => {
  const early = fail(boom);
  const outer = succeed(1).addCallback(() => early);
  assert.equal(errorOf(outer), boom);
  assert.equal(resultOf(early), undefined);
  const late = new Deferred<number>();
  const next = succeed(1).addCallback(() => late);
  late.callback(3);
  assert.equal(resultOf(next), 3);
  assert.equal(resultOf(late as Deferred<unknown>), undefined);
});

test('callbacks of the one that waits run before further callbacks of the one that was waited for', () => {
  const seen: string[] = [];
  const inner = new Deferred();
  const outer = succeed(1).addCallback(() => inner);
  outer.addCallback(() => seen.push('outer'));
  inner.addCallback(() => seen.push('inner'));
  inner.callback();
  assert.deepEqual(seen, ['outer', 'inner']);
});

test('a Deferred that is returned while it waits itself is waited for as well', () => {
  const last = new Deferred<number>();
  const middle = succeed(1).addCallback(() => last);
  const outer = succeed(2).addCallback(() => middle);
  hasNothing(outer);
  last.callback(5);
  assert.equal(resultOf(outer), 5);
});

test('a callback that returns its own Deferred fails instead of waiting for ever', () => {
  const own = new Deferred<unknown>();
  own.addCallback(() => own);
  own.callback(1);
  assert.equal(codeOf(own), 'ERR_INTERLOOP_WAITS_FOR_ITSELF');
});

test('chainDeferred fires the other with value or error, which leaves undefined', () => {
  const forValue = new Deferred<number>();
  const forError = new Deferred<number>();
  const value = succeed(1).chainDeferred(forValue);
  const error = fail(boom).chainDeferred(forError);
  assert.equal(resultOf(forValue), 1);
  assert.equal(errorOf(forError), boom);
  assert.equal(resultOf(value), undefined);
  assert.equal(resultOf(error), undefined);
});

test('what the other one returns does not flow back through chainDeferred', () => {
  const other = new Deferred<number>();
  other.addCallback(() => 'of the other');
  assert.equal(resultOf(succeed(1).chainDeferred(other)), undefined);
});

test('chainDeferred to one that was fired fails', () => {
  assert.equal(codeOf(succeed(1).chainDeferred(succeed(2))), 'ERR_INTERLOOP_ALREADY_FIRED');
});

test('a paused Deferred keeps its result until each pause was ended', () => {
  const seen: number[] = [];
  const d = new Deferred<number>();
  d.addCallback((x) => seen.push(x));
  d.pause();
  d.pause();
  assert.equal(d.paused, 2);
  d.callback(1);
  d.unpause();
  assert.deepEqual(seen, []);
  d.unpause();
  assert.deepEqual(seen, [1]);
  assert.throws(() => d.unpause(), { code: 'ERR_INTERLOOP_NOT_PAUSED' });
});

test('a Deferred that pauses itself goes on after unpause()', () => {
  const seen: string[] = [];
  const d = new Deferred();
  d.addCallback(() => d.pause()).addCallback(() => seen.push('next'));
  d.callback();
  assert.deepEqual(seen, []);
  d.unpause();
  assert.deepEqual(seen, ['next']);
});

test('a paused Deferred that is returned is waited for, though it has a result', () => {
  const inner = succeed(1);
  inner.pause();
  const outer = succeed(2).addCallback(() => inner);
  hasNothing(outer);
  inner.unpause();
  assert.equal(resultOf(outer), 1);
});

test('a result that comes to a paused Deferred does not hold up the one that gave it', () => {
  const inner = new Deferred<number>();
  const outer = succeed(1).addCallback(() => inner);
  outer.pause();
  inner.addCallback(() => 'inner went on');
  inner.callback(1);
  assert.equal(resultOf(inner as Deferred<unknown>), 'inner went on');
  outer.unpause();
  assert.equal(resultOf(outer), 1);
});

test('succeed and fail are fired already', () => {
  assert.equal(resultOf(succeed()), undefined);
  assert.equal(resultOf(succeed(1)), 1);
  assert.equal(errorOf(fail(boom)), boom);
});

test('maybeDeferred takes values, errors, Deferreds and promises', async () => {
  const d = new Deferred<number>();
  assert.equal(resultOf(maybeDeferred((a: number, b: number) => a + b, 1, 2)), 3);
  assert.equal(
    errorOf(
      maybeDeferred(() => {
        throw boom;
      }),
    ),
    boom,
  );
  assert.equal(
    maybeDeferred(() => d),
    d,
  );
  assert.equal(await maybeDeferred(async () => 4), 4);
  await assert.rejects(async () => await maybeDeferred(() => Promise.reject(boom)), boom);
});

test('execute makes a Deferred of value or error and waits for nothing', () => {
  assert.equal(resultOf(execute(Math.max, 1, 2)), 2);
  assert.equal(codeOf(execute(() => new Deferred().unpause())), 'ERR_INTERLOOP_NOT_PAUSED');
});

test('what is not a function is refused where it is added', () => {
  const d = new Deferred();
  const bad = 5 as never;
  for (const add of [
    () => d.addCallback(bad),
    () => d.addErrback(bad),
    () => d.addCallbacks(bad),
    () => d.addCallbacks(() => {}, bad),
    () => d.addBoth(bad),
    () => d.addFinally(bad),
    () => d.chainDeferred(bad),
    () => d.cancelOn(bad),
    () => new Deferred(bad),
    () => Deferred.from(bad),
  ]) {
    assert.throws(add, { code: 'ERR_INTERLOOP_INVALID_ARGUMENT', message: /, not 5$/ });
  }
});

test('inspect tells what a Deferred has come to', () => {
  const paused = new Deferred();
  paused.pause();
  const failed = fail('e');
  assert.equal(inspect(new Deferred()), 'Deferred { <pending> }');
  assert.equal(inspect(succeed('v')), "Deferred { 'v' }");
  assert.equal(inspect(failed), "Deferred { <failed> 'e' }");
  assert.equal(inspect(paused), 'Deferred { <paused> <pending> }');
  assert.equal(
    inspect({ d: succeed(1).addCallback(() => new Deferred()) }),
    '{ d: Deferred { <waiting> Deferred { <pending> } } }',
  );
  assert.equal(inspect([[[succeed(1)]]]), '[ [ [ [Deferred] ] ] ]');
  assert.equal(
    inspect(succeed(1).addCallback(() => new Promise(() => {}))),
    'Deferred { <waiting> Promise { <pending> } }',
  );
  errorOf(failed);
});
