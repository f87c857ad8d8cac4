/**
 * What is logged, as observers get it.
 */

/** From the least to the most important. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'critical';

/** What a program adds to an event; the names of an event's own properties mean those. */
export type LogFields = Readonly<Record<string, unknown>>;

/**
 * One thing that happened. It is frozen, and it is the same object for all observers.
 *
 * @example
 * import { addObserver, callWithContext, msg } from 'interloop';
 *
 * addObserver((event) => console.log(event.level, event.system, event.message, event.request));
 * callWithContext({ system: 'http', request: 7 }, () => msg('%d bytes', 12)); // info http 12 bytes 7
 */
export interface LogEvent {
  /** Milliseconds since 1970, as those of `Date.now()`. */
  readonly time: number;
  /** How important it is. */
  readonly level: LogLevel;
  /** The part of the program that it happened in; `-` if nobody said. */
  readonly system: string;
  /** What happened, as text; of an error, what was being done when it was thrown, or else the error in one line. */
  readonly message: string;
  /** What was thrown, if the event is about that; present even if `undefined` was thrown. */
  readonly error?: unknown;
  /** What the program added, and the fields of its context. */
  readonly [field: string]: unknown;
}

const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error', 'critical'];

export function isLevel(value: unknown): value is LogLevel {
  return (LEVELS as readonly unknown[]).includes(value);
}

export function isAtLeast(level: LogLevel, least: LogLevel): boolean {
  return LEVELS.indexOf(level) >= LEVELS.indexOf(least);
}

const OWN: ReadonlySet<string> = new Set(['time', 'level', 'system', 'message', 'error']);

/** What the program added to an event. */
export function fieldsOf(event: LogEvent): [string, unknown][] {
  return Object.entries(event).filter(([name]) => !OWN.has(name));
}
