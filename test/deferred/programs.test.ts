/**
 * Generated programs do the same with Deferreds, with a simple model of them, and with Twisted's.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Deferred, DeferredList, onUnhandledError } from 'interloop';
import { seed } from '../support/seed.ts';
import { tracesOfTwisted } from '../support/twisted.ts';
import { type Maker, type Program, programs, trace } from './programs.ts';
import { reference } from './reference.ts';

onUnhandledError(() => {});

const real = {
  make: (canceller) => new Deferred<unknown>(canceller),
  list: (inputs, options) => new DeferredList(inputs as Deferred<unknown>[], options),
} as Maker;

test('a program of Deferreds does what the reference says', () => {
  const check = (program: Program) => {
    assert.deepEqual(trace(program, real, false), trace(program, reference, false));
  };
  fc.assert(fc.property(programs(), check), { seed, numRuns: 1500 });
});

test('a program of Deferreds does what it does in Twisted', (t) => {
  const generated = fc.sample(programs(), { seed, numRuns: 3000 });
  const traces = tracesOfTwisted(t, 'deferred/peers/programs.py', generated);
  generated.forEach((program, i) => {
    if (traces) assert.deepEqual(trace(program, real, true), traces[i], JSON.stringify(program));
  });
});
