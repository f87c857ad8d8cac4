/** What tests of thread pools have done in the threads. */
import { closeSync, openSync } from 'node:fs';
import { SocketAddress } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { isMainThread, type MessagePort, threadId } from 'node:worker_threads';
import {
  blockingCallFromThread,
  Deferred,
  isInReactorThread,
  logContext,
  reactor,
  threadModule,
  transfer,
} from 'interloop';

/** Words that both sides see: how many have begun, whether they may go on. */
const BEGUN = 0;
const OPEN = 1;

export function where(): object {
  return { isMainThread, isInReactorThread: isInReactorThread() };
}

export function number(): number {
  return threadId;
}

export function add(a: number, b: number): number {
  return a + b;
}

export function promised(value: string): Promise<string> {
  return sleep(1, value);
}

export function deferred(value: string): Deferred<string> {
  const done = new Deferred<string>();
  setTimeout(() => done.callback(value), 1);
  return done;
}

export function refuse(): never {
  throw Object.assign(new RangeError('no more'), { code: 'E_NO_MORE' });
}

/** Stands still, and the thread with it, until the gate is opened. */
export function hold(gate: Int32Array): number {
  Atomics.add(gate, BEGUN, 1);
  Atomics.wait(gate, OPEN, 0);
  return threadId;
}

/** Waits for the gate, and the thread turns. */
export async function linger(gate: Int32Array): Promise<number> {
  Atomics.add(gate, BEGUN, 1);
  while (Atomics.load(gate, OPEN) === 0) await sleep(1);
  return threadId;
}

/** Stands still within one call into the system, which ends when somebody opens the other end. */
export function openPipe(gate: Int32Array, path: string): void {
  Atomics.add(gate, BEGUN, 1);
  closeSync(openSync(path, 'r'));
}

export function note(seen: Int32Array, i: number): number {
  return Atomics.add(seen, i, 1);
}

/** Writes down in which place it came. */
export function inOrder(places: Int32Array, i: number): void {
  places[i] = Atomics.add(places, 0, 1) + 1;
}

export function sizeOf(bytes: Uint8Array): number {
  return bytes.length;
}

export function join(words: string[]): string {
  return words.join(' ');
}

export function moved(size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  return transfer(bytes, [bytes.buffer]);
}

export function post(port: MessagePort, word: string): void {
  port.postMessage(word);
  port.close();
}

export function notToBeSent(): () => void {
  return () => {};
}

/** What can be sent, but not received: its clone names a class that Node does not have. */
export function unreadable(): SocketAddress {
  const address = new SocketAddress({});
  const clone = Object.getOwnPropertySymbols(SocketAddress.prototype).find(({ description }) =>
    /clone/i.test(description!),
  );
  const value = () => ({ data: {}, deserializeInfo: 'internal/blocklist:Nothing' });
  return Object.defineProperty(address, clone!, { value });
}

export function exit(code: number): void {
  process.exit(code);
}

export function exitLater(code: number): Promise<void> {
  return sleep(1).then(() => process.exit(code));
}

/** Comes to its end well; then the thread dies. */
export function crashAfterwards(): void {
  setImmediate(() => {
    throw new TypeError('crashed afterwards');
  });
}

/** Comes to its end well; then the thread ends, and says so. */
export function exitAfterwards(gate: Int32Array): string {
  process.on('exit', () => Atomics.add(gate, BEGUN, 1));
  setImmediate(() => process.exit(0));
  return 'the answer';
}

export function eatMemory(): void {
  const hoard: unknown[] = [];
  for (;;) hoard.push(new Array(100_000).fill(hoard.length));
}

export function context(): object {
  return logContext();
}

export function sayAll(words: readonly string[]): void {
  for (const word of words) console.log(word);
}

/** Functions of a module that lives in the thread that owns the pool. */
interface There {
  say(word: string): void;
  answer(word: string): string;
  refuse(): never;
}

export function callBack(url: string, word: string): void {
  reactor.callFromThread(threadModule<There>(url).say, word);
}

export function askBack(url: string, word: string): string {
  return blockingCallFromThread(threadModule<There>(url).answer, word);
}

export function askBackForError(url: string): never {
  return blockingCallFromThread(threadModule<There>(url).refuse);
}

/** Asks when the gate is opened. */
export function askBackLater(gate: Int32Array, url: string, word: string): string {
  hold(gate);
  return askBack(url, word);
}
