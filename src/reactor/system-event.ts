/**
 * One system event: triggers in three phases.
 *
 * Twisted's rules. Firing calls the `before` triggers one by one, also those that are added meanwhile, and waits for
 * every Deferred or promise that they returned, whether it succeeds or fails. Then come the `during` triggers and then
 * the `after` triggers; what these return is not waited for. A `before` trigger that is added later than that waits for
 * the next firing. Each trigger is called once and then forgotten. What a trigger throws is logged and stops nothing.
 *
 * With nothing to wait for, all of it happens inside the call that fires, which a shutdown of a host that is already
 * dead relies on.
 */
import { inspect } from 'node:util';
import { InvalidArgumentError, TriggerGoneError } from '../errors.ts';
import { keepContext } from '../log/context.ts';
import { err } from '../log/index.ts';

/** When in the firing of an event a trigger is called: Twisted's three phases, of which `before` may be waited for. */
export type Phase = 'before' | 'during' | 'after';

type AnyFunction = (...args: never[]) => unknown;

const PHASES: readonly Phase[] = ['before', 'during', 'after'];

/** @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT` */
export function checkPhase(phase: unknown): void {
  if (PHASES.includes(phase as Phase)) return;
  throw new InvalidArgumentError(`A phase is ${PHASES.join(', ')}, not ${inspect(phase)}`);
}

/** @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT` */
export function checkEvent(name: unknown): void {
  if (typeof name !== 'string') throw new InvalidArgumentError(`An event is named by a string, not ${inspect(name)}`);
}

interface Trigger {
  call(): unknown;
}

/** What the reactor does in a firing besides calling triggers. */
interface Firing {
  /** Comes when the `before` triggers are done, ahead of the `during` triggers. */
  readonly onDuring?: () => void;
  /** Comes when the last `after` trigger has returned. */
  readonly onEnd?: () => void;
  /** Calls what comes after a wait. */
  readonly goOn?: (next: () => void) => void;
}

/**
 * What `addSystemEventTrigger()` gives and `removeSystemEventTrigger()` takes.
 *
 * @example
 * import { reactor } from 'interloop';
 *
 * const trigger = reactor.addSystemEventTrigger('before', 'mail', () => console.log('not called'));
 * trigger.remove();
 * reactor.fireSystemEvent('mail');
 */
export class TriggerId {
  readonly #event: SystemEvent;
  readonly #phase: Phase;
  readonly #trigger: Trigger;

  constructor(event: SystemEvent, phase: Phase, trigger: Trigger) {
    this.#event = event;
    this.#phase = phase;
    this.#trigger = trigger;
  }

  /**
   * Takes the trigger back, as `removeSystemEventTrigger()` does.
   *
   * @throws TriggerGoneError `ERR_INTERLOOP_TRIGGER_GONE` if it was called or removed
   */
  remove(): void {
    this.#event.remove(this.#phase, this.#trigger);
  }

  /** Takes the trigger back if it is still there, for `using`. */
  [Symbol.dispose](): void {
    if (this.#event.has(this.#phase, this.#trigger)) this.remove();
  }
}

export class SystemEvent {
  readonly name: string;
  readonly #triggers: Record<Phase, Trigger[]> = { before: [], during: [], after: [] };
  /** The `before` triggers that the latest firing has called, while it is in its first phase. */
  #called: Set<Trigger> | undefined;

  constructor(name: string) {
    this.name = name;
  }

  add(phase: Phase, fn: AnyFunction, args: readonly unknown[]): TriggerId {
    checkPhase(phase);
    if (typeof fn !== 'function') throw new InvalidArgumentError(`A trigger is a function, not ${inspect(fn)}`);
    const trigger = { call: keepContext(() => this.#guarded(phase, fn, args)) };
    this.#triggers[phase].push(trigger);
    return new TriggerId(this, phase, trigger);
  }

  has(phase: Phase, trigger: Trigger): boolean {
    return this.#triggers[phase].includes(trigger);
  }

  remove(phase: Phase, trigger: Trigger): void {
    const at = this.#triggers[phase].indexOf(trigger);
    if (at >= 0) {
      this.#triggers[phase].splice(at, 1);
    } else if (this.#called?.has(trigger)) {
      process.emitWarning(`A before-${this.name} trigger was removed that has been called already`);
    } else {
      throw new TriggerGoneError(phase, this.name);
    }
  }

  fire({ onDuring, onEnd, goOn = (next) => next() }: Firing = {}): void {
    const waits: PromiseLike<unknown>[] = [];
    this.#called = new Set();
    this.#each('before', (trigger) => {
      this.#called?.add(trigger);
      const result = trigger.call();
      if (isThenable(result)) waits.push(result);
    });
    const proceed = (): void => {
      this.#proceed(onDuring);
      onEnd?.();
    };
    this.#waitForAll(waits, proceed, () => goOn(proceed));
  }

  /** Fires without waiting for anything: for a loop that will not turn again. */
  fireNow(onDuring: () => void): void {
    this.#each('before', (trigger) => trigger.call());
    this.#proceed(onDuring);
  }

  /** What comes when the `before` triggers are done. */
  #proceed(onDuring?: () => void): void {
    this.#called = undefined;
    onDuring?.();
    this.#each('during', (trigger) => trigger.call());
    this.#each('after', (trigger) => trigger.call());
  }

  #each(phase: Phase, visit: (trigger: Trigger) => void): void {
    const triggers = this.#triggers[phase];
    for (let trigger = triggers.shift(); trigger; trigger = triggers.shift()) visit(trigger);
  }

  #guarded(phase: Phase, fn: AnyFunction, args: readonly unknown[]): unknown {
    try {
      return fn(...(args as never[]));
    } catch (error) {
      err(error, `while calling a trigger ${phase} ${this.name}`);
      return undefined;
    }
  }

  /**
   * @param now called here if there is nothing to wait for, outside of the callbacks of what has fired already: these
   *   may be waited for again
   * @param later called when the last of it has ended
   */
  #waitForAll(waits: readonly PromiseLike<unknown>[], now: () => void, later: () => void): void {
    let pending = 1 + waits.length;
    const settled = () => {
      if (--pending === 0) later();
    };
    for (const wait of waits) {
      const passOn = (value: unknown) => {
        settled();
        return value;
      };
      const failed = (error: unknown) => {
        err(error, `while waiting for a trigger before ${this.name}`);
        settled();
      };
      if (isDeferred(wait)) wait.addCallbacks(passOn, failed);
      else wait.then(settled, failed);
    }
    if (--pending === 0) now();
  }
}

interface DeferredLike extends PromiseLike<unknown> {
  addCallbacks(callback: (value: unknown) => unknown, errback: (error: unknown) => void): unknown;
}

/** A Deferred that has fired tells so at once; through `then` it would be a promise job later. */
function isDeferred(value: PromiseLike<unknown>): value is DeferredLike {
  return typeof (value as Partial<DeferredLike>).addCallbacks === 'function';
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | undefined)?.then === 'function';
}
