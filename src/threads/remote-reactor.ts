/**
 * The reactor of another thread, from here.
 */
import { threadId as ownThreadId } from 'node:worker_threads';
import type { Deferred } from '../deferred/index.ts';
import { InvalidArgumentError, NoReactorThereError, WouldDeadlockError } from '../errors.ts';
import { reactor } from '../reactor/global.ts';
import { checkedReference } from './reference.ts';
import { askHere, blockingLinkTo, callHere, isInReactorThread, linkTo, threadOfReactor } from './route.ts';
import { type AnyFunction, described, type Returned, type ThreadReference } from './types.ts';

/**
 * The reactor of a thread, by the number of the thread: 0 is the main one.
 *
 * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
 * @example
 * import { reactorOf } from 'interloop';
 *
 * const main = reactorOf(0); // in a worker: main.callFromThread(window.showProgress, 50)
 * console.log(main.threadId); // 0
 */
export function reactorOf(threadId: number): RemoteReactor {
  if (!Number.isInteger(threadId) || threadId < 0) {
    throw new InvalidArgumentError(`The number of a thread is an integer from 0, not ${String(threadId)}`);
  }
  return new RemoteReactor(threadId);
}

/**
 * The reactor of another thread: what may be asked of it from here.
 *
 * @example
 * // worker.js
 * import { reactorOf, threadModule } from 'interloop';
 *
 * const window = threadModule(new URL('./window.js', import.meta.url)); // <typeof import('./window.js')>
 * export async function convert(file) {
 *   reactorOf(0).callFromThread(window.show, `converting ${file}`);
 *   const quality = await reactorOf(0).callInReactor(window.askForQuality, file);
 *   return quality;
 * }
 */
export class RemoteReactor {
  /** The number of the thread. */
  readonly threadId: number;

  constructor(threadId: number) {
    this.threadId = threadId;
  }

  /**
   * Has a function called in the next pass of that reactor. The calls of one thread are made in the order in which it
   * made them, each once; before the reactor runs they wait for it. What the function throws is logged there.
   *
   * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
   * @throws NotCloneableError `ERR_INTERLOOP_NOT_CLONEABLE`
   * @throws ThreadStoppedError `ERR_INTERLOOP_THREAD_STOPPED`
   * @throws ThreadDiedError `ERR_INTERLOOP_THREAD_DIED`
   */
  callFromThread<F extends AnyFunction>(fn: ThreadReference<F>, ...args: Parameters<F>): void {
    const what = checkedReference('callFromThread', fn);
    if (this.threadId === ownThreadId) callHere(reactor, what, args);
    else linkTo(this.threadId, what).call(what, args);
  }

  /**
   * The same, with the result or the error as a Deferred, which fires in this thread. To cancel it cancels the Deferred
   * that the function has returned there, if it did.
   *
   * @throws what {@link callFromThread} throws
   */
  callInReactor<F extends AnyFunction>(fn: ThreadReference<F>, ...args: Parameters<F>): Deferred<Returned<F>> {
    const what = checkedReference('callInReactor', fn);
    const isOwn = this.threadId === ownThreadId;
    return (isOwn ? askHere(reactor, what, args) : linkTo(this.threadId, what).ask(what, args)) as Deferred<
      Returned<F>
    >;
  }

  /**
   * The same, waiting for the result: this thread does nothing else meanwhile, and none of its events are handled.
   *
   * @throws what the function has thrown, or what the Deferred or promise that it returned has failed with
   * @throws WouldDeadlockError `ERR_INTERLOOP_WOULD_DEADLOCK` in a thread that has a reactor of its own: two of them could
   *   wait for each other
   * @throws NoReactorThereError `ERR_INTERLOOP_NO_REACTOR_THERE`
   * @throws what {@link callFromThread} throws
   */
  blockingCallFromThread<F extends AnyFunction>(fn: ThreadReference<F>, ...args: Parameters<F>): Returned<F> {
    const what = checkedReference('blockingCallFromThread', fn);
    if (isInReactorThread()) throw new WouldDeadlockError(described(what));
    const { threadId } = this;
    const unseen = () => new NoReactorThereError(described(what), threadId, 'it does not answer');
    return blockingLinkTo(threadId, what).wait(what, args, unseen) as Returned<F>;
  }
}

/**
 * Calls a function on the thread of the reactor and waits for the result, while this thread does nothing else: for
 * workers. Twisted's `threads.blockingCallFromThread`; unlike there, it is an error instead of a hang to call it from
 * the reactor's own thread, and when the reactor stops before there is a result.
 *
 * @throws what {@link RemoteReactor.blockingCallFromThread} throws
 * @example
 * // worker.js
 * import { blockingCallFromThread, threadModule } from 'interloop';
 *
 * const settings = threadModule(new URL('./settings.js', import.meta.url)); // <typeof import('./settings.js')>
 * export function convert(file) {
 *   const quality = blockingCallFromThread(settings.get, 'quality');
 *   return `${file} at ${quality}`;
 * }
 */
export function blockingCallFromThread<F extends AnyFunction>(
  fn: ThreadReference<F>,
  ...args: Parameters<F>
): Returned<F> {
  return reactorOf(threadOfReactor()).blockingCallFromThread(fn, ...args);
}
