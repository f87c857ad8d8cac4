/**
 * The arguments of `interloop run`.
 *
 * Ours are taken out wherever they stand before the first argument that is not an option; from there on everything
 * belongs to the program. An option that is not ours is Node's and goes on unread, so its value must be joined to it
 * with "=" if options of ours follow: only Node knows which of its many options takes one.
 */
import { UsageError } from '../errors.ts';
import type { Settings } from '../register/settings.ts';

export interface RunArguments {
  readonly help: boolean;
  readonly host: string;
  readonly settings: Settings;
  readonly nodeOptions: readonly string[];
  /** The program and its arguments. */
  readonly program: readonly string[];
}

const NUMBERS = ['budget', 'patience', 'priority', 'fps'] as const;

/** @throws UsageError `ERR_INTERLOOP_USAGE` */
export function parseRunArguments(args: readonly string[]): RunArguments {
  const rest = [...args];
  const nodeOptions: string[] = [];
  const settings: { -readonly [K in keyof Settings]: Settings[K] } = {};
  let help = false;
  let host = 'auto';

  while (rest[0]?.startsWith('-') && rest[0] !== '-') {
    const option = rest.shift() as string;
    const [, name, value] = /^--([a-z]+)(?:=(.*))?$/s.exec(option) ?? [];
    const number = NUMBERS.find((known) => known === name);
    if (option === '--help' || option === '-h') help = true;
    else if (option === '--stats') settings.stats = true;
    else if (name === 'host') host = given(name, value ?? rest.shift());
    else if (number) settings[number] = numberOf(number, value ?? rest.shift());
    else nodeOptions.push(option);
    if (option === '--') break;
  }
  return { help, host, settings, nodeOptions, program: rest };
}

function given(name: string, value: string | undefined): string {
  if (!value) throw new UsageError(`--${name} needs a value: --${name}=VALUE`);
  return value;
}

function numberOf(name: string, text: string | undefined): number {
  const number = Number(given(name, text));
  if (!Number.isFinite(number)) throw new UsageError(`--${name} takes a number, not "${text}"`);
  return number;
}
