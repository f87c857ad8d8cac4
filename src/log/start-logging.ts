/**
 * The log on a stream.
 */
import { inspect } from 'node:util';
import { InvalidArgumentError } from '../errors.ts';
import { isAtLeast, isLevel, type LogEvent, type LogLevel } from './event.ts';
import { formatJson } from './json.ts';
import { addObserver, observerFailed, removeObserver } from './publisher.ts';
import { type LogStream, writeTo } from './stream.ts';
import { formatText } from './text.ts';

/** How a log is written. */
export interface LoggingOptions {
  /** One line of JSON an event, instead of lines for a person. */
  readonly json?: boolean;
  /** The least important events that are written; without it `info`. */
  readonly level?: LogLevel;
  /** Whether to use colors; without it as the stream says: a terminal has them, unless the environment says `NO_COLOR`. */
  readonly color?: boolean;
}

/** A log that is being written. */
export interface Logging {
  /** Writes no more of it; the stream stays open. A second time does nothing. */
  stop(): void;
  /** The same as `stop()`, for `using`. */
  [Symbol.dispose](): void;
}

/**
 * Writes what is logged from now on, and if it is the first, what was logged before, to a stream.
 *
 * A line is `2026-11-20 09:22:07.250+0000 info  [http] 12 bytes`: local time, level, system and message; lines that go
 * on, as those of a stack, begin with a tab. Unlike Twisted's it does not redirect standard output. A stream that
 * breaks does not end the program: other observers are told.
 *
 * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
 * @example
 * import { err, msg, startLogging } from 'interloop';
 *
 * const logging = startLogging(process.stdout, { json: true });
 * msg('hello');
 * err(new Error('no route'), 'while connecting');
 * logging.stop();
 */
export function startLogging(stream: LogStream, options: LoggingOptions = {}): Logging {
  if (typeof stream?.write !== 'function') {
    throw new InvalidArgumentError(`startLogging() takes a stream, for example process.stderr, not ${inspect(stream)}`);
  }
  const { json = false, level = 'info', color = stream.isTTY === true && stream.hasColors?.() === true } = options;
  if (!isLevel(level)) throw new InvalidArgumentError(`There is no log level ${inspect(level)}`);
  const toLine = json ? formatJson : (event: LogEvent) => formatText(event, color);
  const failed = (error: Error) => observerFailed(logToStream, error);
  function logToStream(event: LogEvent): void {
    if (isAtLeast(event.level, level)) writeTo(stream, toLine(event), failed);
  }
  const stop = () => removeObserver(logToStream);
  addObserver(logToStream);
  return { stop, [Symbol.dispose]: stop };
}
