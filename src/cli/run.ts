/**
 * `interloop run`: this process becomes `node` with a register module loaded before the program.
 *
 * It replaces itself instead of starting a child, so nothing stands between the program and whoever started it: pid,
 * terminal, exit code, signals and job control are the program's own. A wrapper that forwards them gets some of them
 * wrong (stop and continue, SIGKILL, core dumps).
 */
import { createRequire } from 'node:module';
import { resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { getSystemErrorMap } from 'node:util';
import { ExecError, ProgramNotFoundError, UsageError } from '../errors.ts';
import { addon } from '../host/native.ts';
import { findHost } from '../hosts/index.ts';
import { sendSettings } from '../register/settings.ts';
import { requireOption } from '../register/traces.ts';
import { RUN_HELP } from './help.ts';
import { parseRunArguments } from './run-arguments.ts';

const IPC =
  'An IPC channel cannot be handed on; fork the program itself, with execArgv: ["--import", "interloop/register/glib"]';

export async function run(args: readonly string[]): Promise<number> {
  const { help, host, settings, nodeOptions, program } = parseRunArguments(args);
  if (help) {
    console.log(RUN_HELP);
    return 0;
  }
  if (nodeOptions.length + program.length === 0) throw new UsageError('No program was given to run');
  if (process.channel) throw new UsageError(IPC);
  checkProgram(nodeOptions, program[0]);
  const name = host === 'auto' ? host : findHost(host).name;
  const file = fileURLToPath(new URL(`../register/${name}.cjs`, import.meta.url));
  sendSettings(settings);
  return become([requireOption(file), ...process.execArgv, ...nodeOptions, ...program]);
}

/** Only a friendlier message: Node finds out anyway, and it alone knows which of its options takes a value. */
function checkProgram(nodeOptions: readonly string[], program: string | undefined): void {
  const previous = nodeOptions.at(-1);
  const mayBeAValue = previous !== undefined && previous !== '--' && !previous.includes('=');
  if (program === undefined || program === '-' || mayBeAValue) return;
  const path = resolve(program);
  try {
    createRequire(process.cwd() + sep).resolve(path);
  } catch {
    throw new ProgramNotFoundError(program, path);
  }
}

function become(args: readonly string[]): never {
  const error = addon().exec(process.execPath, [process.argv0, ...args]);
  throw new ExecError(process.execPath, getSystemErrorMap().get(-error)?.join(', ') ?? `errno ${error}`);
}
