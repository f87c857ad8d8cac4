/**
 * What happens in a program, told to whoever wants to know.
 *
 * Reading order: event.ts (what is logged), logger.ts (how a program logs), context.ts (what all events of a call have),
 * publisher.ts (who is told), start-logging.ts (a log on a stream), text.ts and json.ts (what it looks like).
 */
export { callWithLogger, type HasLogPrefix } from './call-with-logger.ts';
export { callWithContext, logContext } from './context.ts';
export type { LogEvent, LogFields, LogLevel } from './event.ts';
export { err, Logger, msg } from './logger.ts';
export { addObserver, type LogObserver, removeObserver } from './publisher.ts';
export { type Logging, type LoggingOptions, startLogging } from './start-logging.ts';
export type { LogStream } from './stream.ts';
