/**
 * One place in a chain: a callback and an errback, or a chain that inherits the result, or a waiter.
 */
import type { Chain } from './chain.ts';
import type { Waiter } from './waiter.ts';

// biome-ignore lint/suspicious/noExplicitAny: the types are those of Deferred's methods
export type Callback = (result: any, ...args: any[]) => unknown;

export class Step {
  readonly callback: Callback | undefined;
  readonly errback: Callback | undefined;
  readonly args: readonly unknown[] | undefined;
  readonly heir: Chain | undefined;
  readonly waiter: Waiter | undefined;
  next: Step | undefined;

  constructor(
    callback: Callback | undefined,
    errback: Callback | undefined,
    args: readonly unknown[] | undefined,
    heir: Chain | undefined,
    waiter: Waiter | undefined,
  ) {
    this.callback = callback;
    this.errback = errback;
    this.args = args;
    this.heir = heir;
    this.waiter = waiter;
    this.next = undefined;
  }
}
