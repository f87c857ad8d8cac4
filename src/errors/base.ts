/**
 * Every error that interloop makes, each with a `code` that stays the same from release to release.
 *
 * A message names the value that was wrong and the way out. `code` is what programs should compare: it survives two
 * copies of the package in one process, where `instanceof` does not. `docs/errors.md` lists them.
 *
 * @example
 * import { reactor } from 'interloop';
 *
 * try {
 *   reactor.stop();
 * } catch (error) {
 *   if (error.code !== 'ERR_INTERLOOP_REACTOR_NOT_RUNNING') throw error;
 * }
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
