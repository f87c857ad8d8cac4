import { inspect } from 'node:util';
import { InvalidArgumentError, NotACoroutineError } from '../errors.ts';
import { Coroutine } from './coroutine.ts';
import type { Deferred } from './deferred.ts';
import { fail } from './results.ts';

/** What a function for {@link inlineCallbacks} returns: a generator that yields what it waits for. */
// biome-ignore lint/suspicious/noExplicitAny: what a yield gives back depends on what was yielded
export type CoroutineGenerator<R> = Generator<unknown, R, any>;

/**
 * Turns a generator function into one that returns a Deferred of what that returns: Twisted's decorator.
 *
 * A Deferred or promise that it yields is waited for and gives its value or throws its error; everything else comes
 * straight back. `yield*` does the same for a Deferred and knows its type. What it yields keeps its result. `cancel()`
 * cancels what the generator waits for, which sees a CancelledError there and may recover; the Deferred fires with
 * whatever the generator then does.
 *
 * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
 * @throws NotACoroutineError `ERR_INTERLOOP_NOT_A_COROUTINE`, when the function is called, if it returns no generator
 * @example
 * import { Deferred, inlineCallbacks } from 'interloop';
 *
 * const add = inlineCallbacks(function* (a, b) {
 *   return (yield* a) + (yield b);
 * });
 * const late = new Deferred();
 * add(late, Promise.resolve(2)).addCallback((sum) => console.log(sum));
 * late.callback(1); // 3
 */
export function inlineCallbacks<This, A extends unknown[], R>(
  fn: (this: This, ...args: A) => CoroutineGenerator<R>,
): (this: This, ...args: A) => Deferred<Awaited<R>> {
  if (typeof fn !== 'function') {
    throw new InvalidArgumentError(`inlineCallbacks() takes a generator function, not ${inspect(fn)}`);
  }
  return function (...args) {
    let generator: CoroutineGenerator<R>;
    try {
      generator = fn.apply(this, args);
    } catch (error) {
      return fail(error);
    }
    if (isGenerator(generator)) return new Coroutine(generator);
    throw new NotACoroutineError('The function given to inlineCallbacks() must return a generator', generator);
  };
}

export function isGenerator(value: unknown): value is CoroutineGenerator<unknown> {
  const { next, throw: fails } = Object(value) as Partial<CoroutineGenerator<unknown>>;
  // What an async generator's next() returns is a promise, and never done.
  const isAsync = Symbol.asyncIterator in Object(value);
  return typeof next === 'function' && typeof fails === 'function' && !isAsync;
}
