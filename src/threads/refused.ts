import { inspect } from 'node:util';
import { InvalidArgumentError } from '../errors.ts';

/** The error about a wrong setting. */
export function refused(option: string, value: unknown, wanted: string): InvalidArgumentError {
  return new InvalidArgumentError(`${option} is ${wanted}, not ${inspect(value)}`);
}
