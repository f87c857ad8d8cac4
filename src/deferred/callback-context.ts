/**
 * What callbacks take along from where they were added. The contexts are those of the log, which this folder does not
 * know, so whoever knows both says how it is done.
 */
import type { Callback } from './step.ts';

type Keep = (callback: Callback) => Callback;

let keep: Keep | undefined;

/** From now on, callbacks are called as `keeper` gives them back when they are added. */
export function keepContextBy(keeper: Keep): void {
  keep = keeper;
}

export function withContext(callback: Callback | undefined): Callback | undefined {
  return keep && callback ? keep(callback) : callback;
}
