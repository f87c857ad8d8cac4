/**
 * What is run under the sanitizers: programs that must also leave nothing behind, and the behaviour suites.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type HostName, skipOrFail, type WindowedHostName } from '../support/hosts.ts';
import { type Outcome, runSanitized } from './sanitized.ts';

export type Program = 'come-and-go' | 'terminate-workers' | 'flood' | 'descriptors' | 'exit-inside';

const built = (file: string) => fileURLToPath(new URL(file, import.meta.url));

/** Declares that a program of `programs/` is clean on a host, and leaks nothing unless it ends in the middle. */
export function cleanOn(host: HostName | WindowedHostName | 'fake', program: Program): void {
  test(`${host}: ${program} is clean and leaks nothing`, async (t) => {
    const outcome = await runProgram(program, host);
    const [, reason] = /^skip: (.*)/.exec(outcome.stdout) ?? [];
    if (reason !== undefined) return skipOrFail(t, reason);
    const isExit = program === 'exit-inside';
    assertClean(outcome, isExit ? 7 : 0);
    if (!isExit) assert.deepEqual(outcome.leaks, []);
  });
}

export function runProgram(program: string, ...args: string[]): Promise<Outcome> {
  return runSanitized(true, ['--expose-gc', built(`./programs/${program}.js`), ...args]);
}

export function assertClean({ stdout, stderr, status, complaint }: Outcome, expected = 0): void {
  assert.equal(complaint, '');
  assert.deepEqual({ stdout, status }, { stdout: 'done\n', status: expected }, stderr);
}

/** Declares that a suite of `test/` passes and is clean. */
export function cleanSuite(suite: string): void {
  test(`the suite "${suite}" passes and is clean`, async () => {
    const file = built(`../${suite}.test.js`);
    const { stdout, stderr, status, complaint } = await runSanitized(false, ['--test', '--test-reporter=spec', file]);
    assert.equal(complaint, '');
    assert.equal(status, 0, stdout.slice(-5000) + stderr);
  });
}
