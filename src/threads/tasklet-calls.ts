/**
 * Calls that go through a channel to a dispatcher in another thread, which makes each in a tasklet of its own: the bridge
 * between Twisted and Stackless that the project grew from.
 *
 * There, a Deferred went through the channel with the function, and the tasklet fired it by `reactor.callFromThread`. Here
 * a number goes, the Deferred stays, and the tasklet has {@link answered} called, by name, on the thread that asked. Before
 * that, the dispatcher says that it has taken the call, and in which thread, so that calls fail if that thread dies. A call
 * that nobody has taken fails when the channel is closed, and all that is left fails when the reactor has stopped.
 */
import { threadId } from 'node:worker_threads';
import { Deferred } from '../deferred/index.ts';
import { CancelledError, ThreadDiedError, ThreadStoppedError } from '../errors.ts';
import { type Packed, stackOfCaller, unpackError } from '../messages/packed-error.ts';
import { transfer, transferListOf } from '../messages/transfer.ts';
import { reactor } from '../reactor/global.ts';
import { onThreadGone } from './gone.ts';
import { checkedReference } from './reference.ts';
import { refused } from './refused.ts';
import { type AnyFunction, described, type FunctionName, type Returned, type ThreadReference } from './types.ts';

/** A call on its way through a channel. */
export interface TaskletCall {
  /** The thread that asks. */
  readonly caller: number;
  /** By which that thread knows it. */
  readonly id: number;
  /** What is to be called. */
  readonly what: FunctionName;
  /** What it is called with. */
  readonly args: readonly unknown[];
}

/** What a channel of calls has to do: a ThreadChannel, or a channel of this thread. */
export interface CallChannel {
  /** Resolves when the call was taken or is kept; aborting the signal takes it back. */
  send(call: TaskletCall, options?: { readonly signal?: AbortSignal }): Promise<void>;
}

interface Pending {
  readonly what: FunctionName;
  readonly deferred: Deferred<unknown>;
  readonly stack: { readonly lines: string };
  readonly abort: AbortController;
  takenBy: number | undefined;
}

const pending = new Map<number, Pending>();
let lastId = 0;
let isWatching = false;

/**
 * Has a function called by name in a tasklet of the dispatcher that receives from `channel`; its result or error comes as
 * a Deferred, which fires in a pass of this thread's reactor. `cancel()` takes back a call that nobody has taken; of one
 * that runs, it only drops the result. The bridge of Twisted and Stackless.
 *
 * Fails with what the function has thrown, with ChannelClosed `ERR_INTERLOOP_CHANNEL_CLOSED`, ThreadDiedError
 * `ERR_INTERLOOP_THREAD_DIED`, ThreadStoppedError `ERR_INTERLOOP_THREAD_STOPPED` or NotCloneableError
 * `ERR_INTERLOOP_NOT_CLONEABLE`.
 *
 * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT` if `fn` is no reference, or `channel` cannot send
 * @example
 * import { callInTasklet, Channel, dispatchTasklets, reactor, threadModule } from 'interloop';
 *
 * const path = threadModule('node:path'); // <typeof import('node:path')>
 * const calls = new Channel(); // a ThreadChannel, if the dispatcher is in another thread
 * dispatchTasklets(calls);
 *
 * callInTasklet(calls, path.basename, '/srv/mail/inbox').addCallback((name) => {
 *   console.log(name); // inbox
 *   calls.close();
 *   reactor.stop();
 * });
 * await reactor.run();
 */
export function callInTasklet<F extends AnyFunction>(
  channel: CallChannel,
  fn: ThreadReference<F>,
  ...args: Parameters<F>
): Deferred<Returned<F>> {
  const { module, name } = checkedReference('callInTasklet', fn);
  if (typeof channel?.send !== 'function')
    throw refused('channel', channel, 'a channel that callInTasklet() can send to');
  const what: FunctionName = { module, name };
  const id = ++lastId;
  const abort = new AbortController();
  const deferred = new Deferred<unknown>(() => {
    pending.delete(id);
    abort.abort(new CancelledError());
  });
  pending.set(id, { what, deferred, stack: stackOfCaller(callInTasklet), abort, takenBy: undefined });
  watch();
  const call = moving({ caller: threadId, id, what, args });
  channel.send(call, { signal: abort.signal }).catch((error) => settle(id, error, true));
  return deferred as Deferred<Returned<F>>;
}

/** A dispatcher has received a call. Called by name. */
export function taken(id: number, by: number): void {
  const call = pending.get(id);
  if (call) call.takenBy = by;
}

/** A tasklet has come to its end. Called by name. */
export function answered(id: number, error: Packed | undefined, value: unknown): void {
  const call = pending.get(id);
  if (!call) return;
  const border = `--- in a tasklet of thread ${call.takenBy}, called from ---`;
  settle(id, error ? unpackError(error, { border, stack: call.stack.lines }) : value, error !== undefined);
}

function settle(id: number, result: unknown, failed: boolean): void {
  const call = pending.get(id);
  pending.delete(id);
  if (failed) call?.deferred.errback(result);
  else call?.deferred.callback(result);
}

/** The marks of the arguments hold for the call that they travel in. */
function moving(call: TaskletCall): TaskletCall {
  const list = transferListOf(call.args);
  return list.length > 0 ? transfer(call, list) : call;
}

function watch(): void {
  if (isWatching) return;
  isWatching = true;
  onThreadGone((thread) => {
    for (const [id, { takenBy, what }] of [...pending]) {
      if (takenBy !== thread) continue;
      const how = `it is gone, with ${described(what)} under way in a tasklet`;
      settle(id, new ThreadDiedError(`thread ${thread}`, how), true);
    }
  });
  if (reactor.hasEnded) return;
  reactor.addSystemEventTrigger('after', 'shutdown', () => {
    isWatching = false;
    for (const [id, { what, abort }] of [...pending]) {
      settle(id, new ThreadStoppedError(described(what), 'the reactor'), true);
      abort.abort();
    }
  });
}
