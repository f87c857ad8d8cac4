/**
 * Generated programs do the same with Deferreds, with a simple model of them, and with Twisted's.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { Deferred, DeferredList, onUnhandledError } from 'interloop';
import { skipOrFail } from '../support/hosts.ts';
import { type Maker, type Program, programs, trace } from './programs.ts';
import { reference } from './reference.ts';

const PYTHON = ['/usr/bin/python3', 'python3'];
const seed = Number(process.env.INTERLOOP_SEED ?? Date.now() % 2 ** 31);
console.log(`seed ${seed}; INTERLOOP_SEED=${seed} runs the same programs again`);
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
  const python = PYTHON.find((name) => spawnSync(name, ['-c', 'import twisted.internet.defer']).status === 0);
  if (python === undefined) return skipOrFail(t, 'there is no Python with Twisted');
  const generated = fc.sample(programs(), { seed, numRuns: 3000 });
  const script = fileURLToPath(new URL('../../../test/deferred/peers/programs.py', import.meta.url));
  const { stdout, stderr } = spawnSync(python, [script], {
    input: JSON.stringify(generated),
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  const traces = JSON.parse(stdout || 'null') as string[][] | null;
  assert.ok(traces, stderr);
  generated.forEach((program, i) => {
    assert.deepEqual(trace(program, real, true), traces[i], JSON.stringify(program));
  });
});
