/**
 * Generated programs do the same with a reactor, or with a clock, as with Twisted's.
 */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { seed } from '../support/seed.ts';
import { tracesOfTwisted } from '../support/twisted.ts';
import { clockPrograms, type Program, reactorPrograms, trace } from './programs.ts';

function compare(t: TestContext, programs: fc.Arbitrary<Program>): void {
  t.mock.method(process, 'emitWarning', () => {});
  const generated = fc.sample(programs, { seed, numRuns: 3000 });
  const traces = tracesOfTwisted(t, 'reactor/peers/programs.py', generated);
  generated.forEach((program, i) => {
    if (traces) assert.deepEqual(trace(program), traces[i], JSON.stringify(program));
  });
}

test('a program of triggers, events, calls, run, stop and crash does what it does in Twisted', (t) => {
  compare(t, reactorPrograms());
});

test('a program of delayed calls on a Clock does what it does on that of Twisted', (t) => {
  compare(t, clockPrograms());
});
