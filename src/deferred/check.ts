/**
 * What is refused where it is given, and not where it would be used.
 */
import { inspect } from 'node:util';
import { InvalidArgumentError } from '../errors.ts';

export function checkFunction<F>(fn: F, what: string): F {
  if (typeof fn === 'function') return fn;
  throw new InvalidArgumentError(`${what} takes a function, not ${inspect(fn)}`);
}
