/** What tests of ReactorThread have done in the thread. */
import { setTimeout as sleep } from 'node:timers/promises';
import { isMainThread, threadId } from 'node:worker_threads';
import {
  addObserver,
  Deferred,
  deferLater,
  isInReactorThread,
  reactor,
  reactorOf,
  threadModule,
  transfer,
} from 'interloop';

const heard: string[] = [];

export function where(): object {
  return { isMainThread, running: reactor.running, own: isInReactorThread() };
}

export function hear(word: string): void {
  heard.push(word);
}

export function heardSoFar(): string[] {
  return heard;
}

export function number(): number {
  return threadId;
}

export function refuse(): never {
  throw Object.assign(new RangeError('no more'), { code: 'E_NO_MORE' });
}

export function never(): Deferred<void> {
  return new Deferred();
}

export function crash(): void {
  setImmediate(() => {
    throw new TypeError('crashed');
  });
}

export function exit(code: number): void {
  process.exit(code);
}

export function eatMemory(): void {
  const hoard: unknown[] = [];
  for (;;) hoard.push(new Array(100_000).fill(hoard.length));
}

export function stop(): void {
  reactor.stop();
}

export function holdOn(): void {
  setInterval(() => {}, 1000);
}

export function block(): never {
  for (;;);
}

export function slowGoodbye(file: string): Promise<void> {
  return sleep(20).then(() => tell(file, 'goodbye'));
}

/** Says it in the main thread, where `file` is known already. */
export function tell(file: string, word: string): void {
  const { say } = threadModule<{ say(word: string): void }>(file);
  reactorOf(0).callFromThread(say, word);
}

export function later(value: string): Deferred<string> {
  return deferLater(reactor, 1, () => value);
}

/** Has what is logged here told in the main thread. */
export function tellLog(file: string): void {
  addObserver(({ message }) => tell(file, message.replace(/file:\S+\//, '')));
}

/** Doubles bytes, and moves them back. */
export function doubled(bytes: Uint8Array): Uint8Array {
  const twice = bytes.map((byte) => 2 * byte);
  return transfer(twice, [twice.buffer]);
}

/** Told when the caller cancels. */
export function untilCancelled(file: string): Deferred<void> {
  return new Deferred(() => tell(file, 'cancelled'));
}
