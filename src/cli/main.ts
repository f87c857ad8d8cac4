#!/usr/bin/env node
/**
 * The command line: `interloop run | doctor`.
 */
import { createRequire } from 'node:module';
import { UsageError } from '../errors.ts';
import { complain } from '../register/complain.ts';
import { HELP } from './help.ts';

type Command = (args: readonly string[]) => Promise<number>;

const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  run: async () => (await import('./run.ts')).run,
  doctor: async () => (await import('./doctor.ts')).doctor,
};

async function main([name, ...args]: string[]): Promise<number> {
  if (name === '--version' || name === '-v') return print(createRequire(import.meta.url)('../../package.json').version);
  if (name === '--help' || name === '-h') return print(HELP);
  if (name === undefined) throw new UsageError(`No command was given; there are ${listCommands()}`);
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!load) throw new UsageError(`There is no command "${name}"; there are ${listCommands()}`);
  return (await load())(args);
}

function listCommands(): string {
  return `${Object.keys(COMMANDS).join(', ')} ("interloop --help" tells more)`;
}

function print(text: string): number {
  console.log(text);
  return 0;
}

process.exitCode = await main(process.argv.slice(2)).catch(complain);
