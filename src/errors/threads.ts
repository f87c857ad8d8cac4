/**
 * From calls and messages between threads.
 */
import { InterloopError } from './base.ts';

/** A value that cannot be given to another thread: the structured clone algorithm refuses it. */
export class NotCloneableError extends InterloopError {
  constructor(which: string, cause: unknown) {
    super(
      'ERR_INTERLOOP_NOT_CLONEABLE',
      `${which} cannot be sent to another thread: functions, and objects that hold them, stay where they are; ` +
        'send data, and a reference of threadModule() instead of a function',
      { cause },
    );
  }
}
