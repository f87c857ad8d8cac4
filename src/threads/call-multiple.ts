/**
 * Several calls in one thread, one after the other: for the pool it is one call, of `callEach()`.
 */
import { inspect } from 'node:util';
import { InvalidArgumentError, NotCloneableError } from '../errors.ts';
import { canBeSent, notCloneable } from '../messages/not-cloneable.ts';
import { transfer, transferListOf } from '../messages/transfer.ts';
import type { Steps } from './call-each.ts';
import { checkedReference, threadModule } from './reference.ts';
import { type AnyFunction, described, type FunctionName, type ThreadReference } from './types.ts';

/** Functions by name, each with its arguments: what `callMultipleInThread()` takes. */
export type ThreadCalls<Fs extends readonly AnyFunction[]> = {
  readonly [I in keyof Fs]: readonly [fn: ThreadReference<Fs[I]>, args: Parameters<Fs[I]>];
};

const { callEach } = threadModule<typeof import('./call-each.ts')>(new URL('./call-each.js', import.meta.url));

export class MultipleCalls {
  readonly what: FunctionName = callEach;
  readonly title: string;
  readonly #steps: Steps;

  /** @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT` */
  constructor(calls: unknown) {
    if (!Array.isArray(calls) || !calls.every((call) => Array.isArray(call) && Array.isArray(call[1]))) {
      const wanted = 'a list of [reference, [argument, ...]]';
      throw new InvalidArgumentError(`callMultipleInThread() takes ${wanted}, not ${inspect(calls)}`);
    }
    this.#steps = calls.map(([fn, args]) => [checkedReference('callMultipleInThread', fn), args]);
    const [first = '', ...rest] = this.#steps.map(([what]) => described(what));
    this.title = rest.length === 0 ? first : `${first} and ${rest.length} more`;
  }

  /** The arguments of the one call; the marks on those of the many hold for it. */
  get args(): readonly unknown[] {
    const list = transferListOf(this.#steps.flatMap(([, args]) => args));
    return [list.length > 0 ? transfer(this.#steps, list) : this.#steps];
  }

  /** Says of which call an argument could not be sent. */
  explain(error: unknown): unknown {
    const refused = this.#steps.find(([, args]) => !args.every(canBeSent));
    if (!(error instanceof NotCloneableError && refused)) return error;
    return notCloneable(described(refused[0]), 'argument', refused[1], error.cause);
  }
}
