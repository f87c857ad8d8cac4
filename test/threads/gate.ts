/**
 * Holds calls in threads up until a test lets them go on.
 */
import { setTimeout as sleep } from 'node:timers/promises';

export class Gate {
  /** What the functions are given: how many have begun, whether it is open. */
  readonly words = new Int32Array(new SharedArrayBuffer(8));

  /** Waits until so many calls have come to it. */
  async begun(count = 1): Promise<void> {
    while (Atomics.load(this.words, 0) < count) await sleep(1);
  }

  get count(): number {
    return Atomics.load(this.words, 0);
  }

  open(): void {
    Atomics.store(this.words, 1, 1);
    Atomics.notify(this.words, 1);
  }
}

/** Waits for something that nothing tells of. */
export async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await sleep(1);
}
