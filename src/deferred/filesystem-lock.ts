import { AlreadyTryingToLockError, TimeoutError } from '../errors.ts';
import { Deferred } from './deferred.ts';
import { LockFile } from './lock-file.ts';
import { fail } from './results.ts';
import { checkMilliseconds, checkScheduler, type Scheduler, timers } from './scheduler.ts';

/** How often a lock that somebody else holds is tried, in milliseconds. */
const INTERVAL = 1000;

/**
 * A lock between processes, by a symbolic link of the given name, that can be waited for.
 *
 * `lock()` tries once, `deferUntilLocked()` tries now and every second (of `scheduler`, at first Node's timers). The
 * lock of a process that died is taken over. Twisted makes the same link, so that programs in Python and in JavaScript
 * keep each other out.
 *
 * @example
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { DeferredFilesystemLock } from 'interloop';
 *
 * const lock = new DeferredFilesystemLock(join(tmpdir(), `example-${process.pid}.lock`));
 * await lock.deferUntilLocked(5000);
 * console.log(lock.locked); // true
 * lock.unlock();
 */
export class DeferredFilesystemLock extends LockFile {
  readonly #scheduler: Scheduler;
  #isTrying = false;

  /** @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT` */
  constructor(name: string, scheduler: Scheduler = timers) {
    super(name);
    checkScheduler(scheduler, 'A DeferredFilesystemLock');
    this.#scheduler = scheduler;
  }

  /**
   * Fires when this object has the lock; `cancel()` stops trying.
   *
   * Fails with a TimeoutError (`ERR_INTERLOOP_TIMEOUT`) after `timeout` milliseconds and one last try, with an
   * AlreadyTryingToLockError (`ERR_INTERLOOP_ALREADY_LOCKING`) while an earlier call waits, or with the file system's error.
   *
   * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
   */
  deferUntilLocked(timeout?: number): Deferred<void> {
    if (timeout !== undefined) checkMilliseconds(timeout, 'deferUntilLocked()');
    if (this.#isTrying) return fail(new AlreadyTryingToLockError(this.name));

    let retry: { cancel(): void } | undefined;
    let limit: { cancel(): void } | undefined;
    const stop = (): void => {
      this.#isTrying = false;
      retry?.cancel();
      limit?.cancel();
    };
    const locked = new Deferred<void>(stop);
    const attempt = (giveUp?: unknown): void => {
      try {
        if (this.lock()) {
          stop();
          locked.callback();
        } else if (giveUp !== undefined) {
          stop();
          locked.errback(giveUp);
        } else retry = this.#scheduler.callLater(INTERVAL, attempt);
      } catch (error) {
        stop();
        locked.errback(error);
      }
    };

    this.#isTrying = true;
    attempt();
    if (timeout !== undefined && !locked.called) {
      limit = this.#scheduler.callLater(timeout, () => attempt(new TimeoutError(`Locking ${this.name}`, timeout)));
    }
    return locked;
  }

  /**
   * Gives the lock back, for `using`.
   *
   * @throws LockNotOwnedError `ERR_INTERLOOP_LOCK_NOT_OWNED` unless this process holds it
   */
  [Symbol.dispose](): void {
    this.unlock();
  }
}
