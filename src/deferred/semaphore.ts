import { inspect } from 'node:util';
import { InvalidArgumentError } from '../errors.ts';
import { Tokens } from './tokens.ts';

/**
 * Lets as many at a time as it has tokens, 1 or more, in the order in which they came: Twisted's DeferredSemaphore.
 *
 * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
 * @example
 * import { DeferredSemaphore } from 'interloop';
 *
 * const semaphore = new DeferredSemaphore(2);
 * const pages = ['a', 'b', 'c'].map((page) => semaphore.run(async () => page.toUpperCase()));
 * console.log(semaphore.waiting); // 1
 * console.log(await Promise.all(pages)); // [ 'A', 'B', 'C' ]
 */
export class DeferredSemaphore extends Tokens {
  constructor(tokens: number) {
    if (!Number.isInteger(tokens) || tokens < 1) {
      throw new InvalidArgumentError(`A semaphore has a whole number of tokens, 1 or more, not ${inspect(tokens)}`);
    }
    super('semaphore', tokens);
  }
}
