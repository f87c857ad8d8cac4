/**
 * Errors that nobody handled.
 *
 * A Deferred that ends in an error may get its errback at any later time, so nothing is wrong until the Deferred is
 * collected, or until the process ends. Whoever failed is kept in `fresh` until the next microtask, which is enough for
 * `fail(error).addErrback(...)` and costs two stores; only what still fails then is registered with the garbage
 * collector. What is kept of it (a Complaint) must not lead back to the Deferred, or nothing would ever be collected. When
 * a Deferred is collected is up to V8: seconds or minutes may pass, and `exit` catches the rest.
 */
import { writeSync } from 'node:fs';
import { inspect } from 'node:util';
import { InvalidArgumentError } from '../errors.ts';
import { linesOf, type Place } from './debugging.ts';

/** An error that no errback handled, and what is known of it. */
export interface UnhandledError {
  /** What was thrown. */
  readonly error: unknown;
  /** The stack of the place where the Deferred was made, if debugging was on. */
  readonly created?: string | undefined;
  /** The stack of the place where it was fired, if debugging was on. */
  readonly fired?: string | undefined;
}

/** Is told of each error that nobody handled. */
export type UnhandledErrorReporter = (unhandled: UnhandledError) => void;

export class Complaint {
  readonly error: unknown;
  readonly created: Place | undefined;
  readonly fired: Place | undefined;
  isOpen = true;

  constructor(error: unknown, created: Place | undefined, fired: Place | undefined) {
    this.error = error;
    this.created = created;
    this.fired = fired;
  }
}

let reporter: UnhandledErrorReporter = writeReport;
let fresh: [owner: object, complaint: Complaint][] = [];
const registered = new Set<Complaint>();
const registry = new FinalizationRegistry<Complaint>(close);
let listensForExit = false;

/** Has `complaint` reported if `owner` is collected before it was withdrawn. */
export function complain(owner: object, complaint: Complaint): void {
  if (fresh.push([owner, complaint]) === 1) queueMicrotask(register);
  if (listensForExit) return;
  listensForExit = true;
  process.on('exit', reportUnhandledErrors);
}

/** The error was handled after all. */
export function withdraw(complaint: Complaint): void {
  complaint.isOpen = false;
  if (registered.delete(complaint)) registry.unregister(complaint);
}

function register(): void {
  for (const [owner, complaint] of fresh) {
    if (!complaint.isOpen) continue;
    registered.add(complaint);
    registry.register(owner, complaint, complaint);
  }
  fresh = [];
}

function close(complaint: Complaint): void {
  if (!complaint.isOpen) return;
  withdraw(complaint);
  tell(complaint.error, linesOf(complaint.created), linesOf(complaint.fired));
}

/** Reports an error that has nowhere else to go; never throws. */
export function tell(error: unknown, created?: string, fired?: string): void {
  const unhandled = { error, created, fired };
  try {
    reporter(unhandled);
  } catch (thrown) {
    writeReport(unhandled);
    writeReport({ error: thrown });
  }
}

function writeReport({ error, created, fired }: UnhandledError): void {
  const places = `${created ? `\nCreated:\n${created}` : ''}${fired ? `\nFired:\n${fired}` : ''}`;
  try {
    writeSync(2, `Unhandled error in Deferred: ${inspect(error)}${places}\n`);
  } catch {
    // Nobody reads stderr.
  }
}

/**
 * Hands errors that no errback handled to `report`, instead of to what had them before (at first: the log).
 *
 * An error is unhandled when its Deferred is collected as garbage or the process exits. Returns a function that puts
 * the previous reporter back.
 *
 * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
 * @example
 * import { fail, onUnhandledError, reportUnhandledErrors } from 'interloop';
 *
 * const restore = onUnhandledError(({ error }) => console.log('nobody handled', error.message));
 * fail(new Error('this'));
 * reportUnhandledErrors(); // nobody handled this
 * restore();
 */
export function onUnhandledError(report: UnhandledErrorReporter): () => void {
  if (typeof report !== 'function') {
    throw new InvalidArgumentError(`onUnhandledError() takes a function, not ${inspect(report)}`);
  }
  const previous = reporter;
  reporter = report;
  return () => {
    reporter = previous;
  };
}

/**
 * Reports the errors that no errback has handled so far, as the end of the process would, and tells how many there were.
 *
 * For the end of a test, which should not wait for the garbage collector. Each is reported once.
 *
 * @example
 * import { reportUnhandledErrors, succeed } from 'interloop';
 *
 * succeed(1).addCallback((x) => x + 1);
 * console.log(reportUnhandledErrors()); // 0
 */
export function reportUnhandledErrors(): number {
  const complaints = [...registered, ...fresh.map(([, complaint]) => complaint)].filter(({ isOpen }) => isOpen);
  for (const complaint of complaints) close(complaint);
  return complaints.length;
}
