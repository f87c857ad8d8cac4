/**
 * From LoopingCall and the Cooperator.
 */
import { InterloopError } from './base.ts';

/** A LoopingCall is started once, and again after it was stopped. */
export class AlreadyLoopingError extends InterloopError {
  constructor() {
    super('ERR_INTERLOOP_ALREADY_LOOPING', 'This LoopingCall is running already; stop() it first');
  }
}

/** A LoopingCall that does not run cannot be stopped or reset. */
export class NotLoopingError extends InterloopError {
  constructor(method: string) {
    super('ERR_INTERLOOP_NOT_LOOPING', `Cannot ${method}() a LoopingCall that does not run; running tells`);
  }
}

/** A cooperative task has ended, in one of four ways, and can be neither paused nor stopped. */
export class TaskFinished extends InterloopError {}

/** A cooperative task has come to the end of its iterator. */
export class TaskDone extends TaskFinished {
  constructor() {
    super('ERR_INTERLOOP_TASK_DONE', 'The task is done: its iterator has come to its end');
  }
}

/** A cooperative task was stopped. */
export class TaskStopped extends TaskFinished {
  constructor() {
    super('ERR_INTERLOOP_TASK_STOPPED', 'The task was stopped');
  }
}

/** A cooperative task has failed; `cause` is what its iterator, or what it waited for, has thrown. */
export class TaskFailed extends TaskFinished {
  constructor(cause: unknown) {
    super('ERR_INTERLOOP_TASK_FAILED', 'The task has failed; error.cause is what was thrown', { cause });
  }
}

/** The Cooperator of a task was stopped. */
export class SchedulerStopped extends TaskFinished {
  constructor() {
    super('ERR_INTERLOOP_SCHEDULER_STOPPED', 'The Cooperator of this task was stopped; start() lets it take others');
  }
}
