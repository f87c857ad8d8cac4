/**
 * Remembering where Deferreds were made and fired, when asked to: a stack for each costs more than the Deferred.
 */

/** Whether stacks are kept; read wherever a Deferred is made or fired. */
export let debugging = false;

/** A stack that is turned into text only when somebody reads it. */
export interface Place {
  readonly stack: string;
}

/**
 * Keeps, from now on, where each Deferred is made and fired, for AlreadyCalledError and reports of unhandled errors,
 * and where each delayed call was asked for: Twisted's `defer.setDebugging` and `DelayedCall.debug` in one.
 *
 * @example
 * import { Deferred, setDebugging } from 'interloop';
 *
 * setDebugging(true);
 * const d = new Deferred();
 * d.callback();
 * try {
 *   d.callback();
 * } catch (error) {
 *   console.log(error.message); // ... and two stacks: where d was made, and where it was fired first
 * }
 */
export function setDebugging(on: boolean): void {
  debugging = on;
}

/**
 * Whether Deferreds keep where they were made and fired.
 *
 * @example
 * import { getDebugging } from 'interloop';
 *
 * console.log(getDebugging()); // false
 */
export function getDebugging(): boolean {
  return debugging;
}

/** The stack of whoever called `below`. */
export function placeOfCall(below: (...args: never[]) => unknown): Place {
  const place = {} as Place;
  Error.captureStackTrace(place, below);
  return place;
}

/** The lines of a stack without its headline. */
export function linesOf(place: Place | undefined): string | undefined {
  return place?.stack.slice(place.stack.indexOf('\n') + 1);
}
