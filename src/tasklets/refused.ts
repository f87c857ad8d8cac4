import type { Operation } from './selectable.ts';

/** An operation that fails at once: what a wrong argument makes of a call, so that calls that return promises never throw. */
export function refused(error: unknown): Operation {
  return { attempt: () => ({ value: error, failed: true, givesWay: false }), watch() {}, leave() {} };
}
