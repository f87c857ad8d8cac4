/**
 * A facade for code that blocks: it asks for the result of a Deferred and gets it, without a callback and without `await`.
 *
 * While such code waits, Node's loop does not turn: nothing comes from sockets, files, promises or Node's timers. The
 * reactor's own work (delayed calls, calls that were handed in, events) is made by `reactor.iterate()` here, and between
 * two of those the thread sleeps. Where the program lets Node's loop turn, the reactor goes on by itself.
 */
import type { Deferred, Outcome, Reactor } from 'interloop';

export class BlockingReactor {
  readonly #reactor: Reactor;
  readonly #sleeper = new Int32Array(new SharedArrayBuffer(4));

  constructor(reactor: Reactor) {
    this.#reactor = reactor;
  }

  /** Starts the reactor, which has no loop of its own from now on. */
  start(): void {
    this.#reactor.interleave((turn) => turn());
    this.poll(0);
  }

  /** Blocks until the Deferred has fired, and returns its value or throws its error. */
  wait<T>(deferred: Deferred<T>): T {
    const outcomes: Outcome<T>[] = [];
    deferred.addCallbacks(
      (value) => void outcomes.push([true, value]),
      (error) => void outcomes.push([false, error]),
    );
    this.#turnUntil(() => outcomes.length > 0);
    const [isValue, result] = outcomes[0] as Outcome<T>;
    if (isValue) return result;
    throw result;
  }

  /** Makes what is due now, for so many milliseconds at most, without waiting for more. */
  poll(ms: number): void {
    this.#reactor.iterate(ms);
  }

  /** Stops the reactor and blocks until its shutdown is over. */
  stop(): void {
    let isOver = false;
    this.#reactor.addSystemEventTrigger('after', 'shutdown', () => {
      isOver = true;
    });
    this.#reactor.stop();
    this.#turnUntil(() => isOver);
  }

  #turnUntil(isOver: () => boolean): void {
    while (!isOver()) {
      const isMoreDue = this.#reactor.iterate();
      if (!isMoreDue && !isOver()) this.#sleep();
    }
  }

  /** Until the next delayed call is due. */
  #sleep(): void {
    const [next] = this.#reactor.getDelayedCalls();
    if (!next) throw new Error('What is waited for will never come: the reactor has nothing to do');
    Atomics.wait(this.#sleeper, 0, 0, Math.max(0, next.getTime() - this.#reactor.now()));
  }
}
