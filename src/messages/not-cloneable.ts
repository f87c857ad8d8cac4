/**
 * Which of several values the structured clone algorithm refuses, and how that is told.
 */
import { inspect } from 'node:util';
import { NotCloneableError } from '../errors.ts';
import { isCloneable } from './is-cloneable.ts';
import { transferListOf } from './transfer.ts';

/**
 * The error to throw when values could not be sent.
 *
 * @param what whose values they are, for example `hash() of file:///app/hash.js`
 * @param role what a value is there: `argument`, `result`, `message`
 * @param cause what the attempt threw
 */
export function notCloneable(what: string, role: string, values: readonly unknown[], cause: unknown): Error {
  const at = values.findIndex((value) => !canBeSent(value));
  if (at < 0) return new NotCloneableError(`What goes with ${what}`, cause);
  const which = values.length > 1 ? `${role} ${at + 1} of ${values.length}` : `the ${role}`;
  return new NotCloneableError(`${capital(which)} for ${what} (${inspect(values[at], SHORT)})`, cause);
}

const SHORT = { depth: 0, breakLength: Number.POSITIVE_INFINITY, maxStringLength: 40, maxArrayLength: 3 };

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A dry run that copies instead of moving, except for what can only be moved: that is taken on trust. */
export function canBeSent(value: unknown): boolean {
  return transferListOf([value]).length > 0 || isCloneable(value);
}
