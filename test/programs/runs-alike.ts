/**
 * The guarantee "an unmodified program cannot tell, except by the clock", as tests: a program that knows nothing of
 * interloop runs in plain Node and inside each host, and must say the same, word for word, and end the same way.
 *
 * Programs check themselves and print counts and checksums, never times, ports or process ids.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type HostName, hostUnderTest, skipOrFail } from '../support/hosts.ts';
import { type Outcome, type Program, runProgram } from './run-program.ts';

const preloads: Record<HostName, string> = {
  frame: 'host-frame',
  'glib watch': 'host-glib',
  'glib waker': 'host-waker',
};

/** How the program ends in plain Node, and for which Node lines it is one. */
export interface Expected {
  /** Exit code or signal. Default 0. */
  readonly ends?: number | NodeJS.Signals;
  /** Standard error may be anything as long as it is the same. Default: nothing may be written there. */
  readonly complains?: boolean;
}

/** Declares a test for each host. */
export function runsAlike(behaviour: string, program: Program, expected: Expected = {}): void {
  let plain: Promise<Outcome> | undefined;

  for (const [name, preload] of Object.entries(preloads) as [HostName, string][]) {
    test(`${behaviour}, inside ${name} as in plain Node`, async (t) => {
      const host = hostUnderTest(name);
      if ('skip' in host) return skipOrFail(t, host.skip);
      plain ??= runProgram(program);
      assertSound(await plain, expected);
      assert.deepEqual(await runProgram(program, preload), await plain);
    });
  }
}

function assertSound(outcome: Outcome, { ends = 0, complains = false }: Expected): void {
  assert.equal(outcome.signal ?? outcome.status, ends, outcome.stderr);
  assert.notEqual(outcome.stdout, '');
  if (!complains) assert.equal(outcome.stderr, '');
}
