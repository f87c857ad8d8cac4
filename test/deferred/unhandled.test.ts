import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import {
  Deferred,
  fail,
  onUnhandledError,
  reportUnhandledErrors,
  setDebugging,
  succeed,
  type UnhandledError,
} from 'interloop';
import { node } from '../cli/command.ts';
import { errorOf } from './fired.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

let reports: UnhandledError[];
let restore: () => void;

beforeEach(() => {
  reports = [];
  restore = onUnhandledError((report) => reports.push(report));
});

afterEach(() => restore());

async function collected(count: number): Promise<unknown[]> {
  while (reports.length < count) {
    await turn();
    collect();
  }
  return reports.map(({ error }) => error);
}

test('an error is reported when its Deferred is collected', { timeout: 10_000 }, async () => {
  fail('lost');
  assert.deepEqual(await collected(1), ['lost']);
});

test('an error that is handled later is not reported', { timeout: 10_000 }, async () => {
  const early = fail('early');
  const late = fail('late');
  early.addErrback(() => {});
  await turn();
  late.addErrback(() => {});
  fail('last');
  assert.deepEqual(await collected(1), ['last']);
  assert.equal(reportUnhandledErrors(), 0);
});

test('an error that moved to another Deferred is reported once', async () => {
  const inner = fail('moved');
  const outer = succeed().addCallback(() => inner);
  const chained = new Deferred<never>();
  fail('chained').chainDeferred(chained);
  assert.equal(reportUnhandledErrors(), 2);
  assert.deepEqual(
    reports.map(({ error }) => error),
    ['moved', 'chained'],
  );
  assert.deepEqual([errorOf(outer), errorOf(chained)], ['moved', 'chained']);
});

test('each error is reported once, but another error of the same Deferred anew', () => {
  const d = fail('first');
  assert.equal(reportUnhandledErrors(), 1);
  assert.equal(reportUnhandledErrors(), 0);
  d.addErrback(() => {
    throw 'second';
  });
  assert.equal(reportUnhandledErrors(), 1);
  assert.deepEqual(
    reports.map(({ error }) => error),
    ['first', 'second'],
  );
});

test('an error that comes after one that was awaited is reported', async () => {
  const d = fail('awaited');
  assert.deepEqual(await d.toPromise().catch((error) => error), 'awaited');
  const next = fail('next');
  d.addErrback(() => next);
  assert.equal(reportUnhandledErrors(), 1);
  assert.deepEqual(reports.at(-1)!.error, 'next');
});

test('the error of a paused Deferred is reported as well', () => {
  const d = new Deferred();
  d.pause();
  d.addErrback(() => {});
  d.errback('paused');
  assert.equal(reportUnhandledErrors(), 1);
});

test('with debugging on, a report tells where the Deferred was made and fired', () => {
  const madeHere = () => new Deferred();
  const firedHere = (d: Deferred) => d.errback('lost');
  setDebugging(true);
  firedHere(madeHere());
  setDebugging(false);
  reportUnhandledErrors();
  assert.match(reports[0]!.created!, /at madeHere/);
  assert.match(reports[0]!.fired!, /at firedHere/);
});

test('without debugging a report has the error only', () => {
  fail('lost');
  reportUnhandledErrors();
  assert.deepEqual(reports, [{ error: 'lost', created: undefined, fired: undefined }]);
});

test('onUnhandledError takes a function and gives back a way to restore', () => {
  const inner: unknown[] = [];
  const back = onUnhandledError(({ error }) => inner.push(error));
  fail(1);
  reportUnhandledErrors();
  back();
  fail(2);
  reportUnhandledErrors();
  assert.deepEqual([inner, reports.map(({ error }) => error)], [[1], [2]]);
  assert.throws(() => onUnhandledError(5 as never), { code: 'ERR_INTERLOOP_INVALID_ARGUMENT' });
});

/** The folder alone, before the log has taken the reports over. */
const ALONE = new URL('../../../dist/deferred/index.js', import.meta.url).href;

function evaluate(...lines: string[]): ReturnType<typeof node> {
  return node(['--input-type=module', '--eval', lines.join('\n')]);
}

test('what is unhandled at the exit is written to stderr, and the exit code stays', async () => {
  const { stderr, ends } = await evaluate(
    `import { fail, setDebugging } from '${ALONE}';`,
    `setDebugging(true);`,
    `globalThis.kept = fail(new Error('kept'));`,
    `process.on('exit', () => fail(new Error('handled')).addErrback(() => {}));`,
  );
  assert.equal(ends, 0);
  assert.match(stderr, /^Unhandled error in Deferred: Error: kept\n[\s\S]*Created:\n +at [\s\S]*Fired:\n +at /);
  assert.doesNotMatch(stderr, /Error: handled/);
});

test('a reporter that throws is reported itself, and nothing is lost', async () => {
  const { stderr, ends } = await evaluate(
    `import { fail, onUnhandledError } from '${ALONE}';`,
    `onUnhandledError(() => { throw new Error('reporter'); });`,
    `fail(new Error('lost'));`,
  );
  assert.equal(ends, 0);
  assert.match(stderr, /Error: lost[\s\S]*Error: reporter/);
});
