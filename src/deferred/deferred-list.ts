/**
 * Waiting for several Deferreds at once.
 */
import { inspect } from 'node:util';
import { FirstError, InvalidArgumentError } from '../errors.ts';
import { Deferred } from './deferred.ts';
import { tell } from './unhandled.ts';
import { watch } from './waiter.ts';

/** What became of one of several Deferreds: a pair, as in Twisted. */
export type Outcome<T> = [success: true, value: T] | [success: false, error: unknown];

/** Several Deferreds or promises. */
export type Several = readonly PromiseLike<unknown>[] | [];

/** When a DeferredList fires, and who answers for the errors; each is `false` at first, as in Twisted. */
export interface DeferredListOptions {
  /** Fires with `[value, index]` as soon as one succeeds; with the outcomes if none does. */
  readonly fireOnOneCallback?: boolean | undefined;
  /** Fails with a FirstError (`ERR_INTERLOOP_FIRST_ERROR`) as soon as one fails. */
  readonly fireOnOneErrback?: boolean | undefined;
  /** Answers for the errors: each Deferred that fails goes on with `undefined`. */
  readonly consumeErrors?: boolean | undefined;
}

type Outcomes<D extends Several> = { -readonly [K in keyof D]: Outcome<Awaited<D[K]>> };

/** What a DeferredList of these Deferreds fires with, by its options. */
export type DeferredListResult<D extends Several, O> = O extends { readonly fireOnOneCallback: infer F }
  ? Outcomes<D> | (F extends true ? [value: Awaited<D[number]>, index: number] : never)
  : Outcomes<D>;

/**
 * Fires when all of several Deferreds have, with an outcome for each in the order given: `[true, value]` or `[false, error]`.
 *
 * As in Twisted it does not fail by itself, and the errors stay with the Deferreds, unless the options say otherwise.
 * `cancel()` cancels all of them and waits for what they make of it. With no Deferreds it fires at once, but never with
 * `fireOnOneCallback`.
 *
 * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
 * @example
 * import { DeferredList, fail, succeed } from 'interloop';
 *
 * const list = new DeferredList([succeed('a'), fail('b')], { consumeErrors: true });
 * list.addCallback((outcomes) => console.log(outcomes)); // [ [ true, 'a' ], [ false, 'b' ] ]
 */
export class DeferredList<
  D extends Several = Several,
  O extends DeferredListOptions = DeferredListOptions,
> extends Deferred<DeferredListResult<D, O>> {
  readonly #inputs: readonly Deferred<unknown>[];
  readonly #outcomes: Outcome<unknown>[] = [];
  readonly #options: DeferredListOptions;
  #pending: number;
  /** What `cancel()` has still to cancel: one of them may cancel the list again, or wait for it in a circle. */
  #uncancelled: Deferred<unknown>[] | undefined = undefined;

  constructor(deferreds: D, options?: O) {
    super();
    this.#options = options ?? {};
    this.#inputs = deferredsOf(deferreds);
    this.#pending = this.#inputs.length;
    if (this.#pending === 0 && !this.#options.fireOnOneCallback) this.fire([], false);
    this.#inputs.forEach((input, index) => {
      input.pause();
      watch(input, 'pass', (result, failed) => this.#note(index, result, failed));
      if (this.#options.consumeErrors) input.addErrback(() => undefined);
      input.unpause();
    });
  }

  #note(index: number, result: unknown, failed: boolean): void {
    this.#outcomes[index] = failed ? [false, result] : [true, result];
    this.#pending--;
    if (this.called) return;
    if (!failed && this.#options.fireOnOneCallback) this.fire([result, index], false);
    else if (failed && this.#options.fireOnOneErrback) this.fire(new FirstError(index, result), true);
    else if (this.#pending === 0) this.fire(this.#outcomes, false);
  }

  /** Cancels all that it waits for; what their cancellers throw is reported as an unhandled error. */
  override cancel(reason?: unknown): void {
    if (this.called) super.cancel(reason);
    else this.#cancelInputs(reason);
  }

  #cancelInputs(reason: unknown): void {
    const isOutermost = this.#uncancelled === undefined;
    this.#uncancelled ??= [...this.#inputs];
    cancelAll(this.#uncancelled, reason);
    if (isOutermost) this.#uncancelled = undefined;
  }
}

export function deferredsOf(several: Several): Deferred<unknown>[] {
  if (typeof Object(several)[Symbol.iterator] === 'function') return Array.from(several, (each) => Deferred.from(each));
  throw new InvalidArgumentError(`Several Deferreds are given in an array, not in ${inspect(several)}`);
}

/** Takes one after the other out of `deferreds` and cancels it. */
export function cancelAll(deferreds: Deferred<unknown>[], reason?: unknown): void {
  for (let next = deferreds.shift(); next !== undefined; next = deferreds.shift()) {
    try {
      next.cancel(reason);
    } catch (error) {
      tell(error);
    }
  }
}

/**
 * Fires with the values of several Deferreds in the order given, or fails with a FirstError
 * (`ERR_INTERLOOP_FIRST_ERROR`) as soon as one fails.
 *
 * As in Twisted the others go on; `consumeErrors` answers for the errors of those that fail, first or later.
 *
 * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
 * @example
 * import { Deferred, gatherResults, succeed } from 'interloop';
 *
 * const late = new Deferred();
 * gatherResults([succeed(1), late]).addCallback((values) => console.log(values));
 * late.callback(2); // [ 1, 2 ]
 */
export function gatherResults<D extends Several>(
  deferreds: D,
  options?: { readonly consumeErrors?: boolean | undefined },
): Deferred<{ -readonly [K in keyof D]: Awaited<D[K]> }> {
  const list = new DeferredList(deferreds, { fireOnOneErrback: true, consumeErrors: options?.consumeErrors });
  return list.addCallback((outcomes) => (outcomes as Outcome<unknown>[]).map(([, value]) => value)) as never;
}
