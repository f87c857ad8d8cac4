/**
 * The calls that are to come: what the reactor and the `Clock` of tests have in common.
 *
 * It has no timer. Its owner gives it a clock, is told when the earliest due time or the need to stay alive has changed,
 * and calls `runDue()` when time has come. `changed` may come many times in one turn; a wise owner notes it and sets its
 * timer once, at the end.
 *
 * The rule of a pass: `runDue()` makes the calls that were due when it began. What is added or moved meanwhile waits for
 * the next pass, even if it is due, so a function that calls itself with `callLater(0)` cannot starve I/O. This needs no
 * second list, because of two facts: the clock does not go back and nothing is moved to before now, so whatever is added
 * or moved in a pass is due no earlier than what the pass is for; and it gets a new sequence number, so it is behind that
 * even at the same time. The pass ends when the first call is not due or has a number from after its beginning.
 */
import { inspect } from 'node:util';
import { debugging } from '../deferred/debugging.ts';
import { InvalidArgumentError } from '../errors.ts';
import { err } from '../log/index.ts';
import {
  type AnyFunction,
  type CallKeeper,
  checkDelay,
  type DelayedCall,
  nameOf,
  ScheduledCall,
} from './delayed-call.ts';
import { DueHeap } from './due-heap.ts';
import { placeOfCaller } from './place-of-caller.ts';

export class DelayedCalls implements CallKeeper {
  /** The owner's clock: milliseconds, never going back. */
  readonly now: () => number;
  readonly #changed: () => void;
  readonly #heap = new DueHeap<ScheduledCall>();
  #sequence = 0;
  #refs = 0;

  /**
   * @param changed called when `earliest` or `keepsAlive` is different, but for what `runDue` and `runNext` take away:
   *   whoever calls these looks afterwards
   */
  constructor(now: () => number, changed: () => void) {
    this.now = now;
    this.#changed = changed;
  }

  get size(): number {
    return this.#heap.size;
  }

  /** When the next call is due. */
  get earliest(): number | undefined {
    const { first } = this.#heap;
    return first && this.#heap.timeOf(first);
  }

  /** Whether a call is to come that `unref()` was not called on. */
  get keepsAlive(): boolean {
    return this.#refs > 0;
  }

  /** All that are to come, the first due first. */
  inOrder(): DelayedCall[] {
    return this.#heap.inOrder();
  }

  /** `callLater`, with the arguments as an array. */
  add(ms: number, fn: AnyFunction, args: readonly unknown[]): DelayedCall {
    checkDelay('callLater', ms);
    if (typeof fn !== 'function') throw new InvalidArgumentError(`callLater() takes a function, not ${inspect(fn)}`);
    const call = new ScheduledCall(this, fn, args);
    if (debugging) call.place = placeOfCaller();
    this.#heap.add(call, this.now() + ms, this.#sequence++);
    if (++this.#refs === 1 || call.position === 0) this.#changed();
    return call;
  }

  /** One pass: makes the calls that are due now, logs what they throw, and tells how many there were. */
  runDue(): number {
    const now = this.now();
    const end = this.#sequence;
    let count = 0;
    while (this.#heap.isDue(now, end)) {
      const call = this.#heap.first!;
      const { fn } = call;
      try {
        this.#fire(call);
      } catch (error) {
        const made = call.place ? `, made ${call.place}` : '';
        call.runInAsyncScope(err, undefined, error, `while making a delayed call of ${nameOf(fn)}${made}`);
      }
      count++;
    }
    return count;
  }

  /**
   * Makes the next call if it is due now, also if it was added by the one before. What it throws goes to the caller.
   *
   * @returns false if none is due
   */
  runNext(): boolean {
    if (!this.#heap.isDue(this.now(), Number.POSITIVE_INFINITY)) return false;
    this.#fire(this.#heap.first!);
    return true;
  }

  timeOf(call: ScheduledCall): number {
    return this.#heap.timeOf(call);
  }

  cancel(call: ScheduledCall): void {
    const wasFirst = call.position === 0;
    call.drop(this.#take(call));
    if (wasFirst || (call.refed && this.#refs === 0)) this.#changed();
  }

  move(call: ScheduledCall, time: number): void {
    const wasFirst = call.position === 0;
    this.#heap.move(call, time, this.#sequence++);
    if (wasFirst || call.position === 0) this.#changed();
  }

  refChanged(call: ScheduledCall): void {
    const before = this.keepsAlive;
    this.#refs += call.refed ? 1 : -1;
    if (this.keepsAlive !== before) this.#changed();
  }

  #fire(call: ScheduledCall): void {
    call.fire(this.#take(call));
  }

  /** Takes a call out of the heap, and tells when it was due. */
  #take(call: ScheduledCall): number {
    const time = this.#heap.timeOf(call);
    this.#heap.remove(call);
    if (call.refed) this.#refs--;
    return time;
  }
}
