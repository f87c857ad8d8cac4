/** What the random programs have done in threads; each call writes down that it was begun. */
import { setTimeout as sleep } from 'node:timers/promises';
import { getEnvironmentData } from 'node:worker_threads';

const begun = getEnvironmentData('begun') as Int32Array;

function begin(i: number): number {
  Atomics.add(begun, i, 1);
  return i;
}

export function quick(i: number): number {
  return begin(i);
}

export async function later(i: number): Promise<number> {
  begin(i);
  await sleep(i % 3);
  return i;
}

export function spins(i: number): number {
  const end = performance.now() + 2;
  while (performance.now() < end);
  return begin(i);
}

export function fails(i: number): never {
  throw new RangeError(`${begin(i)}`);
}

export function takesObject(i: number, { number }: { number: number }): number {
  begin(i);
  return number;
}

export function takesBuffer(i: number, bytes: Uint8Array): number {
  begin(i);
  return bytes.length;
}

export function dies(i: number): void {
  begin(i);
  process.exit(1);
}

export async function diesLater(i: number): Promise<void> {
  begin(i);
  await sleep(1);
  process.exit(0);
}

export function crashesAfterwards(i: number): number {
  setImmediate(() => {
    throw new Error('crashed afterwards');
  });
  return begin(i);
}
