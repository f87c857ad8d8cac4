/**
 * What every host must be able to do: the guarantees of hosting as checks that run over any host.
 *
 * The project's own suite runs them over each host it ships; whoever writes a host runs them over theirs.
 */
import { callbackChecks } from './callbacks.ts';
import { entryChecks } from './entries.ts';
import { fairnessChecks } from './fairness.ts';
import { idleChecks } from './idle.ts';
import { leavingChecks } from './leaving.ts';
import { nestingChecks } from './nesting.ts';
import { orderChecks } from './order.ts';
import type { Check, Subject } from './subject.ts';
import { workerChecks } from './workers.ts';

export type { Check, NestedLoop, Subject } from './subject.ts';

/**
 * The checks for one host. Each is a sentence and a function that rejects with an `AssertionError` where it is not true;
 * they must not run at the same time in one thread.
 *
 * @example
 * import { test } from 'node:test';
 * import { frame } from 'interloop/hosts/frame';
 * import { conformance } from 'interloop/testing';
 *
 * const checks = conformance({ host: () => frame() });
 * for (const { name, run } of checks.slice(0, 5)) test(name, run);
 */
export function conformance(subject: Subject): Check[] {
  return [
    entryChecks,
    orderChecks,
    callbackChecks,
    nestingChecks,
    idleChecks,
    fairnessChecks,
    leavingChecks,
    workerChecks,
  ].flatMap((checks) => checks(subject));
}
