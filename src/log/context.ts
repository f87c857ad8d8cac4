/**
 * What is true of all that a call sets going: which system it is, which request it serves.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { inspect } from 'node:util';
import { InvalidArgumentError } from '../errors.ts';
import type { LogFields } from './event.ts';

const storage = new AsyncLocalStorage<LogFields>();
const NOTHING: LogFields = Object.freeze({});

/**
 * Calls a function so that every event logged by it, and by the promises, timers and delayed calls that it starts, has
 * these fields; within another context both apply, and the inner one wins. Twisted's context ends with the call.
 *
 * @param context fields for events; `system` names the part of the program
 * @returns what the function returns; what it throws is thrown
 * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
 * @example
 * import { setTimeout } from 'node:timers/promises';
 * import { callWithContext, msg, startLogging } from 'interloop';
 *
 * startLogging(process.stdout);
 * await callWithContext({ system: 'mail', user: 'ada' }, async () => {
 *   await setTimeout(1);
 *   msg('fetched'); // ... info  [mail] fetched user=ada
 * });
 */
export function callWithContext<Args extends unknown[], Result>(
  context: LogFields,
  fn: (...args: Args) => Result,
  ...args: Args
): Result {
  if (typeof context !== 'object' || context === null) {
    throw new InvalidArgumentError(`callWithContext() takes an object of fields, not ${inspect(context)}`);
  }
  if (typeof fn !== 'function') {
    throw new InvalidArgumentError(`callWithContext() takes a function, not ${inspect(fn)}`);
  }
  return storage.run(Object.freeze({ ...logContext(), ...context }), fn, ...args);
}

/**
 * The fields that an event logged here would have, for instance to take them along to another thread.
 *
 * @example
 * import { callWithContext, logContext } from 'interloop';
 *
 * callWithContext({ system: 'mail' }, () => callWithContext({ user: 'ada' }, logContext)); // { system: 'mail', user: 'ada' }
 */
export function logContext(): LogFields {
  return storage.getStore() ?? NOTHING;
}

/** A function that is called later has the context of here; if there is none, that of whoever calls it. */
export function keepContext<Args extends unknown[], Result>(fn: (...args: Args) => Result): (...args: Args) => Result {
  const context = storage.getStore();
  return context === undefined ? fn : (...args) => storage.run(context, fn, ...args);
}
