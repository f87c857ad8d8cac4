/**
 * The threads of a pool and the calls that wait for them: who gets what, and what becomes of it when a thread goes.
 *
 * A call goes to an idle thread (the one that did something last, so that the others can end), or to a new one; if there
 * may be no more, to a busy one that is quick; or it waits. Whoever has nothing left takes what is stuck behind another.
 */
import type { ResourceLimits } from 'node:worker_threads';
import { Fifo } from '../deferred/fifo.ts';
import { Deferred, succeed } from '../deferred/index.ts';
import { ThreadDiedError } from '../errors.ts';
import { err } from '../log/index.ts';
import type { PoolAnswer, PoolCall } from './pool-call.ts';
import { PoolThread } from './pool-thread.ts';

/** What holds for all threads of a pool. */
export interface TeamOptions {
  readonly name: string;
  readonly idleTimeout: number;
  readonly stopTimeout: number;
  readonly resourceLimits: ResourceLimits | undefined;
}

const LONGEST_TIMEOUT = 2 ** 31 - 1;

/** How long threads that were terminated are waited for. */
const PATIENCE_MS = 1000;

export class PoolTeam {
  readonly #options: TeamOptions;
  #min = 0;
  #max = 1;
  readonly #queue = new Fifo<PoolCall>();
  /** Those that take calls. */
  readonly #threads = new Set<PoolThread>();
  /** Those that take no more, and are not gone yet. */
  readonly #leaving = new Set<PoolThread>();
  #completed = 0;
  #reaper: NodeJS.Timeout | undefined;
  #isLeaving = false;
  #whenGone: Deferred<void>[] = [];

  constructor(options: TeamOptions) {
    this.#options = options;
  }

  get limits(): { readonly min: number; readonly max: number } {
    return { min: this.#min, max: this.#max };
  }

  /** Threads beyond the new limits end when they have done what they have begun. */
  resize(min: number, max: number): void {
    this.#min = min;
    this.#max = max;
    const byLoad = [...this.#threads].sort((a, b) => a.load - b.load);
    for (const thread of byLoad.slice(0, Math.max(0, byLoad.length - max))) this.#retire(thread);
    for (const thread of this.#threads) this.#putBack(thread.takeBackAll(isRepeatable));
    this.#fill();
  }

  get statistics(): { threads: number; working: number; queued: number; completed: number } {
    const all = [...this.#threads, ...this.#leaving].filter((thread) => thread.load > 0 || !thread.isLeaving);
    return {
      threads: all.length,
      working: all.filter((thread) => thread.load > thread.waiting).length,
      queued: all.reduce((sum, thread) => sum + thread.waiting, this.#queue.length),
      completed: this.#completed,
    };
  }

  /** @throws NotCloneableError `ERR_INTERLOOP_NOT_CLONEABLE` */
  take(call: PoolCall): void {
    const thread = this.#queue.length === 0 ? this.#idleThread() : undefined;
    if (thread) {
      thread.give(call);
    } else {
      call.keep();
      call.entry = this.#queue.push(call);
      this.#serve();
    }
  }

  /** A call that has not begun is withdrawn; a thread that runs it is terminated. */
  cancel(call: PoolCall): void {
    const { thread } = call;
    if (!thread) {
      this.#queue.remove(call.entry!);
    } else if (thread.takeBack(call)) {
      this.#goOn(thread);
    } else if (thread.interrupt(call)) {
      this.#retire(thread);
      this.#fill();
    }
  }

  /**
   * Takes back calls that no thread has begun, and gives them back. From now on a thread that has nothing to do ends, and
   * those that are there now keep the process until they have.
   */
  leave(which: (call: PoolCall) => boolean): PoolCall[] {
    this.#isLeaving = true;
    const all = [...this.#threads, ...this.#leaving];
    const withdrawn = all.flatMap((thread) => thread.takeBackAll(which));
    for (let left = this.#queue.length; left > 0; left--) {
      const call = this.#queue.shift();
      if (which(call)) withdrawn.push(call);
      else call.entry = this.#queue.push(call);
    }
    for (const thread of this.#threads) this.#goOn(thread);
    for (const thread of all) thread.hold();
    return withdrawn;
  }

  /**
   * Ends all threads now; gives back the calls that they run. A thread that sits in one long call into the system ends
   * after that, and nobody waits for it.
   */
  terminate(): PoolCall[] {
    const all = [...this.#threads, ...this.#leaving];
    const running = all.flatMap((thread) => thread.calls.filter((call) => thread.interrupt(call)));
    for (const thread of all) this.#retire(thread);
    setTimeout(() => this.#tellGone(), PATIENCE_MS).unref();
    return running;
  }

  /** Fires when there is no thread, or none that can be ended. */
  gone(): Deferred<void> {
    if (this.#threads.size + this.#leaving.size === 0) return succeed(undefined);
    const gone = new Deferred<void>();
    this.#whenGone.push(gone);
    return gone;
  }

  /** The idle one that did something last, or a new one. */
  #idleThread(): PoolThread | undefined {
    let latest: PoolThread | undefined;
    for (const thread of this.#threads) {
      if (thread.load === 0 && thread.idleSince >= (latest?.idleSince ?? 0)) latest = thread;
    }
    return latest ?? (this.#threads.size < this.#max ? this.#start() : undefined);
  }

  /** A busy one that will soon be done with what it has. */
  #quickThread(call: PoolCall): PoolThread | undefined {
    let best: PoolThread | undefined;
    for (const thread of this.#threads) {
      if (thread.load < (best?.load ?? Number.POSITIVE_INFINITY) && thread.canTake(call)) best = thread;
    }
    return best;
  }

  #start(): PoolThread {
    const { name: pool, stopTimeout, resourceLimits } = this.#options;
    const events = {
      answered: (from: PoolThread, call: PoolCall, answer: PoolAnswer) => this.#onAnswer(from, call, answer),
      ended: (from: PoolThread, how: string | undefined, cause: unknown) => this.#onEnd(from, how, cause),
    };
    const thread = PoolThread.start({ pool, stopTimeout, resourceLimits }, events);
    this.#threads.add(thread);
    this.#reapLater();
    return thread;
  }

  /** Gives the calls that wait to threads that can take them. */
  #serve(): void {
    for (let call = this.#queue.first; call; call = this.#queue.first) {
      let refusal: { readonly error: unknown } | undefined;
      try {
        const thread = this.#idleThread() ?? this.#quickThread(call);
        if (!thread) return;
        thread.give(call);
      } catch (error) {
        refusal = { error };
      }
      this.#queue.shift();
      if (refusal) call.fail(refusal.error);
    }
  }

  /** As many threads as there are to be at least, and as the calls that wait need. */
  #fill(): void {
    while (!this.#isLeaving && this.#threads.size < this.#min) this.#start();
    this.#serve();
    this.#reapLater();
  }

  #onAnswer(thread: PoolThread, call: PoolCall, answer: PoolAnswer): void {
    this.#completed++;
    this.#goOn(thread);
    call.answer(answer, thread.name);
  }

  /** A thread has one call less. */
  #goOn(thread: PoolThread): void {
    if (thread.isLow) this.#serve();
    if (thread.load > 0 || thread.isLeaving || this.#takeOver(thread)) return;
    if (this.#isLeaving) this.#retire(thread);
    else this.#reapLater();
  }

  /** Gives an idle thread a call that is stuck behind another one, or behind the start of a thread. */
  #takeOver(thread: PoolThread): boolean {
    let busiest: PoolThread | undefined;
    for (const other of this.#threads) {
      const isStuck = other.load > 1 || !other.hasAnswered;
      if (isStuck && other.load > (busiest?.load ?? 0)) busiest = other;
    }
    const call = busiest?.calls.find((each) => each.isRepeatable && busiest.takeBack(each));
    if (call) thread.give(call);
    return call !== undefined;
  }

  #retire(thread: PoolThread): void {
    this.#threads.delete(thread);
    this.#leaving.add(thread);
    this.#putBack(thread.takeBackAll(isRepeatable));
    thread.retire();
  }

  #onEnd(thread: PoolThread, how: string | undefined, cause: unknown): void {
    this.#threads.delete(thread);
    this.#leaving.delete(thread);
    const unbegun = thread.takeBackAll(isRepeatable);
    const lost = [...thread.calls, ...this.#suspects(thread, unbegun)];
    this.#putBack(unbegun.filter((call) => !lost.includes(call)));
    if (thread.hasAnswered) this.#fill();
    else this.#serve();
    for (const call of lost) call.die(thread.name, how ?? 'it was terminated', cause);
    if (lost.length === 0 && how !== undefined) err(new ThreadDiedError(thread.name, how, cause));
    if (this.#threads.size + this.#leaving.size === 0) this.#tellGone();
  }

  #tellGone(): void {
    for (const gone of this.#whenGone.splice(0)) gone.callback();
  }

  /** A call that two threads have died of before they came to begin it, for want of the memory to receive it, say. */
  #suspects(thread: PoolThread, [next]: readonly PoolCall[]): PoolCall[] {
    if (!next || thread.load > 0) return [];
    if (next.isSuspect) return [next];
    next.isSuspect = true;
    return [];
  }

  /** They go on before all others, in their order. */
  #putBack(calls: readonly PoolCall[]): void {
    for (const call of calls.toReversed()) call.entry = this.#queue.unshift(call);
  }

  #reapLater(): void {
    const { idleTimeout } = this.#options;
    if (this.#reaper || this.#threads.size <= this.#min || idleTimeout > LONGEST_TIMEOUT) return;
    const idle = [...this.#threads].filter(({ load }) => load === 0);
    if (idle.length === 0) return;
    const due = Math.min(...idle.map(({ idleSince }) => idleSince)) + idleTimeout;
    this.#reaper = setTimeout(() => this.#reap(), Math.max(1, due - performance.now())).unref();
  }

  #reap(): void {
    this.#reaper = undefined;
    const before = performance.now() - this.#options.idleTimeout;
    for (const thread of this.#threads) {
      const isLongIdle = thread.load === 0 && thread.idleSince <= before;
      if (isLongIdle && this.#threads.size > this.#min) this.#retire(thread);
    }
    this.#reapLater();
  }
}

const isRepeatable = (call: PoolCall): boolean => call.isRepeatable;
