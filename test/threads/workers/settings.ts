/** Lives in the main thread. */
import { setTimeout as sleep } from 'node:timers/promises';
import { isMainThread } from 'node:worker_threads';
import { Deferred, deferLater, isInReactorThread, reactor } from 'interloop';

const values = new Map([['quality', 85]]);

export function get(name: string): number | undefined {
  return isMainThread && isInReactorThread() ? values.get(name) : undefined;
}

export function getLater(name: string): Deferred<number | undefined> {
  return deferLater(reactor, 1, () => values.get(name));
}

export async function getPromised(name: string): Promise<number | undefined> {
  await sleep(1);
  return values.get(name);
}

export function refuse(): never {
  throw Object.assign(new RangeError('no more'), { code: 'E_NO_MORE' });
}

export function bytes(): Uint8Array {
  return new Uint8Array([1, 2, 3]);
}

export function notToBeSent(): () => void {
  return () => {};
}

/** Ends the reactor, with somebody waiting for an answer that does not come. */
export function stopWithoutAnswer(): Deferred<void> {
  reactor.stop();
  return new Deferred();
}
