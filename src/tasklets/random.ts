/**
 * Chance that is the same in every run: xorshift, with 32 bits.
 */
import { inspect } from 'node:util';
import { InvalidArgumentError } from '../errors.ts';

const FIRST = 0x9e3779b9;

let state = FIRST;

/** A whole number from 0 to `below`, without that. */
export function randomBelow(below: number): number {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) % below;
}

/**
 * Begins another sequence of the choices that `select()` makes where several cases are ready, or the same one again.
 *
 * Without it every run of a program, and every thread, begins with the same. `seed` is a whole number.
 *
 * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
 * @example
 * import { seedSelect } from 'interloop';
 *
 * seedSelect(Date.now());
 */
export function seedSelect(seed: number): void {
  if (!Number.isSafeInteger(seed)) {
    throw new InvalidArgumentError(`seedSelect() takes a whole number, not ${inspect(seed)}`);
  }
  state = (seed ^ FIRST) | 0 || FIRST;
}
