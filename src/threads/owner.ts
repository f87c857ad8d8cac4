/**
 * Which thread this one works for: the main thread, unless a pool or a ReactorThread says otherwise.
 */
let owner = 0;

export function ownerThread(): number {
  return owner;
}

/** Tells which thread this one works for. */
export function worksFor(thread: number): void {
  owner = thread;
}
