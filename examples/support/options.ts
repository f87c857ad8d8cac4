/**
 * The command line of the programs in these folders.
 *
 * A program says once which options there are. From that come the usage, the values, and the refusal of what is wrong: one
 * line on standard error, and exit code 2. It is read before anything is opened, so that nothing has to be closed.
 */
import { basename } from 'node:path';
import { type ParseArgsConfig, parseArgs } from 'node:util';

/** A command line that cannot be understood; the message is for a person. */
export class UsageError extends Error {}

/** An option, or what a word that is none stands for. */
export interface Option<T> {
  /** What its value is called in the usage; an option without one is on or off. */
  readonly value?: string;
  readonly meaning: string;
  /** What it is if it was not given, as a person would type it. */
  readonly otherwise?: string | undefined;
  /**
   * @param name how a message calls it
   * @throws UsageError
   */
  read(text: string, name: string): T;
}

export interface ValueOption<T> extends Option<T> {
  readonly value: string;
}

/** By their names. */
export type Options = Readonly<Record<string, Option<unknown>>>;

export type Values<O extends Options> = { readonly [Name in keyof O]: ReturnType<O[Name]['read']> };

/** The words that are no options. */
export interface Words<W> extends ValueOption<W> {
  /** Default: 0. */
  readonly least?: number;
  /** Default: 1. */
  readonly most?: number;
}

export interface Usage<O extends Options, W> {
  /** What the program does, in a sentence. */
  readonly what: string;
  /** How it is started. Default: `node` and its file. */
  readonly start?: string;
  readonly options?: O;
  readonly words?: Words<W>;
  /** What else is to be known. */
  readonly notes?: string;
}

export interface CommandLine<O extends Options, W> {
  readonly values: Values<O>;
  readonly words: readonly NonNullable<W>[];
}

/** What the command line asks for. With `--help`, and if it is wrong, this says so and ends the process. */
export function readCommandLine<O extends Options = Record<never, never>, W = never>(
  usage: Usage<O, W>,
): CommandLine<O, W> {
  try {
    const { values, positionals } = parse(usage.options ?? {});
    if (!values.help) return { values: readValues(usage, values), words: readWords(usage, positionals) };
    console.log(textOf(usage));
    return process.exit(0);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`${error.message}; see --help`);
    return process.exit(2);
  }
}

function parse(options: Options) {
  const known: NonNullable<ParseArgsConfig['options']> = { help: { type: 'boolean', short: 'h' } };
  for (const [name, { value }] of Object.entries(options)) known[name] = { type: value ? 'string' : 'boolean' };
  try {
    return parseArgs({ options: known, allowPositionals: true });
  } catch (error) {
    const [sentence] = (error as Error).message
      .split('\n')
      .at(-1)!
      .split(/\.(?= |$)/); // the last line is the way out
    throw new UsageError(sentence);
  }
}

function readValues<O extends Options, W>({ options }: Usage<O, W>, given: Readonly<Record<string, unknown>>) {
  const values = Object.entries(options ?? {}).map(([name, { value, otherwise, read }]) => {
    if (!value) return [name, given[name] === true];
    const text = (given[name] as string | undefined) ?? otherwise;
    return [name, text === undefined ? undefined : read(text, `--${name}`)];
  });
  return Object.fromEntries(values) as Values<O>;
}

function readWords<O extends Options, W>({ words }: Usage<O, W>, given: readonly string[]): NonNullable<W>[] {
  const { least = 0, most = 1 } = words ?? { most: 0 };
  if (given.length > most) throw new UsageError(`What is "${given[most]}"?`);
  if (!words) return [];
  if (given.length < least) throw new UsageError(`${words.value} is missing`);
  const texts = given.length === 0 && words.otherwise !== undefined ? [words.otherwise] : given;
  return texts.map((text) => words.read(text, words.value)!);
}

function textOf<O extends Options, W>({ what, start, options, words, notes }: Usage<O, W>): string {
  const parts = [start ?? `node ${basename(process.argv[1]!)}`, '[options]', ...(words ? [synopsis(words)] : [])];
  const rows = Object.entries(options ?? {}).map(([name, option]) => row(`--${name}`, option));
  if (words) rows.unshift([words.value, meaningOf(words)]);
  rows.push(['--help', 'this text']);
  const width = Math.max(...rows.map(([left]) => left.length));
  const table = rows.map(([left, right]) => `  ${left.padEnd(width)}   ${right}`).join('\n');
  return [what, `  ${parts.join(' ')}`, table, ...(notes ? [notes] : [])].join('\n\n');
}

function row(name: string, option: Option<unknown>): [left: string, right: string] {
  return [option.value ? `${name}=${option.value}` : name, meaningOf(option)];
}

function meaningOf({ meaning, otherwise }: Option<unknown>): string {
  return otherwise === undefined ? meaning : `${meaning} (default ${otherwise})`;
}

function synopsis({ value, least = 0, most = 1 }: Words<unknown>): string {
  const all = most > 1 ? `${value}...` : value;
  return least === 0 ? `[${all}]` : all;
}
