/**
 * The guarantee "an unmodified program cannot tell, except by the clock", as tests: a program that knows nothing of
 * interloop runs in plain Node and inside each host, and must say the same, word for word, and end the same way.
 *
 * Programs check themselves and print counts and checksums, never times, ports or process ids.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HOST_NAMES, hostUnderTest, skipOrFail } from '../support/hosts.ts';
import { type Outcome, type Program, runProgram } from './run-program.ts';

/** What plain Node must show for the comparison to be worth anything. */
export interface Expected {
  /** Exit code or signal. Default 0. */
  readonly ends?: number | NodeJS.Signals;
  /** Whether something may be written to standard error. Default `false`. */
  readonly complains?: boolean;
}

/** Declares a test for each host. */
export function runsAlike(behaviour: string, program: Program, expected: Expected = {}): void {
  let plain: Promise<Outcome> | undefined;

  for (const name of HOST_NAMES) {
    test(`${behaviour}, inside ${name} as in plain Node`, async (t) => {
      const host = hostUnderTest(name);
      if ('skip' in host) return skipOrFail(t, host.skip);
      plain ??= runProgram(program);
      assertSound(await plain, expected);
      assert.deepEqual(await runProgram(program, name), await plain);
    });
  }
}

function assertSound(outcome: Outcome, { ends = 0, complains = false }: Expected): void {
  assert.equal(outcome.signal ?? outcome.status, ends, outcome.stderr);
  assert.notEqual(outcome.stdout, '');
  if (!complains) assert.equal(outcome.stderr, '');
}
