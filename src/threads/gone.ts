/**
 * Who wants to know that a thread, which had called into this one, is gone.
 *
 * A Worker tells that it has ended, and the port by which it has called that it is closed, in either order; what is left in the port
 * comes before its end. So whoever has seen a Worker end waits for the port, or a call would fail of which the answer is there.
 */
const listeners = new Set<(thread: number) => void>();
const waiting = new Map<number, (() => void)[]>();

/** Calls `listener` with the number of each thread that is gone. */
export function onThreadGone(listener: (thread: number) => void): void {
  listeners.add(listener);
}

/** Told by whoever has a port of it. */
export function threadIsThere(thread: number): void {
  if (!waiting.has(thread)) waiting.set(thread, []);
}

/** Told by whoever sees its port close. */
export function threadIsGone(thread: number): void {
  for (const listener of listeners) listener(thread);
  const all = waiting.get(thread) ?? [];
  waiting.delete(thread);
  for (const fn of all) fn();
}

/** Calls `fn` when a thread that has ended is gone here, too: now, if it never called. */
export function whenGone(thread: number, fn: () => void): void {
  const all = waiting.get(thread);
  if (all) all.push(fn);
  else fn();
}
