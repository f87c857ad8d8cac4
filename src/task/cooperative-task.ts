/**
 * One iterator among those that a Cooperator steps.
 */
import { Deferred } from '../deferred/deferred.ts';
import { fail } from '../deferred/results.ts';
import { isThenable } from '../deferred/thenable.ts';
import { NotPausedError, TaskDone, TaskFailed, type TaskFinished, TaskStopped } from '../errors.ts';
import { err } from '../log/index.ts';

/** What a task asks of its Cooperator. */
export interface TaskKeeper {
  add(task: CooperativeTask<unknown>): void;
  remove(task: CooperativeTask<unknown>): void;
}

/**
 * What `cooperate()` returns: a handle on work that goes on bit by bit, as in Twisted.
 *
 * @example
 * import { cooperate, reactor } from 'interloop';
 *
 * const task = cooperate(function* () {
 *   for (let i = 1; ; i++) yield console.log(i);
 * }());
 * task.pause();
 * reactor.callLater(10, () => task.resume()); // 1, 2, 3 ...
 * reactor.callLater(20, () => task.stop());
 * task.whenDone().addErrback((error) => console.log(error.code)); // ERR_INTERLOOP_TASK_STOPPED
 * reactor.callLater(30, () => reactor.stop());
 * await reactor.run();
 */
export class CooperativeTask<I = unknown> {
  readonly #given: I;
  readonly #iterator: Iterator<unknown>;
  readonly #keeper: TaskKeeper;
  #waiting: Deferred<I>[] = [];
  #pauses = 0;
  #isStepping = false;
  #end: TaskFinished | undefined;
  /** What `whenDone()` fails with. */
  #error: unknown;
  /** Holds an error for which nobody has asked yet, so that it is reported if nobody ever does. */
  #unasked: Deferred<never> | undefined;

  /** Made by `cooperate()`. */
  constructor(given: I, iterator: Iterator<unknown>, keeper: TaskKeeper) {
    this.#given = given;
    this.#iterator = iterator;
    this.#keeper = keeper;
    keeper.add(this);
  }

  /**
   * A new Deferred that fires with what `cooperate()` was given when that has come to its end; it fails with what was
   * thrown, with TaskStopped (`ERR_INTERLOOP_TASK_STOPPED`) or with SchedulerStopped
   * (`ERR_INTERLOOP_SCHEDULER_STOPPED`).
   */
  whenDone(): Deferred<I> {
    const deferred = new Deferred<I>();
    this.#unasked?.addErrback(() => {});
    this.#unasked = undefined;
    if (this.#end) this.#tell(deferred);
    else this.#waiting.push(deferred);
    return deferred;
  }

  /**
   * Makes no steps until as many `resume()`s.
   *
   * @throws TaskFinished once it has ended, in one of four ways: `ERR_INTERLOOP_TASK_DONE`, `ERR_INTERLOOP_TASK_FAILED`,
   *   `ERR_INTERLOOP_TASK_STOPPED` or `ERR_INTERLOOP_SCHEDULER_STOPPED`
   */
  pause(): void {
    this.#mustGoOn();
    this.#pauses++;
    this.#keeper.remove(this);
  }

  /**
   * Takes one `pause()` back.
   *
   * @throws NotPausedError `ERR_INTERLOOP_NOT_PAUSED`
   */
  resume(): void {
    if (this.#pauses === 0) throw new NotPausedError('resume()');
    this.#pauses--;
    if (this.isReady) this.#keeper.add(this);
  }

  /**
   * Ends the task before its iterator has ended; the iterator's `finally` is run.
   *
   * @throws TaskFinished as `pause()` does
   */
  stop(): void {
    this.#mustGoOn();
    const end = new TaskStopped();
    this.finish(end, end);
  }

  /** Whether it would make a step if it were its turn. */
  get isReady(): boolean {
    return this.#end === undefined && this.#pauses === 0;
  }

  /** @internal Called by the Cooperator, when it is this task's turn. */
  step(): void {
    const result = this.#next();
    if (!result) return;
    if (this.#end) this.#close();
    else if (result.done) this.finish(new TaskDone(), undefined);
    else if (isThenable(result.value)) this.#waitFor(result.value);
  }

  #next(): IteratorResult<unknown> | undefined {
    this.#isStepping = true;
    try {
      return this.#iterator.next();
    } catch (error) {
      if (this.#end) err(error, 'in a task that was stopped');
      else this.finish(new TaskFailed(error), error);
      return undefined;
    } finally {
      this.#isStepping = false;
    }
  }

  /** @internal Called by the Cooperator when it is stopped. */
  finish(end: TaskFinished, error: unknown): void {
    this.#end = end;
    this.#error = error;
    this.#keeper.remove(this);
    if (!this.#isStepping && !(end instanceof TaskDone)) this.#close();
    const waiting = this.#waiting;
    this.#waiting = [];
    if (waiting.length === 0 && end instanceof TaskFailed) this.#unasked = fail(error);
    for (const deferred of waiting) this.#tell(deferred);
  }

  #tell(deferred: Deferred<I>): void {
    if (this.#end instanceof TaskDone) deferred.callback(this.#given);
    else deferred.errback(this.#error);
  }

  #waitFor(pending: PromiseLike<unknown>): void {
    this.pause();
    Deferred.from(pending).addCallbacks(
      () => this.resume(),
      (error) => {
        this.#pauses--;
        if (this.#end) throw error;
        this.finish(new TaskFailed(error), error);
      },
    );
  }

  #close(): void {
    try {
      this.#iterator.return?.();
    } catch (error) {
      err(error, 'while closing the iterator of a task');
    }
  }

  #mustGoOn(): void {
    if (this.#end) throw this.#end;
  }
}
