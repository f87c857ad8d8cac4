/** Kinds of options: each reads its value, and says what is wrong with it. */
import { readFileSync } from 'node:fs';
import { type Option, UsageError, type ValueOption } from './options.ts';

/** What there is if the option was not given: nothing, unless that was said. */
type Otherwise<T, D> = D extends undefined ? T | undefined : T;

function kind<T, D>(
  value: string,
  meaning: string,
  otherwise: D,
  read: Option<T>['read'],
): ValueOption<Otherwise<T, D>> {
  const text = otherwise === undefined ? undefined : String(otherwise);
  return { value, meaning, otherwise: text, read: read as Option<Otherwise<T, D>>['read'] };
}

export function flag(meaning: string): Option<boolean> {
  return { meaning, read: () => true };
}

export function text<D extends string | undefined = undefined>(value: string, meaning: string, otherwise?: D) {
  return kind(value, meaning, otherwise as D, (given): string => given);
}

export function oneOf<const C extends string, D extends C | undefined = undefined>(
  choices: readonly C[],
  meaning: string,
  otherwise?: D,
): ValueOption<Otherwise<C, D>> {
  return kind('NAME', meaning, otherwise as D, (given, name) => {
    const found = choices.find((choice) => choice === given);
    if (found) return found;
    throw new UsageError(`${name} is ${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}, not "${given}"`);
  });
}

/** Both ends are right, too. */
export interface Range {
  readonly least: number;
  readonly most: number;
}

export function number<D extends number | undefined = undefined>(
  value: string,
  meaning: string,
  range: Range,
  otherwise?: D,
): ValueOption<Otherwise<number, D>> {
  return kind(value, meaning, otherwise as D, (given, name) => numberIn(range, given, name, 'a number'));
}

export function wholeNumber<D extends number | undefined = undefined>(
  value: string,
  meaning: string,
  range: Range,
  otherwise?: D,
): ValueOption<Otherwise<number, D>> {
  return kind(value, meaning, otherwise as D, (given, name) => {
    const found = numberIn(range, given, name, 'a whole number');
    if (Number.isInteger(found)) return found;
    throw new UsageError(`${name} is a whole number, not "${given}"`);
  });
}

function numberIn({ least, most }: Range, given: string, name: string, what: string): number {
  const found = Number(given);
  if (given.trim() !== '' && found >= least && found <= most) return found;
  throw new UsageError(`${name} is ${what} from ${least} to ${most}, not "${given}"`);
}

export function seconds<D extends number | undefined = undefined>(meaning: string, otherwise?: D) {
  return number('S', meaning, { least: 0.001, most: 3600 }, otherwise);
}

/** The content of a file. */
export function contentOf(meaning: string): ValueOption<Buffer | undefined> {
  return {
    value: 'FILE',
    meaning,
    read: (path, name) => {
      try {
        return readFileSync(path);
      } catch (error) {
        throw new UsageError(`${name} cannot be read: ${(error as Error).message}`);
      }
    },
  };
}

/** An address of the web; `https:` need not be typed. */
export function webAddress(meaning: string): ValueOption<string | undefined> {
  return {
    value: 'URL',
    meaning,
    read: (given, name) => {
      const url = /^\w+:\/\//.test(given) ? given : `https://${given}`;
      if (/^https?:/.test(url) && URL.canParse(url)) return url;
      throw new UsageError(`${name} is an address of http: or https:, not "${given}"`);
    },
  };
}
