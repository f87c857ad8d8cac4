/**
 * How long to wait before the next attempt.
 */
import { inspect } from 'node:util';
import { InvalidArgumentError } from '../../errors.ts';

/** How long to wait before the next attempt, in milliseconds, after so many that have failed, from 1. */
export type RetryPolicy = (failed: number) => number;

/** How {@link backoffPolicy} grows. Times are in milliseconds. */
export interface BackoffOptions {
  /** After the first failure. Default 1000. */
  readonly initialDelay?: number;
  /** At most. Default 60000. */
  readonly maxDelay?: number;
  /** From one to the next. Default 1.5. */
  readonly factor?: number;
  /** A part of the delay that chance adds or takes away, so that a thousand clients do not come back at once. Default 0.1. */
  readonly jitter?: number;
  /** Where chance comes from: from 0 to 1. Default: `Math.random`. */
  readonly random?: () => number;
}

/**
 * Delays that grow, with some chance in them: Twisted's `backoffPolicy`.
 *
 * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
 * @example
 * import { backoffPolicy } from 'interloop';
 *
 * const policy = backoffPolicy({ initialDelay: 100, factor: 2, maxDelay: 1000, jitter: 0 });
 * console.log([1, 2, 3, 4, 5].map(policy)); // [ 100, 200, 400, 800, 1000 ]
 */
export function backoffPolicy(options: BackoffOptions = {}): RetryPolicy {
  const { initialDelay = 1000, maxDelay = 60_000, factor = 1.5, jitter = 0.1, random = Math.random } = options;
  for (const [name, value] of Object.entries({ initialDelay, maxDelay, factor, jitter })) {
    if (!(Number.isFinite(value) && value >= 0)) {
      throw new InvalidArgumentError(`${name} of backoffPolicy() is a number from 0, not ${inspect(value)}`);
    }
  }
  return (failed) => {
    const delay = Math.min(initialDelay * factor ** (failed - 1), maxDelay);
    return Math.max(0, delay * (1 + jitter * (2 * random() - 1)));
  };
}
