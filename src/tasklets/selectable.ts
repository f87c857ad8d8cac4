/**
 * What can be waited for, as those who wait see it.
 *
 * An **operation** is one wish of one caller: to receive from this channel, to send this value, to see that tasklet end, to do
 * one of several. It is an object that is used once. There are two ways for it to happen, and exactly one of them does:
 *
 * - *Now.* `attempt()` does it, on the stack of the caller, and tells what came of it; or it changes nothing at all.
 * - *Later.* `watch()` puts it in line. Whoever stands on the other side may then do it, takes it out of its line and calls
 *   `done()`: that is how channels of one thread work, where the other side is an object that can be called. Or the
 *   channel calls `changed()` when another attempt is worth while: that is how channels in shared memory work, where the
 *   other side is a thread that can only be heard of. It stays in line then; a vain `changed()` costs an attempt and
 *   harms nobody.
 *
 * `leave()` takes it out of line, at once, and from then on nothing happens to it. This is all that a choice between several
 * operations needs: when one of them is done the others have left before `done()` returns, so what stands in a line can
 * always be had, and nobody has to ask whether it is still meant. An attempt is not a question but the deed, so a
 * choice that is told `changed()` attempts, and has either decided or lost nothing.
 *
 * What must hold: no operation is done after `leave()`, or twice; `attempt()` is called neither in line by anybody but the
 * answer to `changed()`, nor after it was done; nothing here runs a user's code or throws.
 */

/** What came of an operation. */
export interface Outcome {
  /** What the caller's promise is fulfilled with, or rejected with if it failed. */
  readonly value: unknown;
  readonly failed: boolean;
  /** Whether the caller goes to the end of the run queue; otherwise it goes on, or is next if it has waited. */
  readonly givesWay: boolean;
}

/** Who waits for an operation. */
export interface Watcher {
  /** The choice that the operation is one of, which does not do business with itself. */
  readonly choice?: object | undefined;
  /** The operation was done by the other side, which has taken it out of its line. */
  done(outcome: Outcome): void;
  /** An attempt may succeed now; it is made before this returns, and if it succeeds, `leave()` is called before this returns. */
  changed(): void;
}

export interface Operation {
  /** Does it if that is possible without waiting; otherwise changes nothing. */
  attempt(): Outcome | undefined;
  /** Puts it in line, after an attempt in the same go that was in vain. */
  watch(watcher: Watcher): void;
  /** Takes it out of line; nothing if it is in none. */
  leave(): void;
  /**
   * The same, for one that another thread may have done in this moment, which was not heard of yet: tells what came of it
   * then. A choice does not know what to do with that, so it is given operations without this.
   */
  giveUp?(): Outcome | undefined;
}

/** Takes an operation out of line; tells what came of it if it was too late for that. */
export function giveUp(operation: Operation): Outcome | undefined {
  if (operation.giveUp !== undefined) return operation.giveUp();
  operation.leave();
  return undefined;
}

/** What makes the operations of a channel, each to be used once. */
export interface Operations {
  receiving(): Operation;
  sending(value: unknown): Operation;
}

/** What `select()` can choose from: a channel, of this thread or between threads. */
export interface Selectable<T> {
  /** What reports call it. */
  readonly name: string;
  /** Sends a value. */
  send(value: T): Promise<void>;
  /** Receives the next value. */
  receive(): Promise<T>;
}

const operations = Symbol('interloop.operations');

/** Makes the objects of a class selectable: `of` tells of each what makes its operations. */
export function makeSelectable<C extends object>(prototype: C, of: (channel: C) => Operations): void {
  Object.defineProperty(prototype, operations, {
    get(this: C) {
      return of(this);
    },
  });
}

/** What makes the operations of a channel; nothing if that is none. */
export function operationsOf(channel: unknown): Operations | undefined {
  return (Object(channel) as { readonly [operations]?: Operations })[operations];
}
