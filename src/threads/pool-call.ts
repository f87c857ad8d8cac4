/**
 * A call on its way through a thread pool, with what it needs to be given to a thread, and to another one if it comes back.
 *
 * The arguments are those of the moment of the call. A thread that is idle gets them at once, and the message clones them.
 * A call that has to wait makes a copy of its own, unless they cannot change anyway. From that it can be given again and
 * again, but for what is moved: once that has gone with a message, it is nowhere else.
 */
import type { Transferable } from 'node:worker_threads';
import type { Entry } from '../deferred/fifo.ts';
import { Deferred } from '../deferred/index.ts';
import { ThreadDiedError } from '../errors.ts';
import { type LogFields, logContext } from '../log/index.ts';
import { isCloneable } from '../messages/is-cloneable.ts';
import { notCloneable } from '../messages/not-cloneable.ts';
import { type Packed, stackOfCaller, unpackError } from '../messages/packed-error.ts';
import { transferListOf } from '../messages/transfer.ts';
import type { PoolThread } from './pool-thread.ts';
import { described, type FunctionName } from './types.ts';

/** What a thread is told: its number, what to call, and the context of the log that it was asked for in. */
export type PoolMessage =
  | readonly [n: number, module: string, name: string, args: readonly unknown[], context: LogFields | undefined]
  | 'end';

/** What the thread says to that. */
export type PoolAnswer = readonly [n: number, value: unknown] | readonly [n: number, value: undefined, error: Packed];

/** What is to be called. */
export interface Request {
  readonly what: FunctionName;
  readonly args: readonly unknown[];
  /** What messages call it. Default: the function and its module. */
  readonly title?: string;
  /** The function that was called for it, above which the stack of the caller begins. */
  readonly from: (...args: never[]) => unknown;
}

export class PoolCall {
  readonly deferred: Deferred<unknown>;
  /** Made when the reactor was stopping already. */
  readonly isCleaningUp: boolean;
  /** Whether it can be given to a thread more than once. */
  isRepeatable: boolean;
  /** A thread has died when this was to be begun; another one, and it is this that they die of. */
  isSuspect = false;
  /** Where it waits, if it does. */
  entry: Entry<PoolCall> | undefined = undefined;
  /** The thread that has it, if one does, and by which number. */
  thread: PoolThread | undefined = undefined;
  n = 0;
  readonly #what: FunctionName;
  readonly #title: string | undefined;
  #args: readonly unknown[];
  #moved: readonly Transferable[];
  readonly #context: LogFields | undefined;
  readonly #stack: { readonly lines: string };

  constructor({ what, args, title, from }: Request, isCleaningUp: boolean, onCancel: (call: PoolCall) => void) {
    this.isCleaningUp = isCleaningUp;
    this.#what = what;
    this.#title = title;
    this.#args = args;
    this.#moved = transferListOf(args);
    this.isRepeatable = this.#moved.length === 0 && args.every(isConstant);
    this.#context = contextToSend();
    this.#stack = stackOfCaller(from);
    this.deferred = new Deferred<unknown>(() => onCancel(this));
  }

  get title(): string {
    return this.#title ?? described(this.#what);
  }

  /** Makes the arguments its own. @throws NotCloneableError `ERR_INTERLOOP_NOT_CLONEABLE` */
  keep(): void {
    if (this.isRepeatable) return;
    try {
      const own = structuredClone({ args: this.#args, moved: this.#moved }, { transfer: [...this.#moved] });
      this.#args = own.args;
      this.#moved = own.moved;
    } catch (error) {
      throw this.#refused(error);
    }
    this.isRepeatable = this.#moved.length === 0;
  }

  /** Has a thread told. @throws NotCloneableError `ERR_INTERLOOP_NOT_CLONEABLE` */
  post(n: number, post: (message: PoolMessage, transferList: readonly Transferable[]) => void): void {
    const { module, name } = this.#what;
    try {
      post([n, module, name, this.#args, this.#context], this.#moved);
    } catch (error) {
      throw this.#refused(error);
    }
  }

  answer([, value, error]: PoolAnswer, where: string): void {
    if (this.deferred.called) return;
    if (error) this.deferred.errback(unpackError(error, this.#here(where)));
    else this.deferred.callback(value);
  }

  fail(error: unknown): void {
    if (!this.deferred.called) this.deferred.errback(error);
  }

  /** Its thread is gone. */
  die(where: string, how: string, cause: unknown): void {
    this.fail(new ThreadDiedError(where, `${how}, with ${this.title} under way`, cause));
  }

  #here(where: string): { readonly border: string; readonly stack: string } {
    return { border: `--- in ${where}, called from ---`, stack: this.#stack.lines };
  }

  #refused(error: unknown): Error {
    return notCloneable(this.title, 'argument', this.#args, error);
  }
}

/** Nobody can change it, so that it is as good as its clone. */
function isConstant(value: unknown): boolean {
  const type = typeof value;
  return value === null || (type !== 'object' && type !== 'function' && type !== 'symbol');
}

function contextToSend(): LogFields | undefined {
  const context = logContext();
  if (isEmpty(context)) return undefined;
  return Object.fromEntries(Object.entries(context).filter(([, value]) => isCloneable(value)));
}

function isEmpty(fields: LogFields): boolean {
  for (const _ in fields) return false;
  return true;
}
