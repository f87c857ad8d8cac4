/**
 * Values as text, whatever they are: what is logged comes from anywhere, and a log must not throw.
 */
import { format, inspect } from 'node:util';

/** A value in several lines if need be: an error with its stack and causes. */
export function show(value: unknown): string {
  return attempt(() => inspect(value), value);
}

/** A value in one line. */
export function showShort(value: unknown): string {
  if (typeof value === 'string' && /^[\w./:@+-]+$/.test(value)) return value;
  return oneLine(attempt(() => inspect(value, { breakLength: Number.POSITIVE_INFINITY, depth: 2 }), value));
}

/** What was thrown, in one line as a message: `TypeError: x is not a function`. */
export function summary(thrown: unknown): string {
  return attempt(() => (thrown instanceof Error ? String(thrown) : inspect(thrown)), thrown);
}

/** The arguments of `msg()` as `console.log` shows them. */
export function join(parts: readonly unknown[]): string {
  return attempt(() => format(...parts), parts);
}

/** A message with what cannot be seen, and could play tricks on a terminal, made visible; lines stay lines. */
export function printable(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replace(/(?![\n\t])\p{Cc}/gu, (control) => `\\x${control.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

export function oneLine(text: string): string {
  return printable(text).replace(/\n\s*/g, ' ');
}

function attempt(make: () => string, value: unknown): string {
  try {
    return make();
  } catch {
    return `(${typeof value} that cannot be shown)`;
  }
}
