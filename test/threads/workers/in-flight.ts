/** What is under way when the reactor of shutdown-in-flight.ts stops: the part of the thread that the call is made to. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type CallSource, Deferred, dispatchTasklets, ReactorClient } from 'interloop';

/** Says that it has begun, and ends when the gate is opened. */
export async function untilOpen(gate: Int32Array, word: string): Promise<string> {
  Atomics.add(gate, 0, 1);
  while (Atomics.load(gate, 1) === 0) await sleep(1);
  return word;
}

/** Says that it has begun, and never ends. */
export function never(gate: Int32Array): Deferred<string> {
  Atomics.add(gate, 0, 1);
  return new Deferred();
}

/** Says that it has begun, and keeps the thread to itself for ever. */
export function spin(gate: Int32Array): never {
  Atomics.add(gate, 0, 1);
  for (;;);
}

/** Lives in the reactor of the thread; what it takes down is told by opening the gate. */
export function settle(gate: Int32Array): void {
  class Resident extends ReactorClient {
    override async onShutdown(): Promise<void> {
      await sleep(5);
      Atomics.store(gate, 1, 1);
    }
  }
  new Resident();
}

export function count(): void {}

/** Runs a dispatcher in the thread that this is called in. */
export function serve(calls: CallSource): Promise<void> {
  return dispatchTasklets(calls);
}
