/**
 * For tests that do something as soon as Node is inside.
 */
import { hosted } from '../host/enter.ts';

/**
 * Calls `fn` from an immediate as soon as this thread's Node is inside a host. `enter()` only asks for the entry, so
 * that a timer which was made beside it may fire before.
 *
 * @example
 * import { enter, leave } from 'interloop/host';
 * import { fake, whenHosted } from 'interloop/testing';
 *
 * whenHosted(leave);
 * await enter(fake());
 */
export function whenHosted(fn: () => void): void {
  setImmediate(() => (hosted() ? fn() : whenHosted(fn)));
}
