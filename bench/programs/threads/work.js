/** What is called in threads. */

export function increment(n) {
  return n + 1;
}

/** Computes for a millisecond. */
export function compute() {
  const end = performance.now() + 1;
  while (performance.now() < end);
}
