/**
 * What a thread has to do with a channel: its place in the memory, its sleep, and its end.
 *
 * A channel that is no longer used by a thread, and collected there, gives its place back. The end of a thread is told to all
 * its channels as it exits, and by the main thread if it could not.
 */
import { AsyncResource } from 'node:async_hooks';
import { isMainThread, MessageChannel, type MessagePort, threadId } from 'node:worker_threads';
import { TooManyThreadsError } from '../../errors.ts';
import { unwatchLife, watchLife } from '../life.ts';
import type { Line } from './line.ts';
import { ARMED, type Memory, MOST_THREADS, placeOf, WAKES } from './memory.ts';
import { bury, leavePlace, takePlace } from './peers.ts';

/** What is called when the thread was woken. It must not keep the channel from being collected. */
type OnWake = WeakRef<{ serve(): void }>;

const places = new Map<string, Place>();
const collected = new FinalizationRegistry<Place>((place) => place.giveBack());
const noContext = new AsyncResource('ThreadChannel');

let keepsAlive: MessagePort | undefined;
let holds = 0;
let made = 0;

export class Place {
  readonly who: number;
  readonly #words: Int32Array;
  readonly #at: number;
  readonly #name: string;
  readonly #onWake: OnWake;
  #isAsleep = false;
  #isHolding = false;

  /** @throws TooManyThreadsError `ERR_INTERLOOP_TOO_MANY_THREADS` */
  constructor({ words, id }: Memory, line: Line, owner: { serve(): void }, channel: string) {
    this.#name = `${id} ${threadId} ${++made}`;
    if (!isMainThread) watchLife(threadId, { channel: words, name: this.#name });
    const who = takePlace(words, threadId, (place) => line.forget(place));
    if (who === undefined) throw new TooManyThreadsError(channel, MOST_THREADS);
    this.who = who;
    this.#words = words;
    this.#at = placeOf(who);
    this.#onWake = new WeakRef(owner);
    if (made === 1) process.on('exit', buryAll);
    places.set(this.#name, this);
    collected.register(owner, this);
  }

  /** One of the words of this thread. */
  get(word: number): number {
    return Atomics.load(this.#words, this.#at + word);
  }

  add(word: number, count: number): void {
    Atomics.add(this.#words, this.#at + word, count);
  }

  /** Asks to be woken; gives what {@link sleep} is to be given, after another look. */
  arm(): number {
    Atomics.store(this.#words, this.#at + ARMED, 1);
    return Atomics.load(this.#words, this.#at + WAKES);
  }

  disarm(): void {
    Atomics.store(this.#words, this.#at + ARMED, 0);
  }

  /** Has the owner's `serve()` called when this thread was woken, which does something else meanwhile. */
  sleep(wakes: number): void {
    if (this.#isAsleep) return;
    this.#isAsleep = true;
    noContext.runInAsyncScope(() => {
      const { async, value } = Atomics.waitAsync(this.#words, this.#at + WAKES, wakes);
      if (async) value.then(this.#wake);
      else queueMicrotask(this.#wake);
    });
  }

  /** The same, doing nothing else. */
  block(wakes: number, ms: number): void {
    Atomics.wait(this.#words, this.#at + WAKES, wakes, ms);
  }

  /** Keeps the thread alive while something waits. */
  hold(isWaiting: boolean): void {
    if (isWaiting === this.#isHolding) return;
    this.#isHolding = isWaiting;
    holds += isWaiting ? 1 : -1;
    if (holds > 1 || (holds === 1 && !isWaiting)) return;
    keepsAlive ??= newPort();
    if (isWaiting) keepsAlive.ref();
    else keepsAlive.unref();
  }

  bury(exitCode: number): void {
    bury(this.#words, threadId, exitCode !== 0);
  }

  giveBack(): void {
    places.delete(this.#name);
    leavePlace(this.#words, this.who);
    if (!isMainThread) unwatchLife(threadId, this.#name);
  }

  readonly #wake = (): void => {
    this.#isAsleep = false;
    this.#onWake.deref()?.serve();
  };
}

function newPort(): MessagePort {
  const { port1 } = new MessageChannel();
  return port1.on('message', () => {});
}

function buryAll(exitCode: number): void {
  for (const place of places.values()) place.bury(exitCode);
}
