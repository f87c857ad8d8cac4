/**
 * Programs as data, run by Twisted: what ours do is compared with what these do.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { skipOrFail } from './hosts.ts';

const PYTHON = ['/usr/bin/python3', 'python3'];

export const NO_TWISTED = 'there is no Python with Twisted';

/** A Python that has Twisted, if there is one. */
export function findTwisted(): string | undefined {
  return PYTHON.find((name) => spawnSync(name, ['-c', 'import twisted.internet.defer']).status === 0);
}

/** A Python that has Twisted; without one the test is skipped. */
export function pythonWithTwisted(t: TestContext): string | undefined {
  const python = findTwisted();
  if (python === undefined) skipOrFail(t, NO_TWISTED);
  return python;
}

/**
 * The traces of programs under Twisted, in their order; without a Python that has it the test is skipped.
 *
 * @param script path in `test/` of what reads a list of programs from stdin and writes their traces to stdout
 */
export function tracesOfTwisted(t: TestContext, script: string, programs: readonly unknown[]): string[][] | undefined {
  const python = pythonWithTwisted(t);
  if (python === undefined) return undefined;
  const { stdout, stderr } = spawnSync(python, [fileURLToPath(new URL(`../../../test/${script}`, import.meta.url))], {
    input: JSON.stringify(programs),
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  const traces = JSON.parse(stdout || 'null') as string[][] | null;
  assert.ok(traces, stderr);
  return traces;
}
