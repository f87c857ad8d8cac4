/**
 * The calls that are to come: what the reactor and the `Clock` of tests have in common.
 *
 * It has no timer. Its owner gives it a clock, is told when the earliest due time has changed, and calls `runDue()` when
 * time has come. `changed` may come many times in one turn; a wise owner notes it and sets its timer once, at the end.
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

  /**
   * @param changed called when `earliest` is different, but for what `runDue` and `runNext` take away: whoever calls these
   *   looks afterwards
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
    return this.#heap.first?.time;
  }

  /** All that are to come, the first due first. */
  inOrder(): DelayedCall[] {
    return this.#heap.inOrder();
  }

  /** `callLater`. The arguments are handed on one by one, as V8 then makes no array where there are none. */
  add(ms: number, fn: AnyFunction, ...args: readonly unknown[]): DelayedCall {
    checkDelay('callLater', ms);
    if (typeof fn !== 'function') throw new InvalidArgumentError(`callLater() takes a function, not ${inspect(fn)}`);
    const call = new ScheduledCall(this, fn, this.now() + ms, this.#sequence++);
    if (args.length > 0) call.takeArguments(...args);
    if (debugging) call.place = placeOfCaller();
    this.#heap.add(call, ms);
    if (this.#heap.first === call) this.#changed();
    return call;
  }

  /** One pass: makes the calls that are due now, logs what they throw, and tells how many there were. */
  runDue(): number {
    const now = this.now();
    const end = this.#sequence;
    let count = 0;
    for (let call = this.#heap.first; call && call.time <= now && call.sequence < end; call = this.#heap.first) {
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
    const call = this.#heap.first;
    if (!call || call.time > this.now()) return false;
    this.#fire(call);
    return true;
  }

  cancel(call: ScheduledCall): void {
    const wasFirst = this.#heap.first === call;
    this.#heap.remove(call);
    call.drop();
    if (wasFirst) this.#changed();
  }

  move(call: ScheduledCall, time: number, delay: number): void {
    const wasFirst = this.#heap.first === call;
    this.#heap.remove(call);
    call.time = time;
    call.sequence = this.#sequence++;
    this.#heap.add(call, delay);
    if (wasFirst || this.#heap.first === call) this.#changed();
  }

  #fire(call: ScheduledCall): void {
    this.#heap.remove(call);
    call.fire();
  }
}
