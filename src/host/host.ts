/**
 * What a host is: the foreign loop that owns the thread, described so that the addon can live in it.
 */
import { InvalidArgumentError } from '../errors.ts';
import { checkedCall, checkedWaker, type NativeCall, type Waker } from './native-call.ts';

/**
 * A foreign event loop.
 *
 * How to write one: `docs/write-a-host.md`; whether it is right: `conformance()` of `interloop/testing`.
 */
export interface Host {
  /** What errors and statistics call it. */
  readonly name: string;
  /** Blocks in the foreign loop until it is told to quit. A native call is entered with no JavaScript frame below it. */
  readonly run: NativeCall | (() => unknown);
  /** Makes `run` return; called on the host's thread. Only a native call can end the host of a terminated worker. */
  readonly quit: NativeCall | (() => void);
  /** How Node gets its turns. */
  readonly wake: Waker | Watch;
  /** Called right before the loop is entered; throws where that would not work, as when another thread is inside. */
  readonly check?: () => void;
}

/**
 * The faster form, without a thread: for a host that can watch an fd and tells when it is about to block. Its two
 * hooks must be native (they run where JavaScript cannot), so a watch comes with a C file in `native/`.
 */
export interface Watch {
  /**
   * Makes what hangs the guest at this address into the host. `detach`, which takes it out again, is known before
   * `attach` is called: a worker may be terminated in between, and then only native calls can clean up.
   */
  prepare(guest: bigint): { attach(): void; readonly detach: readonly NativeCall[] };
  /** A plain waker all the same: it brings what `modal()` was given to the host's own level. */
  readonly post: Waker;
}

export function isWatch(wake: Waker | Watch): wake is Watch {
  return !Array.isArray(wake) && typeof (wake as Watch)?.prepare === 'function';
}

/** @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT` naming what is not right about it */
export function checkedHost(host: Host): Host {
  if (typeof host !== 'object' || host === null || typeof host.name !== 'string') {
    throw new InvalidArgumentError(`A host is an object with name, run, quit and wake, not ${String(host)}`);
  }
  if (typeof host.run !== 'function') checkedCall(host.run);
  if (typeof host.quit !== 'function') checkedCall(host.quit);
  checkedWaker(isWatch(host.wake) ? host.wake.post : host.wake);
  return host;
}
