/**
 * Who wants to know that a thread, which had called into this one, is gone.
 */
const listeners = new Set<(thread: number) => void>();

/** Calls `listener` with the number of each thread that is gone. */
export function onThreadGone(listener: (thread: number) => void): void {
  listeners.add(listener);
}

/** Told by whoever sees its port close. */
export function threadIsGone(thread: number): void {
  for (const listener of listeners) listener(thread);
}
