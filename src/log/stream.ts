/**
 * Writing to a stream that may break, as `console` does: whoever reads a log may go, and that must not end the program.
 */
import { EventEmitter } from 'node:events';

/**
 * Where a log is written: a stream of Node's, or anything with a `write`.
 *
 * @example
 * import { msg, startLogging } from 'interloop';
 *
 * const lines = [];
 * startLogging({ write: (line) => lines.push(line) });
 * msg('hello');
 * lines.length; // 1
 */
export interface LogStream {
  /** Takes an event with the line break at its end, and calls `written` when that has been written, or has failed. */
  write(line: string, written?: (error?: Error | null) => void): unknown;
  /** Whether it is a terminal. */
  readonly isTTY?: boolean;
  /** Whether the terminal shows colors. */
  hasColors?(): boolean;
}

/** An `error` event that nobody listens for would be thrown; the callback comes before it. */
export function writeTo(stream: LogStream, line: string, failed: (error: Error) => void = ignore): void {
  stream.write(line, (error) => {
    if (!error) return;
    if (stream instanceof EventEmitter && stream.listenerCount('error') === 0) stream.once('error', ignore);
    failed(error);
  });
}

function ignore(): void {}
