/**
 * From the reactor: its life, its events, its delayed calls.
 */
import { InterloopError } from './base.ts';

/** A delayed call that has been made, or is being made, cannot be cancelled or moved. */
export class AlreadyCalled extends InterloopError {
  constructor(method: string) {
    super(
      'ERR_INTERLOOP_ALREADY_CALLED',
      `Cannot ${method}() a delayed call that has been made; active() tells whether it is still to come`,
    );
  }
}

/** A delayed call that was cancelled cannot be cancelled again or moved. */
export class AlreadyCancelled extends InterloopError {
  constructor(method: string) {
    super(
      'ERR_INTERLOOP_ALREADY_CANCELLED',
      `Cannot ${method}() a delayed call that was cancelled; active() tells whether it is still to come`,
    );
  }
}

/** The reactor is running already. */
export class ReactorAlreadyRunning extends InterloopError {
  constructor() {
    super('ERR_INTERLOOP_REACTOR_ALREADY_RUNNING', 'The reactor is running already; a second one is new Reactor()');
  }
}

/** The reactor does not run, or is stopping already. */
export class ReactorNotRunning extends InterloopError {
  constructor(call: string) {
    super('ERR_INTERLOOP_REACTOR_NOT_RUNNING', `${call} needs a reactor that runs and is not stopping yet`);
  }
}

/** A reactor that was stopped cannot be run again. */
export class ReactorNotRestartable extends InterloopError {
  constructor() {
    super('ERR_INTERLOOP_REACTOR_NOT_RESTARTABLE', 'A reactor that was stopped is not run again; make a new Reactor()');
  }
}

/** The reactor of the program was chosen already, by install() or by using it. */
export class ReactorAlreadyInstalled extends InterloopError {
  constructor() {
    super(
      'ERR_INTERLOOP_REACTOR_ALREADY_INSTALLED',
      'The reactor of the program is chosen already; call install() once, before anything uses it',
    );
  }
}

/** A trigger was to be removed that was called or removed already. */
export class TriggerGoneError extends InterloopError {
  constructor(phase: string, event: string) {
    super('ERR_INTERLOOP_TRIGGER_GONE', `This trigger ${phase} ${event} was called or removed already`);
  }
}
