/**
 * Values that are moved to another thread instead of being copied.
 *
 * A mark on the value, as in comlink, so that one function serves arguments, results and what goes through channels, and
 * no call needs a list of its own beside its arguments.
 */
import { inspect } from 'node:util';
import type { Transferable } from 'node:worker_threads';
import { InvalidArgumentError } from '../errors.ts';

const marks = new WeakMap<object, readonly Transferable[]>();

/**
 * Marks a value: when it goes to another thread as an argument, a result or a message, its buffers and ports are moved
 * there and are empty here. `list` tells which; without it, `value` is itself moved.
 *
 * @returns the same value
 * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT` unless the value is an object
 * @example
 * import { transfer } from 'interloop';
 *
 * const pixels = new Uint8Array(4_000_000);
 * const image = transfer({ width: 1000, pixels }, [pixels.buffer]); // to be given to deferToThread() or a channel
 * console.log(image.pixels.length); // 4000000 until then
 */
export function transfer<T extends object>(value: T, list?: readonly Transferable[]): T {
  if (typeof value !== 'object' || value === null) {
    throw new InvalidArgumentError(`transfer() takes an object to move, not ${inspect(value)}`);
  }
  if (list !== undefined && !Array.isArray(list)) {
    throw new InvalidArgumentError(`transfer() takes a list of buffers and ports to move, not ${inspect(list)}`);
  }
  marks.set(value, list ?? [value as unknown as Transferable]);
  return value;
}

/** What is to be moved of these values; the marks hold for one journey. */
export function transferListOf(values: readonly unknown[]): Transferable[] {
  let moved: Transferable[] = NONE;
  for (const value of values) {
    if (typeof value !== 'object' || value === null) continue;
    const list = marks.get(value);
    if (list) moved = [...new Set([...moved, ...list])];
  }
  return moved;
}

const NONE: Transferable[] = [];
