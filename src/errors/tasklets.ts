/**
 * From tasklets and channels.
 */
import { InterloopError } from './base.ts';

/** A tasklet was killed: raised in it where it waits, and what joining it fails with; `cause` is the reason that was given. */
export class TaskletExit extends InterloopError {
  constructor(tasklet: string, reason?: unknown) {
    super(
      'ERR_INTERLOOP_TASKLET_EXIT',
      `The tasklet ${tasklet} was killed`,
      reason === undefined ? {} : { cause: reason },
    );
  }
}

/** A channel was closed, and holds nothing more; `cause` is what it was closed with. */
export class ChannelClosed extends InterloopError {
  /** The channel, to tell which of several it was. */
  readonly channel: object;

  constructor(name: string, channel: object, cause?: unknown) {
    super('ERR_INTERLOOP_CHANNEL_CLOSED', `The channel ${name} is closed`, cause === undefined ? {} : { cause });
    Object.defineProperty(this, 'channel', { enumerable: false });
    this.channel = channel;
  }
}

/** Everything is blocked: the program would end while it waits. Raised where the main tasklet waits, as in Stackless. */
export class DeadlockError extends InterloopError {
  constructor(report: string) {
    super('ERR_INTERLOOP_DEADLOCK', `Everything is blocked, and nothing is left that could change it:\n${report}`);
  }
}
