/**
 * Who waits for what, and what is done when nobody is left who could change it.
 *
 * In Stackless the last tasklet that could run must not block: a RuntimeError is raised in it. Here the event loop may always
 * bring something, so nothing is sure before the loop has nothing left, which Node tells with `beforeExit`. If the main
 * tasklet waits in an operation then, the program has not come to its end: the DeadlockError is raised there, in the
 * operation that waits longest. What it does about that may free others, so the loop gets another go before the next is
 * told. Tasklets that wait while the main one does not are no deadlock, as in Stackless and in Go: a program may end while
 * its servants wait for work.
 *
 * An ES module that awaits something else, such as a promise that a blocked tasklet should have resolved, is not known to wait.
 * Node ends it with exit code 13; then the report is logged.
 */
import { inspect } from 'node:util';
import { DeadlockError, InvalidArgumentError } from '../errors.ts';
import { err } from '../log/logger.ts';
import { living, main } from './strand.ts';
import type { Tasklet } from './tasklet.ts';
import type { Wait } from './wait.ts';

/** An operation that waits. */
export interface BlockedOperation {
  /** Whose it is; the main tasklet's, if it was called outside of all others. */
  readonly tasklet: Tasklet<unknown>;
  /** What it waits for: `to receive from jobs`. */
  readonly waits: string;
  /** Where it was called, `at name (file:line:column)`, if debugging was on. */
  readonly place: string | undefined;
}

/** Is told who waits for what when everything is blocked and the main tasklet waits. */
export type DeadlockHandler = (blocked: readonly BlockedOperation[]) => void;

const UNSETTLED_AWAIT = 13;

let isExpected = false;
let handler: DeadlockHandler = raiseInMain;

/** Something waits: from now on the end of the loop is looked at. */
export function expectDeadlock(): void {
  if (isExpected) return;
  isExpected = true;
  process.on('beforeExit', () => {
    if (waitsInLine(main.waits).length > 0) callHandler();
  });
  process.on('exit', (code) => {
    if (code === UNSETTLED_AWAIT && getBlocked().length > 0) err(new DeadlockError(reportBlocked()));
  });
}

function callHandler(): void {
  try {
    handler(getBlocked());
  } catch (error) {
    err(error, 'in the handler given to onDeadlock()');
  }
}

function raiseInMain(): void {
  const [longest] = waitsInLine(main.waits);
  longest!.fail(new DeadlockError(reportBlocked()));
  setImmediate(() => {});
}

function waitsInLine(waits: Iterable<Wait>): Wait[] {
  return [...waits].filter(({ outcome }) => outcome === undefined);
}

/**
 * All operations that wait, those of the main tasklet first, then tasklet by tasklet in the order in which they were made.
 *
 * @example
 * import { Channel, getBlocked, schedule, tasklet } from 'interloop';
 *
 * const jobs = new Channel({ name: 'jobs' });
 * const worker = tasklet(() => jobs.receive(), 'worker')();
 * await schedule();
 * const [first] = getBlocked();
 * console.log(first.tasklet === worker, first.waits); // true to receive from jobs
 */
export function getBlocked(): BlockedOperation[] {
  return [...living].flatMap(({ tasklet, waits }) =>
    waitsInLine(waits).map(({ purpose, place }) => ({ tasklet, waits: purpose, place })),
  );
}

/**
 * The same as text, a line an operation: `worker waits to receive from jobs`, and where that was called if debugging was on.
 *
 * @example
 * import { Channel, reportBlocked, schedule, tasklet } from 'interloop';
 *
 * const jobs = new Channel({ name: 'jobs' });
 * tasklet(() => jobs.receive(), 'worker')();
 * await schedule();
 * console.log(reportBlocked()); // worker waits to receive from jobs
 */
export function reportBlocked(): string {
  return getBlocked()
    .map(({ tasklet, waits, place }) => `${tasklet.name} waits ${waits}${place === undefined ? '' : ` ${place}`}`)
    .join('\n');
}

/**
 * Calls `handle` instead of raising a DeadlockError in the main tasklet, when the event loop has nothing left while that waits.
 *
 * Returns a function that puts back what was there before.
 *
 * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
 * @example
 * import { Channel, onDeadlock } from 'interloop';
 *
 * onDeadlock((blocked) => console.log(blocked.length, 'wait for ever'));
 * new Channel().receive(); // 1 wait for ever
 */
export function onDeadlock(handle: DeadlockHandler): () => void {
  if (typeof handle !== 'function') {
    throw new InvalidArgumentError(`onDeadlock() takes a function, not ${inspect(handle)}`);
  }
  const previous = handler;
  handler = handle;
  return () => {
    handler = previous;
  };
}
