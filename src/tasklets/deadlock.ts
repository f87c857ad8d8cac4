/**
 * Who waits for what, and what is done when nobody is left who could change it.
 *
 * In Stackless the last tasklet that could run must not block: a RuntimeError is raised in it. Here the event loop may always
 * bring something, so nothing is sure before the loop has nothing left, which Node tells with `beforeExit`. If the main
 * tasklet waits in operations then, the program has not come to its end: a DeadlockError is raised in each of them. The
 * loop gets another go after that, so that a program that goes on, and blocks again, is told again. Tasklets that wait while
 * the main one does not are no deadlock, as in Stackless and in Go: a program may end while its servants wait for work.
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
const LINES = 20;

let isExpected = false;
let handler: DeadlockHandler = raiseInMain;

/** Something waits: from now on the end of the loop is looked at. */
export function expectDeadlock(): void {
  if (isExpected) return;
  isExpected = true;
  process.on('beforeExit', () => {
    if (waitsInLine(main.waits).length > 0) callHandler();
  });
  process.on('exit', () => {
    if (process.exitCode === UNSETTLED_AWAIT && getBlocked().length > 0) err(new DeadlockError(reportBlocked()));
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
  const error = new DeadlockError(reportBlocked());
  for (const wait of waitsInLine(main.waits)) wait.fail(error);
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
 * const worker = tasklet(() => jobs.receive(), { name: 'worker' })();
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
 * After 20 lines it only tells how many more there are.
 *
 * @example
 * import { Channel, reportBlocked, schedule, tasklet } from 'interloop';
 *
 * const jobs = new Channel({ name: 'jobs' });
 * tasklet(() => jobs.receive(), { name: 'worker' })();
 * await schedule();
 * console.log(reportBlocked()); // worker waits to receive from jobs
 */
export function reportBlocked(): string {
  const lines = getBlocked().map(
    ({ tasklet, waits, place }) => `${tasklet.name} waits ${waits}${place === undefined ? '' : ` ${place}`}`,
  );
  const more = lines.length > LINES ? [`and ${lines.length - LINES} more`] : [];
  return [...lines.slice(0, LINES), ...more].join('\n');
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
