/**
 * What `callFromThread()` takes besides a function: the name of one that may be in another thread.
 *
 * The reactor knows nothing of threads. Whoever makes such names (`threads/`) tells here how they are called.
 */

/** The method by which a name is called for a reactor. */
export const callFar: unique symbol = Symbol('interloop.callFar');

/** A function that is named instead of given. */
export interface FarFunction<Args extends readonly unknown[] = never[]> {
  /** Has the function called on the thread of the reactor that this one is or stands for. */
  [callFar](reactor: object, args: Args): void;
}

export function isFarFunction(value: unknown): value is FarFunction<readonly unknown[]> {
  return typeof value === 'object' && value !== null && callFar in value;
}
