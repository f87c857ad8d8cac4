/**
 * Errors on their way to another thread.
 *
 * The structured clone of an error loses its `code`, its class and all else that was added to it, and refuses it altogether
 * if one property cannot be cloned. So an error travels as a plain object. On the other side it is an error again: of the
 * same class where both sides know the class (those of the language and of this package), with what could be cloned of
 * its properties, its causes, and a stack that tells both sides.
 */
import { inspect } from 'node:util';
import * as classes from '../errors.ts';
import { isCloneable } from './is-cloneable.ts';

interface PackedError {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  /** Own properties, `cause` and `errors` among them if there. */
  readonly properties: readonly (readonly [name: string, value: Packed])[];
}

/** What was thrown, in a form that can always be cloned. */
export type Packed = { readonly error: PackedError } | { readonly value: unknown };

const DEEPEST = 8;
const SEEN_TO = new Set(['name', 'message', 'stack']);

export function packError(thrown: unknown, depth = 0): Packed {
  if (!(thrown instanceof Error)) return { value: isCloneable(thrown) ? thrown : inspect(thrown) };
  const properties: [string, Packed][] = [];
  for (const name of Object.getOwnPropertyNames(thrown)) {
    const value = read(thrown, name);
    if (SEEN_TO.has(name)) continue;
    if (value instanceof Error && depth < DEEPEST) properties.push([name, packError(value, depth + 1)]);
    else if (isCloneable(value)) properties.push([name, { value }]);
  }
  const { name, message, stack } = thrown;
  return { error: { name: String(name), message: String(message), stack: stack && String(stack), properties } };
}

/** @param here the stack of whoever waited for it on this side, without its first line, and what to call the border */
export function unpackError(packed: Packed, here?: { readonly border: string; readonly stack: string }): unknown {
  if (!('error' in packed)) return packed.value;
  const { name, message, stack, properties } = packed.error;
  const error = new Error(message);
  Object.setPrototypeOf(error, classOf(name).prototype);
  const define = (property: string, value: unknown, enumerable: boolean) =>
    Object.defineProperty(error, property, { value, enumerable, writable: true, configurable: true });
  if (error.name !== name) define('name', name, false);
  for (const [property, value] of properties) define(property, unpackError(value), property !== 'cause');
  define('stack', here ? `${stack ?? message}\n    ${here.border}\n${here.stack}` : stack, false);
  return error;
}

/** The calls that lead here, to be given to {@link unpackError} should it come to that: lines of `at ...`. */
export function stackOfCaller(of: (...args: never[]) => unknown): { readonly lines: string } {
  const place: { stack?: string } = {};
  Error.captureStackTrace(place, of);
  return {
    get lines() {
      return (place.stack ?? '').split('\n').slice(1).join('\n');
    },
  };
}

function classOf(name: string): { readonly prototype: object } {
  const known = (classes as Record<string, unknown>)[name] ?? (globalThis as Record<string, unknown>)[name];
  const isErrorClass = typeof known === 'function' && known.prototype instanceof Error && known !== DOMException;
  return isErrorClass ? (known as unknown as { prototype: object }) : Error;
}

function read(error: Error, name: string): unknown {
  try {
    return (error as unknown as Record<string, unknown>)[name];
  } catch {
    return undefined;
  }
}
