/**
 * One thread of a pool, as the pool sees it: what it was given, how fast it is, and how it ends.
 *
 * It keeps the process alive while it has a call, by the Worker and not by the port: a port closes before the Worker tells
 * what has happened. At its end, the answers that are still in the port are taken first, and what is then left is lost.
 */
import { AsyncResource } from 'node:async_hooks';
import {
  MessageChannel,
  type MessagePort,
  type ResourceLimits,
  receiveMessageOnPort,
  threadId,
  Worker,
} from 'node:worker_threads';
import { onMessages } from '../messages/on-messages.ts';
import { condemn, hasPlace, isOffered, newClaims, numberAfter, offer, withdraw } from './claims.ts';
import { whenGone } from './gone.ts';
import type { PoolAnswer, PoolCall, PoolMessage } from './pool-call.ts';
import type { PoolWorkerData } from './pool-worker.ts';

const WORKER = new URL('./pool-worker.js', import.meta.url);

/** How many calls a thread may have ahead, and for how many milliseconds of work. */
const AHEAD = 32;
const AHEAD_MS = 1;

/** What is made in it does not carry the async context of whichever call happened to need a thread. */
const noContext = new AsyncResource('ThreadPool');

/** What the pool is told. */
export interface PoolThreadEvents {
  answered(thread: PoolThread, call: PoolCall, answer: PoolAnswer): void;
  /** It is gone; `how` says why, unless it was asked to. */
  ended(thread: PoolThread, how: string | undefined, cause: unknown): void;
}

export interface PoolThreadOptions {
  readonly pool: string;
  readonly stopTimeout: number;
  readonly resourceLimits: ResourceLimits | undefined;
}

export class PoolThread {
  /** What messages call it. */
  readonly name: string;
  /** Since when it has nothing to do, on the clock of `performance.now()`. */
  idleSince: number = performance.now();
  /** Whether it has ever come to the end of a call. */
  hasAnswered = false;
  readonly #worker: Worker;
  readonly #threadId: number;
  readonly #port: MessagePort;
  readonly #claims = newClaims();
  readonly #events: PoolThreadEvents;
  readonly #stopTimeout: number;
  /** By number, in their order; no more than one of them was begun, and that is the first. */
  readonly #calls = new Map<number, PoolCall>();
  #last = 0;
  /** Milliseconds for a call, of late. */
  #pace = Number.POSITIVE_INFINITY;
  #paceSince = 0;
  #isHeld = false;
  #isRetiring = false;
  #isToEnd = false;
  #limit: NodeJS.Timeout | undefined;
  #crash: unknown;

  static start(options: PoolThreadOptions, events: PoolThreadEvents): PoolThread {
    return noContext.runInAsyncScope(() => new PoolThread(options, events));
  }

  private constructor({ pool, stopTimeout, resourceLimits }: PoolThreadOptions, events: PoolThreadEvents) {
    const { port1, port2 } = new MessageChannel();
    const workerData: PoolWorkerData = { port: port2, claims: this.#claims, owner: threadId };
    this.#worker = new Worker(WORKER, {
      name: pool,
      workerData,
      transferList: [port2],
      ...(resourceLimits && { resourceLimits }),
    });
    this.#threadId = this.#worker.threadId;
    this.name = `thread ${this.#threadId} of ${pool}`;
    this.#port = port1;
    this.#events = events;
    this.#stopTimeout = stopTimeout;
    onMessages(port1, (answer: PoolAnswer) => this.#onAnswer(answer));
    port1.unref();
    port1.on('messageerror', (error) => this.#fail(error));
    this.#worker.on('error', (error) => (this.#crash ??= error));
    this.#worker.on('exit', (exitCode) => this.#onExit(exitCode));
    this.#worker.unref();
  }

  /** How many calls it has, the one that it runs included. */
  get load(): number {
    return this.#calls.size;
  }

  /** How many of them, for all that is known, it has not begun. */
  get waiting(): number {
    return [...this.#calls.keys()].filter((n) => isOffered(this.#claims, n)).length;
  }

  /** Its calls, in their order. */
  get calls(): PoolCall[] {
    return [...this.#calls.values()];
  }

  /** Whether it gets nothing more. */
  get isLeaving(): boolean {
    return this.#isRetiring || this.#isToEnd;
  }

  /** Whether a call may be given to it: one to an idle thread, and ahead of time for as much as is soon done. */
  canTake(call: PoolCall): boolean {
    const load = this.#calls.size;
    if (load === 0) return true;
    return load <= this.#ahead && call.isRepeatable && hasPlace(this.#claims, numberAfter(this.#last));
  }

  /** Whether it is time to give it more: half of what it may have at a time, for each time it has to be woken. */
  get isLow(): boolean {
    return this.#calls.size <= this.#ahead / 2;
  }

  /** @throws NotCloneableError `ERR_INTERLOOP_NOT_CLONEABLE` */
  give(call: PoolCall): void {
    const n = numberAfter(this.#last);
    offer(this.#claims, n);
    try {
      call.post(n, (message, transferList) => this.#port.postMessage(message, transferList));
    } catch (error) {
      withdraw(this.#claims, n);
      throw error;
    }
    this.#last = n;
    if (this.#calls.size === 0) {
      this.#paceSince = performance.now();
      this.#worker.ref();
    }
    this.#calls.set(n, call);
    call.thread = this;
    call.n = n;
  }

  /** Takes back a call that it has not begun. */
  takeBack(call: PoolCall): boolean {
    const { n } = call;
    if (!withdraw(this.#claims, n)) return false;
    this.#remove(n, call);
    return true;
  }

  /** Takes back those of the calls that it has not begun, in their order. */
  takeBackAll(which: (call: PoolCall) => boolean): PoolCall[] {
    return this.calls.filter((call) => which(call) && this.takeBack(call));
  }

  /** Terminates it over the call that it runs; not if that is over, and the answer on its way. */
  interrupt(call: PoolCall): boolean {
    const { n } = call;
    if (!condemn(this.#claims, n)) return false;
    this.#remove(n, call);
    this.#terminate();
    return true;
  }

  /** Lets it end when it has answered what it has; it gets nothing more. */
  retire(): void {
    this.#isRetiring = true;
    if (this.load === 0) this.#end();
  }

  /** From now on it keeps the process alive until it is gone. */
  hold(): void {
    this.#isHeld = true;
    this.#worker.ref();
  }

  get #ahead(): number {
    return Math.min(AHEAD, AHEAD_MS / this.#pace);
  }

  #onAnswer(answer: PoolAnswer): void {
    const [n] = answer;
    const call = this.#calls.get(n)!;
    const now = performance.now();
    const sample = now - this.#paceSince;
    this.#pace = this.hasAnswered ? (this.#pace + sample) / 2 : sample;
    this.#paceSince = now;
    this.hasAnswered = true;
    this.#remove(n, call);
    this.#events.answered(this, call, answer);
  }

  #remove(n: number, call: PoolCall): void {
    this.#calls.delete(n);
    call.thread = undefined;
    if (this.#calls.size > 0) return;
    this.idleSince = performance.now();
    if (!this.#isHeld) this.#worker.unref();
    if (this.#isRetiring) this.#end();
  }

  /** In order: what it has written arrives first. */
  #end(): void {
    if (this.#isToEnd) return;
    this.#isToEnd = true;
    this.#port.postMessage('end' satisfies PoolMessage);
    this.#limit = setTimeout(() => this.#worker.terminate(), this.#stopTimeout).unref();
  }

  #terminate(): void {
    this.#isToEnd = true;
    this.#worker.terminate();
  }

  #fail(error: unknown): void {
    this.#crash ??= error;
    this.#worker.terminate();
  }

  #onExit(exitCode: number): void {
    clearTimeout(this.#limit);
    const isAsked = this.#isToEnd && this.#crash === undefined;
    this.#isToEnd = true;
    for (let got = receiveMessageOnPort(this.#port); got; got = receiveMessageOnPort(this.#port)) {
      this.#onAnswer(got.message);
    }
    this.#port.close();
    const crash = this.#crash;
    const how = crash instanceof Error ? crash.message : `it has exited with code ${exitCode}`;
    whenGone(this.#threadId, () => this.#events.ended(this, isAsked ? undefined : how, crash));
  }
}
