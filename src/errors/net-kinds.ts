/**
 * From datagrams, processes and raw descriptors.
 */
import { InterloopError } from './base.ts';
import { ConnectionDone, ConnectionLost } from './net.ts';

/** A datagram is longer than the network can carry in one piece. */
export class MessageTooLong extends InterloopError {
  constructor(length: number, most: number) {
    super('ERR_INTERLOOP_MESSAGE_TOO_LONG', `A datagram has at most ${most} bytes, not ${length}; send several`);
  }
}

/** A multicast group cannot be joined or left; `cause` is the system's error. */
export class MulticastError extends InterloopError {
  constructor(what: string, group: string, cause: Error) {
    super('ERR_INTERLOOP_MULTICAST', `Cannot ${what} the group ${group}: ${cause.message}`, { cause });
  }
}

/** A process has ended by itself, with exit code 0. */
export class ProcessDone extends ConnectionDone {
  /** What the program ended with. */
  readonly exitCode = 0;
  /** No signal has ended it. */
  readonly signal: null = null;

  constructor() {
    super('The process has ended with exit code 0', 'ERR_INTERLOOP_PROCESS_DONE');
  }
}

/** A process has ended with another exit code than 0, or by a signal. */
export class ProcessTerminated extends ConnectionLost {
  /** What the program ended with, unless a signal has ended it. */
  readonly exitCode: number | null;
  /** The signal that has ended it, as in `SIGTERM`. */
  readonly signal: NodeJS.Signals | null;

  constructor(exitCode: number | null, signal: NodeJS.Signals | null) {
    const how = signal === null ? `with exit code ${exitCode}` : `by ${signal}`;
    super(`The process has ended ${how}`, undefined, 'ERR_INTERLOOP_PROCESS_TERMINATED');
    this.exitCode = exitCode;
    this.signal = signal;
  }
}

/** A program could not be started: it does not exist, or may not be run; `cause` is the system's error. */
export class CannotSpawn extends InterloopError {
  constructor(executable: string, cause: Error) {
    super('ERR_INTERLOOP_CANNOT_SPAWN', `Cannot start ${executable}: ${cause.message}`, { cause });
  }
}

/** A process that has ended gets no signals. */
export class ProcessExitedAlready extends InterloopError {
  constructor() {
    super('ERR_INTERLOOP_PROCESS_EXITED', 'This process has ended; processExited() tells when');
  }
}

/** A program has written to its standard error, which `getProcessOutput()` takes for a failure. */
export class UnexpectedErrorOutput extends InterloopError {
  /** What it has written there, as far as it was read. */
  readonly output: string;

  constructor(executable: string, output: string) {
    super(
      'ERR_INTERLOOP_UNEXPECTED_ERROR_OUTPUT',
      `${executable} has written to its standard error, which errorToo allows: ${output.trimEnd()}`,
    );
    this.output = output;
  }
}

/** A descriptor cannot be waited for; `cause` is the system's error. */
export class CannotWatch extends InterloopError {
  constructor(fd: unknown, why: string, cause?: unknown) {
    super(
      'ERR_INTERLOOP_CANNOT_WATCH',
      `Cannot wait for descriptor ${fd}: ${why}`,
      cause === undefined ? {} : { cause },
    );
  }
}

/** A descriptor was closed, or its number stands for another file now, while somebody waited for it. */
export class DescriptorGone extends ConnectionLost {
  constructor(fd: number) {
    super(
      `Descriptor ${fd} was closed while it was waited for; call removeReader() and removeWriter() before`,
      undefined,
      'ERR_INTERLOOP_DESCRIPTOR_GONE',
    );
  }
}
