/**
 * From Deferreds, coroutines, locks and queues.
 */
import { InterloopError } from './base.ts';

/** A Deferred was fired a second time; with debugging on, the message tells where it was made and first fired. */
export class AlreadyCalledError extends InterloopError {
  constructor(created?: string, fired?: string) {
    const places = `${created ? `\nCreated:\n${created}` : ''}${fired ? `\nFirst fired:\n${fired}` : ''}`;
    const way = places === '' ? '; setDebugging(true) tells where it was made and first fired' : places;
    super('ERR_INTERLOOP_ALREADY_FIRED', `This Deferred was fired already, and it fires once${way}`);
  }
}

/** What a Deferred was waiting for was cancelled; `cause` is the reason that was given. */
export class CancelledError extends InterloopError {
  constructor(reason?: unknown) {
    super('ERR_INTERLOOP_CANCELLED', 'The Deferred was cancelled', reason === undefined ? {} : { cause: reason });
  }
}

/** Something took longer than it was given. */
export class TimeoutError extends InterloopError {
  /** How long it was given, in milliseconds. */
  readonly ms: number;

  constructor(what: string, ms: number, cause?: unknown) {
    super('ERR_INTERLOOP_TIMEOUT', `${what} took longer than ${ms} ms`, cause === undefined ? {} : { cause });
    this.ms = ms;
  }
}

/** A callback returned the Deferred that it was called by, which would wait for itself for ever. */
export class WaitsForItselfError extends InterloopError {
  constructor() {
    super(
      'ERR_INTERLOOP_WAITS_FOR_ITSELF',
      'A callback returned its own Deferred, which would wait for itself for ever; return the value instead',
    );
  }
}

/** Something was to go on that had not been paused. */
export class NotPausedError extends InterloopError {
  constructor(call: string) {
    super('ERR_INTERLOOP_NOT_PAUSED', `${call} without a pause() before it; each pause is ended once`);
  }
}

/** One of several Deferreds failed; `cause` is what it threw. */
export class FirstError extends InterloopError {
  /** Which one, counted from 0. */
  readonly index: number;

  constructor(index: number, cause: unknown) {
    super('ERR_INTERLOOP_FIRST_ERROR', `The Deferred at index ${index} failed; error.cause is what it threw`, {
      cause,
    });
    this.index = index;
  }
}

/** Every one of several Deferreds failed. */
export class FailureGroup extends InterloopError {
  /** What each of them threw, in the order in which they were given. */
  readonly errors: readonly unknown[];

  constructor(errors: readonly unknown[]) {
    super('ERR_INTERLOOP_ALL_FAILED', `None of ${errors.length} Deferreds succeeded; error.errors is what each threw`);
    this.errors = errors;
  }
}

/** Something that cannot be run to its end: neither a Deferred nor a promise, a generator or a function of these. */
export class NotACoroutineError extends InterloopError {
  constructor(what: string, value: unknown) {
    super('ERR_INTERLOOP_NOT_A_COROUTINE', `${what}, not ${value === null ? 'null' : typeof value}`);
  }
}

/** A lock or semaphore was released more often than it was acquired. */
export class NotAcquiredError extends InterloopError {
  constructor(what: string) {
    super('ERR_INTERLOOP_NOT_ACQUIRED', `Nobody holds this ${what}: release it once for each acquire() that has fired`);
  }
}

/** A value was put into a queue that is full. */
export class QueueOverflow extends InterloopError {
  constructor(size: number) {
    super('ERR_INTERLOOP_QUEUE_OVERFLOW', `The queue is full, it keeps ${size} values: get() one first`);
  }
}

/** Too many are waiting for a value of a queue. */
export class QueueUnderflow extends InterloopError {
  constructor(backlog: number) {
    super('ERR_INTERLOOP_QUEUE_UNDERFLOW', `The queue is empty and lets ${backlog} wait: put() a value first`);
  }
}

/** A file lock is waited for by this very object already. */
export class AlreadyTryingToLockError extends InterloopError {
  constructor(name: string) {
    super(
      'ERR_INTERLOOP_ALREADY_LOCKING',
      `This object waits for ${name} already: give each caller a DeferredFilesystemLock of its own`,
    );
  }
}

/** A file lock is not this process's to give back, or is no lock. */
export class LockNotOwnedError extends InterloopError {
  constructor(name: string, why: string) {
    super('ERR_INTERLOOP_LOCK_NOT_OWNED', `The lock ${name} is not held by this process: ${why}`);
  }
}
