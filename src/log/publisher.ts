/**
 * From those who log to those who listen.
 *
 * What must hold: logging never throws and never ends the program. An observer that throws is told of to the others, the
 * first time, and goes on getting events. An observer that logs is not given what it logs itself, nor what is logged about
 * it, so no two of them can keep each other busy; that is all that `isBusy` is for.
 *
 * Until there was an observer the last events are kept, so that what happens while a program starts is in its log, too. An
 * error that nobody listens to is written to stderr, at once, as it may be the last thing that the process does.
 *
 * The channel `interloop:log` of `node:diagnostics_channel` gets every event, a `LogEvent`, for loggers that the program
 * has already. Subscribers must not throw.
 */
import { channel } from 'node:diagnostics_channel';
import { inspect } from 'node:util';
import { InvalidArgumentError } from '../errors.ts';
import { logContext } from './context.ts';
import { isAtLeast, type LogEvent, type LogFields, type LogLevel } from './event.ts';
import { join } from './show.ts';
import { writeTo } from './stream.ts';
import { formatText } from './text.ts';

/** Is given every event, at once, in the order of logging. */
export type LogObserver = (event: LogEvent) => void;

interface Seat {
  readonly observer: LogObserver;
  isBusy: boolean;
  hasFailed: boolean;
}

const KEPT = 200;

const events = channel('interloop:log');
const seats = new Map<LogObserver, Seat>();
let early: LogEvent[] | undefined = [];

/**
 * Adds an observer; the first one of the process is given at once what was logged before, the last 200 events of it.
 *
 * As in Twisted one that throws does not keep the others from their events. One that was added already stays where it
 * is.
 *
 * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
 * @example
 * import { addObserver, msg, removeObserver } from 'interloop';
 *
 * msg('before');
 * const messages = [];
 * const observer = (event) => messages.push(event.message);
 * addObserver(observer);
 * msg('while');
 * removeObserver(observer);
 * msg('after');
 * messages; // ['before', 'while']
 */
export function addObserver(observer: LogObserver): void {
  if (typeof observer !== 'function') {
    throw new InvalidArgumentError(`addObserver() takes a function, not ${inspect(observer)}`);
  }
  if (seats.has(observer)) return;
  const seat = { observer, isBusy: false, hasFailed: false };
  seats.set(observer, seat);
  const missed = early ?? [];
  early = undefined;
  for (const event of missed) give(seat, event);
}

/**
 * Removes an observer; one that is not there is no error.
 *
 * @example
 * import { addObserver, removeObserver } from 'interloop';
 *
 * const observer = (event) => console.log(event.message);
 * addObserver(observer);
 * removeObserver(observer);
 */
export function removeObserver(observer: LogObserver): void {
  seats.delete(observer);
}

/**
 * Logs an event: what it is said to have, and what the context says that it is part of.
 *
 * What is passed in wins over the context, but for what makes an event, which nothing can replace.
 */
export function emit(level: LogLevel, message: string, fields?: LogFields): void {
  const added: LogFields = { ...logContext(), ...fields };
  const system = typeof added.system === 'string' ? added.system : '-';
  publish(Object.freeze({ ...added, time: Date.now(), level, system, message: join([message]) }));
}

/** Tells the others that an observer could not do its work, unless they have been told. */
export function observerFailed(observer: LogObserver, error: unknown): void {
  const seat = seats.get(observer);
  if (!seat || seat.hasFailed) return;
  seat.hasFailed = true;
  seat.isBusy = true;
  const why = `an observer of the log failed, which is told once: ${observer.name || 'a function'}`;
  emit('error', why, { system: 'log', error });
  seat.isBusy = false;
}

function publish(event: LogEvent): void {
  let isHeard = events.hasSubscribers;
  if (isHeard) events.publish(event);
  if (early && early.push(event) > KEPT) early.shift();
  for (const seat of seats.values()) isHeard = give(seat, event) || isHeard;
  if (!isHeard && isAtLeast(event.level, 'error')) writeToStderr(event);
}

function writeToStderr(event: LogEvent): void {
  try {
    writeTo(process.stderr, formatText(event));
  } catch {
    // Nobody can be told.
  }
}

/** Whether the observer has taken the event. */
function give(seat: Seat, event: LogEvent): boolean {
  if (seat.isBusy) return false;
  seat.isBusy = true;
  try {
    seat.observer(event);
    return true;
  } catch (error) {
    observerFailed(seat.observer, error);
    return false;
  } finally {
    seat.isBusy = false;
  }
}
