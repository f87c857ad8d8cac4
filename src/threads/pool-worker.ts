/**
 * What runs in a thread of a pool: takes calls in their order, one at a time.
 *
 * A call whose function returns a promise or a Deferred is under way until that has ended, and the thread's loop turns
 * meanwhile. It imports little, so that a thread is there soon: a function that needs the reactor brings it along.
 */
import { type MessagePort, workerData } from 'node:worker_threads';
import { Fifo } from '../deferred/fifo.ts';
import { isThenable } from '../deferred/thenable.ts';
import { callWithContext } from '../log/context.ts';
import type { LogFields } from '../log/index.ts';
import { notCloneable } from '../messages/not-cloneable.ts';
import { packError } from '../messages/packed-error.ts';
import { transferListOf } from '../messages/transfer.ts';
import { begin, finish } from './claims.ts';
import { endThread } from './end-thread.ts';
import { find, load } from './modules.ts';
import { worksFor } from './owner.ts';
import type { PoolAnswer, PoolMessage } from './pool-call.ts';
import { type AnyFunction, described, type FunctionName } from './types.ts';

/** What a thread of a pool is started with. */
export interface PoolWorkerData {
  readonly port: MessagePort;
  readonly claims: Int32Array;
  readonly owner: number;
}

const { port, claims, owner } = workerData as PoolWorkerData;
const waiting = new Fifo<PoolMessage>();
let isBusy = false;
let isCondemned = false;

worksFor(owner);
port.on('message', (message: PoolMessage) => {
  if (isBusy) waiting.push(message);
  else take(message);
});
port.on('messageerror', (error) => {
  throw error;
});

function take(message: PoolMessage): void {
  if (message === 'end') {
    isBusy = true;
    endThread();
    return;
  }
  const [n, module, name, args, context] = message;
  if (!begin(claims, n)) return;
  const what = { module, name };
  try {
    const fn = find(what);
    const result = fn ? run(fn, args, context) : load(what).then((loaded) => run(loaded, args, context));
    if (isThenable(result)) waitFor(result, n, what);
    else answer(n, what, result);
  } catch (error) {
    answerError(n, error);
  }
}

function run(fn: AnyFunction, args: readonly unknown[], context: LogFields | undefined): unknown {
  return context ? callWithContext(context, fn, ...args) : fn(...args);
}

function waitFor(result: PromiseLike<unknown>, n: number, what: FunctionName): void {
  isBusy = true;
  Promise.resolve(result)
    .then(
      (value) => answer(n, what, value),
      (error) => answerError(n, error),
    )
    .then(takeNext);
}

function takeNext(): void {
  isBusy = isCondemned;
  while (!isBusy && waiting.length > 0) take(waiting.shift());
}

function answer(n: number, what: FunctionName, value: unknown): void {
  if (!isToAnswer(n)) return;
  try {
    port.postMessage([n, value] satisfies PoolAnswer, transferListOf([value]));
  } catch (error) {
    const refusal = notCloneable(described(what), 'result', [value], error);
    port.postMessage([n, undefined, packError(refusal)] satisfies PoolAnswer);
  }
}

function answerError(n: number, error: unknown): void {
  if (isToAnswer(n)) port.postMessage([n, undefined, packError(error)] satisfies PoolAnswer);
}

/** A thread that was condemned over its call does nothing more: it is being terminated. */
function isToAnswer(n: number): boolean {
  if (!finish(claims, n)) isBusy = isCondemned = true;
  return !isCondemned;
}
