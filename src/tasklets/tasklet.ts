/**
 * A function that runs among others, and gives way to them where it waits.
 */
import { inspect } from 'node:util';
import { Coroutine } from '../deferred/coroutine.ts';
import { Deferred } from '../deferred/deferred.ts';
import { type CoroutineGenerator, isGenerator } from '../deferred/inline-callbacks.ts';
import { InvalidArgumentError, NotACoroutineError, TaskletExit } from '../errors.ts';
import { err } from '../log/logger.ts';
import { abortable, type WaitOptions } from './abortable.ts';
import { Ending } from './ending.ts';
import { refused } from './refused.ts';
import { runQueue } from './run-queue.ts';
import { callAs, current, living, main, Strand } from './strand.ts';
import { perform, TURN, Wait } from './wait.ts';

/** What a tasklet comes to, by what its function returns: of a promise or generator, its value. */
export type TaskletResult<R> = R extends CoroutineGenerator<infer V> ? Awaited<V> : Awaited<R>;

/** How a tasklet is made. */
export interface TaskletOptions {
  /** What reports call it; without it, the name of the function with a number. */
  readonly name?: string | undefined;
}

/** A function that runs in turn with others, made by {@link tasklet}. */
export class Tasklet<R = unknown> {
  readonly #strand: Strand;
  readonly #ending = new Ending();
  #result: Deferred<R> | undefined = undefined;
  #exit: TaskletExit | undefined = undefined;

  static {
    Object.defineProperty(Tasklet.prototype, inspect.custom, { value: Tasklet.prototype.toString });
  }

  /** Without a body it is the main tasklet, which nobody has to start. */
  constructor(strand: Strand, body?: () => unknown) {
    this.#strand = strand;
    strand.tasklet = this as Tasklet<unknown>;
    if (body !== undefined) this.#run(body);
  }

  /** What reports and the log call it. */
  get name(): string {
    return this.#strand.name;
  }

  /** Whether it has not ended; also if it has not begun. */
  get alive(): boolean {
    return this.#ending.outcome === undefined;
  }

  /** Whether it stands in the run queue. */
  get scheduled(): boolean {
    return [...this.#strand.waits].some(({ outcome }) => outcome !== undefined);
  }

  /** What it waits for, as `to receive from jobs`; `undefined` if it can run, or waits for something foreign. */
  get blocked(): string | undefined {
    if (this.scheduled) return undefined;
    const [first] = this.#strand.waits;
    return first?.purpose;
  }

  /**
   * Fires with what the function returned, and fails with what it has thrown; always the same Deferred. `cancel()` kills the tasklet.
   *
   * Whoever asks for it before the end answers for the error.
   */
  get result(): Deferred<R> {
    if (this.#result === undefined) {
      this.#result = new Deferred<R>(() => this.kill());
      this.#fireResult();
    }
    return this.#result;
  }

  /**
   * Waits for its end, and comes to what the function returned.
   *
   * @throws what the function has thrown, also TaskletExit `ERR_INTERLOOP_TASKLET_EXIT` if it was killed (rejects)
   * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT` in the tasklet itself (rejects)
   */
  join(options: WaitOptions = {}): Promise<R> {
    const isSelf = this.#strand === current();
    const self = () => refused(new InvalidArgumentError(`The tasklet ${this.name} cannot wait for its own end`));
    const operation = isSelf ? self() : abortable(this.#ending.join(), options, 'join()');
    return perform(operation, 'for the end of', this, this.join);
  }

  /**
   * Raises a TaskletExit, whose cause is `reason`, where the tasklet waits, so that it ends and its `finally` blocks run.
   *
   * It is raised when its turn has come; one that has not begun never begins. What awaits something foreign sees it at its
   * next operation, and so does one whose operation has happened already. Nothing if it has ended, or has not seen an earlier kill yet.
   *
   * @throws TaskletExit `ERR_INTERLOOP_TASKLET_EXIT` at once if the tasklet kills itself
   */
  kill(reason?: unknown): void {
    if (!this.alive) return;
    const isSelf = this.#strand === current();
    if (this.#exit === undefined || !this.#strand.isToSee(this.#exit)) this.#exit = new TaskletExit(this.name, reason);
    else if (isSelf) this.#strand.hasSeen(this.#exit);
    else return;
    this.raise(this.#exit);
  }

  /** Raises `error` as `kill()` raises its TaskletExit: Stackless' `raise_exception`. */
  raise(error: unknown): void {
    if (!this.alive) return;
    if (this.#strand === current()) throw error;
    this.#strand.raise(error);
  }

  /** Kills it and waits for its end; what it throws but for that TaskletExit is thrown. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.kill();
    try {
      await this.join();
    } catch (error) {
      if (error !== this.#exit) throw error;
    }
  }

  #run(body: () => unknown): void {
    living.add(this.#strand);
    const start = new Wait(this.#strand, 'for', { name: 'its first turn' });
    start.done(TURN);
    callAs(this.#strand, () => live(start.promise, body)).then(
      (value) => this.#end(value, false),
      (error) => this.#end(error, true),
    );
  }

  #end(value: unknown, failed: boolean): void {
    living.delete(this.#strand);
    const isAwaited = this.#ending.end(value, failed) || this.#result !== undefined;
    this.#fireResult();
    if (failed && !isAwaited && !(value instanceof TaskletExit)) {
      err(value, `the tasklet ${this.name} failed, and nobody waits for it`);
    }
    runQueue.giveWay(this.#strand);
  }

  #fireResult(): void {
    const { outcome } = this.#ending;
    if (outcome === undefined || this.#result === undefined || this.#result.called) return;
    if (outcome.failed) this.#result.errback(outcome.value);
    else this.#result.callback(outcome.value as R);
  }

  get #state(): string {
    if (!this.alive) return this.#ending.outcome!.failed ? 'failed' : 'ended';
    if (this.#strand === current()) return 'running';
    if (this.scheduled) return 'scheduled';
    return this.blocked === undefined ? 'elsewhere' : `waits ${this.blocked}`;
  }

  /** Its name and what it is doing. */
  toString(): string {
    return `Tasklet { ${this.name} <${this.#state}> }`;
  }
}

async function live(start: Promise<unknown>, body: () => unknown): Promise<unknown> {
  await start;
  const result = body();
  if (Symbol.asyncIterator in Object(result)) {
    throw new NotACoroutineError('The function of a tasklet returns a value, a promise or a generator', result);
  }
  return isGenerator(result) ? new Coroutine(result) : result;
}

const mainTasklet: Tasklet<never> = new Tasklet<never>(main);
let made = 0;

/**
 * Makes a function that starts tasklets: each call puts one at the end of the run queue and returns it. Stackless' `tasklet`.
 *
 * `fn` is an async function, or a generator function as for `inlineCallbacks`, or any other. It begins when its turn has
 * come, never within the call. If it fails while nobody waits for its end and nobody has asked for its `result`, that is logged.
 *
 * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
 * @example
 * import { Channel, tasklet } from 'interloop';
 *
 * const words = new Channel();
 * tasklet(async (name) => {
 *   await words.send(`hello, ${name}`);
 * })('world');
 * console.log(await words.receive()); // hello, world
 */
export function tasklet<A extends unknown[], R>(
  fn: (...args: A) => R,
  options: TaskletOptions = {},
): (...args: A) => Tasklet<TaskletResult<R>> {
  if (typeof fn !== 'function') throw new InvalidArgumentError(`tasklet() takes a function, not ${inspect(fn)}`);
  const { name } = options;
  if (name !== undefined && typeof name !== 'string') {
    throw new InvalidArgumentError(`The name of a tasklet is a string, not ${inspect(name)}`);
  }
  return (...args) => {
    made++;
    const own = name ?? `${fn.name || 'tasklet'}-${made}`;
    return new Tasklet<TaskletResult<R>>(new Strand(own), () => fn(...args));
  };
}

/**
 * The tasklet that this runs in; outside of all of them, the main one. Stackless' `getcurrent`.
 *
 * @example
 * import { getCurrent, getMain, tasklet } from 'interloop';
 *
 * console.log(getCurrent() === getMain()); // true
 * const t = tasklet(async () => console.log(getCurrent() === t))(); // true
 */
export function getCurrent(): Tasklet<unknown> {
  return current().tasklet;
}

/**
 * The main tasklet: all that runs outside of the others. It is always alive. Stackless' `getmain`.
 *
 * @example
 * import { getMain } from 'interloop';
 *
 * console.log(getMain().name, getMain().alive); // main true
 */
export function getMain(): Tasklet<never> {
  return mainTasklet;
}
