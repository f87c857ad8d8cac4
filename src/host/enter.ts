/**
 * Into a host and out of it again.
 */
import { NotHostedError } from '../errors.ts';
import { bareLoop, isNativeCall } from './bare-loop.ts';
import type { Host } from './host.ts';
import { addon } from './native.ts';
import { checkedCall, encode, type NativeCall } from './native-call.ts';
import type { HostStatistics } from './statistics.ts';
import { currentStay, Stay, type StayOptions } from './stay.ts';

/** How Node lives in a host, and when it leaves. */
export interface EnterOptions extends StayOptions {
  /** Leaves the host when it is aborted; the entry then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * Enters a host: Node lives inside its loop from the next round of Node's own loop on, until that loop returns.
 *
 * May be called from anywhere (the top level of a module, a promise, a timer, a callback): the entry itself happens
 * from a place where nothing starves. The idea is trio's guest mode and Twisted's `threadedselectreactor`.
 *
 * @param host the host; or nothing but its blocking loop, if `reactor.interleave()` was given its waker
 * @returns what the host's `run` returned
 * @throws AlreadyHostedError `ERR_INTERLOOP_ALREADY_HOSTED`
 * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
 * @throws ExitingError `ERR_INTERLOOP_EXITING`
 * @throws ForeignStackError `ERR_INTERLOOP_FOREIGN_STACK`
 * @throws HostBusyError `ERR_INTERLOOP_HOST_BUSY` if it belongs to another thread, or another one is inside
 * @throws OutOfResourcesError `ERR_INTERLOOP_OUT_OF_RESOURCES`
 * @throws AddonMissingError `ERR_INTERLOOP_ADDON_MISSING`
 * @throws UnsupportedPlatformError `ERR_INTERLOOP_UNSUPPORTED_PLATFORM`
 * @throws UnsupportedRuntimeError `ERR_INTERLOOP_UNSUPPORTED_RUNTIME`
 * @throws whatever the host's `run` threw
 * @example
 * import { enter, leave } from 'interloop/host';
 * import { frame } from 'interloop/hosts/frame';
 *
 * setTimeout(leave, 20);
 * await enter(frame({ fps: 60 }));
 */
export function enter(host: Host | NativeCall, options: EnterOptions = {}): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const { signal } = options;
    signal?.throwIfAborted();
    const stay = new Stay(isNativeCall(host) ? bareLoop(host) : host, options);
    const onAbort = () => stay.leave();
    signal?.addEventListener('abort', onAbort, { once: true });
    stay.request(false, ({ result, failed, error }) => {
      signal?.removeEventListener('abort', onAbort);
      if (failed) reject(error);
      else if (signal?.aborted) reject(signal.reason);
      else resolve(result);
    });
  });
}

/**
 * Makes the host a part of this whole program: each time Node's loop runs, it runs inside the host, and the host is
 * left when nothing in Node is alive, so that the program begins, ends and exits as in plain Node. It is what
 * `node --import interloop/register/glib app.js` does. A host that quits without being asked ends it: the program goes
 * on in plain Node.
 *
 * @throws the same as {@link enter}, at once
 * @example
 * import { install } from 'interloop/host';
 * import { frame } from 'interloop/hosts/frame';
 *
 * install(frame());
 * setTimeout(() => console.log('inside a frame loop'), 20); // inside a frame loop
 */
export function install(host: Host, options: Omit<StayOptions, 'ref'> = {}): void {
  const stay = new Stay(host, { ...options, ref: false });
  stay.request(true, ({ failed, error }) => {
    if (failed) throw error;
  });
}

/**
 * Tells the host to quit: its `run` returns, and with it the entry ends. Between `enter()` and the entry itself it
 * takes the request back, and the entry resolves without having happened.
 *
 * @throws NotHostedError `ERR_INTERLOOP_NOT_HOSTED`
 * @throws CannotQuitError `ERR_INTERLOOP_CANNOT_QUIT` inside a host of which only the loop was given
 * @example
 * import { enter, leave } from 'interloop/host';
 * import { frame } from 'interloop/hosts/frame';
 *
 * setTimeout(leave, 20);
 * await enter(frame());
 */
export function leave(): void {
  const stay = currentStay();
  if (!stay) throw new NotHostedError('leave()');
  stay.leave();
}

/** The host that this thread's Node is inside of, with the switches of the entry. */
export interface Hosted {
  /** As it was given to the entry. */
  readonly host: Host;
  /** How Node gets its turns. */
  readonly form: 'watch' | 'waker';
  /**
   * The counters up to now.
   *
   * @throws NotHostedError `ERR_INTERLOOP_NOT_HOSTED` when the host was left
   */
  statistics(): HostStatistics;
  /** The host keeps Node inside even if nothing else is alive (the default of `enter()`). */
  ref(): void;
  /** The host is left when nothing else in Node is alive. */
  unref(): void;
  /** Whether the host keeps Node inside even if nothing else is alive. */
  hasRef(): boolean;
}

/**
 * The host that this thread's Node is inside of, or `undefined`.
 *
 * @example
 * import { enter, hosted, leave, modal } from 'interloop/host';
 * import { frame } from 'interloop/hosts/frame';
 *
 * const entered = enter(frame());
 * console.log(await modal(() => hosted().form)); // watch
 * leave();
 * await entered;
 * console.log(hosted()); // undefined
 */
export function hosted(): Hosted | undefined {
  const stay = currentStay();
  if (!stay?.isInside) return undefined;
  return {
    host: stay.host,
    form: stay.form,
    statistics: () => {
      const statistics = stay.isInside ? stay.statistics() : undefined;
      if (!statistics) throw new NotHostedError('statistics()');
      return statistics;
    },
    ref: () => {
      stay.referenced = true;
    },
    unref: () => {
      stay.referenced = false;
    },
    hasRef: () => stay.referenced,
  };
}

/**
 * Makes a native call here and now, on the stack that JavaScript runs on: the right way to open a nested loop (a modal
 * dialog) of a toolkit from a host callback or from {@link modal}. The same call through koffi would run on a stack of
 * koffi's own, on which Node could not be given turns.
 *
 * @returns what the function returned, as its `returns` says
 * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
 * @throws AddonMissingError `ERR_INTERLOOP_ADDON_MISSING`
 * @example
 * import { call, native } from 'interloop/host';
 * import koffi from 'koffi';
 *
 * const abs = koffi.load('libc.so.6').symbol('abs', 'void');
 * console.log(call(native(abs, -7))); // 7
 */
export function call(nativeCall: NativeCall): unknown {
  return addon().call(encode([checkedCall(nativeCall)]));
}

/**
 * For a host whose `run` is JavaScript: call it each time before the loop blocks. It runs the ticks and promises that
 * the loop's own code left, and sees to it that Node's next turn comes in time for what that code has started. Callbacks
 * that the host makes need no such call. Does nothing outside of a host.
 *
 * @example
 * import { beforeWait, call, enter, GUEST, leave, native, TURN, waker } from 'interloop/host';
 * import koffi from 'koffi';
 *
 * const glib = koffi.load('libglib-2.0.so.0');
 * const wait = native(glib.symbol('g_main_context_iteration', 'void'), null, true);
 * const wake = waker(glib.symbol('g_idle_add', 'void'), TURN, GUEST);
 * let isOver = false;
 * const quit = () => (isOver = true);
 * const run = () => {
 *   while (!isOver) {
 *     beforeWait();
 *     call(wait);
 *   }
 * };
 * setTimeout(leave, 20);
 * await enter({ name: 'a loop of my own', run, quit, wake });
 */
export function beforeWait(): void {
  if (currentStay()?.isInside) addon().beforeWait();
}
