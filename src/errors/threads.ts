/**
 * From calls and messages between threads.
 */
import { InterloopError } from './base.ts';

/** A value that cannot be given to another thread: the structured clone algorithm refuses it. */
export class NotCloneableError extends InterloopError {
  constructor(which: string, cause: unknown, why: string = FUNCTIONS_STAY) {
    super('ERR_INTERLOOP_NOT_CLONEABLE', `${which} cannot be sent to another thread: ${why}`, { cause });
  }
}

const FUNCTIONS_STAY =
  'functions, and objects that hold them, stay where they are; ' +
  'send data, and a reference of threadModule() instead of a function';

/** A value that does not fit into the memory of a ThreadChannel. */
export class TooLargeError extends InterloopError {
  constructor(call: string, bytes: number, memory: number) {
    super(
      'ERR_INTERLOOP_TOO_LARGE',
      `The value for ${call} takes ${bytes} bytes and the channel has ${memory}: make it with a larger memory`,
    );
  }
}

/** The module of a thread reference does not exist. */
export class NoSuchModuleError extends InterloopError {
  constructor(what: string, cause: unknown) {
    super('ERR_INTERLOOP_NO_SUCH_MODULE', `Cannot call ${what}: there is no such module`, { cause });
  }
}

/** The module of a thread reference has no function of this name. */
export class NoSuchFunctionError extends InterloopError {
  constructor(what: string, functions: readonly string[]) {
    const there = functions.length > 0 ? `the functions it exports are ${functions.join(', ')}` : 'it exports none';
    super(
      'ERR_INTERLOOP_NO_SUCH_FUNCTION',
      `Cannot call ${what}: the module exports no function of this name; ${there}`,
    );
  }
}

/** A call to a thread whose reactor has stopped, or that was stopping before the call was done. */
export class ThreadStoppedError extends InterloopError {
  constructor(what: string, where: string) {
    super('ERR_INTERLOOP_THREAD_STOPPED', `Cannot call ${what}: ${where} has stopped`);
  }
}

/** A thread has ended without being asked to, while it was wanted. */
export class ThreadDiedError extends InterloopError {
  constructor(where: string, how: string, cause?: unknown) {
    super('ERR_INTERLOOP_THREAD_DIED', `${where} has died: ${how}`, cause === undefined ? {} : { cause });
  }
}

/** A thread that does not answer: it is not there, or does not use this package. */
export class NoReactorThereError extends InterloopError {
  constructor(what: string, threadId: number, why: string) {
    super(
      'ERR_INTERLOOP_NO_REACTOR_THERE',
      `Cannot call ${what} in thread ${threadId}: ${why}; the program of that thread has to import interloop`,
    );
  }
}

/** A ThreadChannel that more threads use than it has places for. */
export class TooManyThreadsError extends InterloopError {
  constructor(channel: string, most: number) {
    super(
      'ERR_INTERLOOP_TOO_MANY_THREADS',
      `The channel ${channel} is used by ${most} threads, and cannot be by more: give some of them a channel of their own`,
    );
  }
}

/** A thread would wait for itself. */
export class WouldDeadlockError extends InterloopError {
  constructor(
    what: string,
    call = 'blockingCallFromThread()',
    instead = 'call the function, or get a Deferred from callInReactor()',
  ) {
    super(
      'ERR_INTERLOOP_WOULD_DEADLOCK',
      `${call} of ${what} in a thread that has a reactor of its own could wait for ever; ${instead}`,
    );
  }
}
