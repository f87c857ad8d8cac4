/**
 * How a program logs: `msg` and `err` as in Twisted, and a logger for each part of it.
 */
import { inspect } from 'node:util';
import { InvalidArgumentError } from '../errors.ts';
import type { LogFields } from './event.ts';
import { emit } from './publisher.ts';
import { join, summary } from './show.ts';

/**
 * Logs a message of level `info`; the arguments become text as those of `console.log` do. Twisted's `log.msg`.
 *
 * @example
 * import { msg, startLogging } from 'interloop';
 *
 * startLogging(process.stdout);
 * msg('%d bytes from', 12, { host: 'localhost' }); // ... info  [-] 12 bytes from { host: 'localhost' }
 */
export function msg(...message: unknown[]): void {
  emit('info', join(message));
}

/**
 * Logs what was thrown, with its stack, as an event of level `error`. Twisted's `log.err`.
 *
 * @param why what was being done, as in "while reading the settings"
 * @example
 * import { err, startLogging } from 'interloop';
 *
 * startLogging(process.stdout);
 * try {
 *   JSON.parse('');
 * } catch (error) {
 *   err(error, 'while reading the settings'); // ... error [-] while reading the settings: SyntaxError: ...
 * }
 */
export function err(error: unknown, why?: string): void {
  emit('error', why ?? summary(error), { error });
}

/**
 * Logs for one part of a program, with a level a method, as Twisted's Logger does. A field `error` is written with its
 * stack.
 *
 * @example
 * import { Logger, startLogging } from 'interloop';
 *
 * startLogging(process.stdout, { level: 'debug' });
 * const log = new Logger('mail');
 * log.debug('connected', { host: 'localhost' }); // ... debug [mail] connected host=localhost
 * log.warn('slow', { ms: 1200 }); // ... warn  [mail] slow ms=1200
 */
export class Logger {
  /** The part of the program that it logs for. */
  readonly system: string;

  /** @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT` */
  constructor(system: string) {
    if (typeof system !== 'string') throw new InvalidArgumentError(`A Logger has a name, not ${inspect(system)}`);
    this.system = system;
  }

  /** What helps to find a mistake. */
  debug(message: string, fields?: LogFields): void {
    emit('debug', message, { system: this.system, ...fields });
  }

  /** What is worth knowing. */
  info(message: string, fields?: LogFields): void {
    emit('info', message, { system: this.system, ...fields });
  }

  /** What works, but should not be so. */
  warn(message: string, fields?: LogFields): void {
    emit('warn', message, { system: this.system, ...fields });
  }

  /** What did not work. */
  error(message: string, fields?: LogFields): void {
    emit('error', message, { system: this.system, ...fields });
  }

  /** What the program cannot go on without. */
  critical(message: string, fields?: LogFields): void {
    emit('critical', message, { system: this.system, ...fields });
  }
}
