/**
 * One operation of a tasklet, from the call until it goes on: the one place where operations, kills and the run queue meet.
 *
 * A wait is *in line* while its operation may still happen, and then *in the queue* until its turn has come. What has happened
 * has happened: a tasklet that is killed between the two goes on with the value that it was given, or knowing that the
 * value it sent was taken, and hears of the kill at its next operation. Nothing that went through a channel is lost in
 * between. Only a turn that brings nothing, that of `schedule()` or of a tasklet that has not begun, is taken away.
 */
import { debugging, linesOf, type Place, placeOfCall } from '../deferred/debugging.ts';
import { DeadlockError, TaskletExit } from '../errors.ts';
import { expectDeadlock } from './deadlock.ts';
import { runQueue, type Turn } from './run-queue.ts';
import { giveUp, type Operation, type Outcome, type Watcher } from './selectable.ts';
import { current, type Strand } from './strand.ts';

/** What is waited for, as reports call it. */
export interface Named {
  readonly name: string;
}

/** What comes of waiting for nothing but a turn. */
export const TURN: Outcome = { value: undefined, failed: false, givesWay: true };

export class Wait implements Watcher, Turn {
  readonly strand: Strand;
  readonly promise: Promise<unknown>;
  /** What came of the operation: in the queue if there is one, in line otherwise. */
  outcome: Outcome | undefined = undefined;
  readonly #verb: string;
  readonly #target: Named;
  readonly #operation: Operation | undefined;
  readonly #place: Place | undefined;
  #resolve!: (value: unknown) => void;
  #reject!: (error: unknown) => void;

  constructor(strand: Strand, verb: string, target: Named, operation?: Operation, place?: Place) {
    this.strand = strand;
    this.#verb = verb;
    this.#target = target;
    this.#operation = operation;
    this.#place = place;
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    strand.waits.add(this);
  }

  /** What it waits for: `to receive from jobs`. */
  get purpose(): string {
    return `${this.#verb} ${this.#target.name}`;
  }

  /** Where it was called, if debugging was on: `at name (file:line:column)`. */
  get place(): string | undefined {
    return linesOf(this.#place)?.split('\n')[0]?.trim();
  }

  /** Whether an error can still take the place of what it waits for. */
  get isOpen(): boolean {
    return this.outcome === undefined || this.outcome === TURN;
  }

  done(outcome: Outcome): void {
    this.outcome = outcome;
    if (outcome.givesWay) runQueue.append(this);
    else runQueue.prefer(this);
  }

  changed(): void {
    const outcome = this.#operation!.attempt();
    if (outcome === undefined) return;
    this.#operation!.leave();
    this.outcome = outcome;
    runQueue.append(this);
  }

  /** Fails, unless something has come of it, and tells whether; one that is in the queue keeps its place. */
  fail(error: unknown): boolean {
    const isInLine = this.outcome === undefined;
    const late = isInLine && this.#operation ? giveUp(this.#operation) : undefined;
    this.outcome = late ?? { value: error, failed: true, givesWay: true };
    if (isInLine) runQueue.append(this);
    return late === undefined;
  }

  holdUp(outcome: Outcome): void {
    this.outcome = outcome;
    runQueue.holdUp(this);
  }

  take(): void {
    const { value, failed } = this.outcome!;
    this.strand.waits.delete(this);
    if (!failed) this.#resolve(value);
    else {
      if (isForWaiters(value)) this.promise.catch(ignore);
      this.#reject(value);
    }
  }
}

/** Whether an error tells those who wait that they should not: an operation that nobody awaits need not hear it. */
function isForWaiters(error: unknown): boolean {
  return error instanceof TaskletExit || error instanceof DeadlockError;
}

function ignore(): void {}

/**
 * Does an operation for the current tasklet; the promise comes to what came of it when the tasklet's turn has come.
 *
 * `verb` and `target` say in reports what is waited for. `below` is the function that the user has called, whose caller is told of.
 */
export function perform<T>(
  operation: Operation,
  verb: string,
  target: Named,
  below: (...args: never[]) => unknown,
): Promise<T> {
  const strand = current();
  if (strand.raised.length > 0) return settled({ value: strand.raised.shift(), failed: true, givesWay: false });
  const outcome = operation.attempt();
  if (outcome !== undefined && !outcome.givesWay && runQueue.goOn(strand)) return settled(outcome);
  const place = debugging ? placeOfCall(below) : undefined;
  const wait = new Wait(strand, verb, target, operation, place);
  if (outcome === undefined) {
    operation.watch(wait);
    expectDeadlock();
  } else if (outcome.givesWay) wait.done(outcome);
  else wait.holdUp(outcome);
  runQueue.giveWay(strand);
  return wait.promise as Promise<T>;
}

/** Does an operation for the current tasklet if that is possible without waiting; it goes on in any case. */
export function performNow(operation: Operation): Outcome | undefined {
  runQueue.goOn(current());
  return operation.attempt();
}

function settled<T>({ value, failed }: Outcome): Promise<T> {
  if (!failed) return Promise.resolve(value as T);
  const promise = Promise.reject<T>(value);
  if (isForWaiters(value)) promise.catch(ignore);
  return promise;
}
