/**
 * Calls into code that may throw, on behalf of something that has a name in the log.
 */
import { inspect } from 'node:util';
import { InvalidArgumentError } from '../errors.ts';
import { callWithContext } from './context.ts';
import { err } from './logger.ts';

/** Something with a name in the log: a connection, a listening port. */
export interface HasLogPrefix {
  /** What its events have as `system`. */
  logPrefix(): string;
}

/**
 * Calls `fn` with `args`, with a system of this name as its context; what it throws is logged and goes no further.
 * Twisted's `log.callWithLogger`.
 *
 * @returns what the function returns, or `undefined` if it threw
 * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
 * @example
 * import { callWithLogger, startLogging } from 'interloop';
 *
 * startLogging(process.stdout);
 * const connection = { logPrefix: () => 'mail' };
 * callWithLogger(connection, () => JSON.parse('')); // ... error [mail] SyntaxError: ...
 */
export function callWithLogger<Args extends unknown[], Result>(
  logger: HasLogPrefix,
  fn: (...args: Args) => Result,
  ...args: Args
): Result | undefined {
  if (typeof fn !== 'function') {
    throw new InvalidArgumentError(`callWithLogger() takes a function, not ${inspect(fn)}`);
  }
  return callWithContext({ system: prefixOf(logger) }, () => {
    try {
      return fn(...args);
    } catch (error) {
      err(error);
      return undefined;
    }
  });
}

function prefixOf(logger: HasLogPrefix): string {
  try {
    return String(logger.logPrefix());
  } catch {
    return '(buggy logPrefix method)';
  }
}
