import { inspect } from 'node:util';
import { InvalidArgumentError } from '../../errors.ts';

export function checkLimit(what: string, limit: number): number {
  if (typeof limit === 'number' && limit >= 0) return limit;
  throw new InvalidArgumentError(`${what} is a number from 0, not ${inspect(limit)}`);
}
