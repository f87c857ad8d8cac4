/**
 * Every error that interloop makes, each with a `code` that stays the same from release to release.
 *
 * A message names the value that was wrong and the way out. `code` is what programs should compare: it survives two
 * copies of the package in one process, where `instanceof` does not.
 */
export class InterloopError extends Error {
  /** What programs compare, for example `ERR_INTERLOOP_NOT_HOSTED`. */
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }

  /** Node prints the code of its own errors beside their name; so do we. */
  override toString(): string {
    return `${this.name} [${this.code}]: ${this.message}`;
  }
}

/** An argument of the wrong type or out of range. */
export class InvalidArgumentError extends InterloopError {
  constructor(message: string) {
    super('ERR_INTERLOOP_INVALID_ARGUMENT', message);
  }
}

/** Hosting needs stock Node.js; Electron, Deno and Bun have other loops or own theirs already. */
export class UnsupportedRuntimeError extends InterloopError {
  constructor(runtime: string, way: string) {
    super('ERR_INTERLOOP_UNSUPPORTED_RUNTIME', `Hosting needs stock Node.js, this is ${runtime}: ${way}`);
  }
}

/** The addon has no file for this operating system yet; everything but hosting works. */
export class UnsupportedPlatformError extends InterloopError {
  constructor(platform: string) {
    super(
      'ERR_INTERLOOP_UNSUPPORTED_PLATFORM',
      `Hosting is not there yet on ${platform}, only on linux; the rest of interloop works without it`,
    );
  }
}

/** The addon could not be loaded; everything but hosting works. */
export class AddonMissingError extends InterloopError {
  constructor(cause: unknown) {
    super(
      'ERR_INTERLOOP_ADDON_MISSING',
      `The native addon that hosting needs could not be loaded for ${process.platform}-${process.arch} ` +
        `(Node ${process.versions.node}); build it with "npm explore interloop -- npm run build:native"`,
      { cause },
    );
  }
}

/** A host needs a system library or a package that is not installed. */
export class MissingLibraryError extends InterloopError {
  /** The library's file name, for example `libglib-2.0.so.0`. */
  readonly library: string;

  constructor(library: string, way: string, cause?: unknown) {
    super('ERR_INTERLOOP_MISSING_LIBRARY', `Cannot load ${library}: ${way}`, { cause });
    this.library = library;
  }
}

/** There is no host of this name. */
export class UnknownHostError extends InterloopError {
  constructor(name: string, known: readonly string[]) {
    super('ERR_INTERLOOP_UNKNOWN_HOST', `There is no host "${name}"; there are ${known.join(', ')}`);
  }
}

/** A command line that cannot be understood. */
export class UsageError extends InterloopError {
  constructor(message: string) {
    super('ERR_INTERLOOP_USAGE', message);
  }
}

/** The program that was to be run is not there. */
export class ProgramNotFoundError extends InterloopError {
  constructor(program: string, path: string) {
    super('ERR_INTERLOOP_PROGRAM_NOT_FOUND', `There is no program "${program}": nothing was found at ${path}`);
  }
}

/** The operating system would not turn this process into another program. */
export class ExecError extends InterloopError {
  constructor(file: string, reason: string) {
    super('ERR_INTERLOOP_EXEC', `Cannot start ${file}: ${reason}`);
  }
}

/** This thread is inside a host already, or about to be. */
export class AlreadyHostedError extends InterloopError {
  constructor(inside: string, wanted: string) {
    super(
      'ERR_INTERLOOP_ALREADY_HOSTED',
      `Cannot enter ${wanted}: this thread is inside ${inside} already; wait for that entry to end, ` +
        'or use modal() for a nested loop',
    );
  }
}

/** The host's loop is being run by another thread. */
export class HostBusyError extends InterloopError {
  constructor(host: string, way: string) {
    super('ERR_INTERLOOP_HOST_BUSY', `Cannot enter ${host}: another thread is running it; ${way}`);
  }
}

/** The host was entered with nothing but its loop, so that only its own function can end it. */
export class CannotQuitError extends InterloopError {
  constructor() {
    super(
      'ERR_INTERLOOP_CANNOT_QUIT',
      "leave() does not know how to end a host of which only the loop was given; call the toolkit's own quit function",
    );
  }
}

/** The system has no descriptor, thread or memory left for an entry; nothing was entered. */
export class OutOfResourcesError extends InterloopError {
  constructor(host: string, cause: unknown) {
    const reason = (cause as Error).message;
    super('ERR_INTERLOOP_OUT_OF_RESOURCES', `Cannot enter ${host}: ${reason}; try again when something was closed`, {
      cause,
    });
  }
}

/** Something needs a host, and this thread is not inside one. */
export class NotHostedError extends InterloopError {
  constructor(what: string) {
    super('ERR_INTERLOOP_NOT_HOSTED', `${what} needs a host: call it between enter(host) and the host's end`);
  }
}

/** The process is exiting, so Node's loop, and with it a host, will not run again. */
export class ExitingError extends InterloopError {
  constructor(host: string) {
    super('ERR_INTERLOOP_EXITING', `Cannot enter ${host}: the process is exiting and its loop will not run again`);
  }
}

/** A host's loop was entered by an FFI call that runs on a stack of its own, where JavaScript cannot run. */
export class ForeignStackError extends InterloopError {
  constructor(host: string) {
    super(
      'ERR_INTERLOOP_FOREIGN_STACK',
      `The loop of ${host} was entered by an FFI call that runs on a stack of its own, where JavaScript cannot run; ` +
        'enter it by address: native(address, ...) as the run of a host, call(native(address, ...)) for a nested loop',
    );
  }
}

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
