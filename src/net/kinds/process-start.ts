/**
 * The starting of programs.
 *
 * Node throws some of the system's errors and tells others by an event, and the difference means nothing to anybody. Here all of
 * them come later, once; only arguments that no system could do anything with are thrown.
 */
import { type ChildProcess, type SpawnOptions, type StdioOptions, spawn } from 'node:child_process';
import { inspect } from 'node:util';
import {
  CannotSpawn,
  InvalidArgumentError,
  ProcessDone,
  ProcessExitedAlready,
  ProcessTerminated,
} from '../../errors.ts';
import { err } from '../../log/index.ts';

/** How a program is started. */
export interface ProgramOptions {
  /** The arguments, without the name of the program, which Twisted wants as the first. Default: none. */
  readonly args?: readonly string[];
  /** The environment. Default: that of this process (in Twisted an empty one). */
  readonly env?: NodeJS.ProcessEnv;
  /** The folder in which it runs, which is called `path` in Twisted. Default: that of this process. */
  readonly cwd?: string | URL;
  /** The user as whom it runs, a number. Default: that of this process. */
  readonly uid?: number;
  /** The group, a number. Default: that of this process. */
  readonly gid?: number;
  /** Whether it gets a session of its own, so that what the terminal sends to this process does not reach it. Default: false. */
  readonly detached?: boolean;
  /** What the program finds as its own name. Default: `executable`. */
  readonly argv0?: string;
}

/**
 * Starts a program.
 *
 * @param failed called later if it cannot be started; `undefined` is returned then
 * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
 */
export function startProgram(
  executable: string,
  { args = [], env, cwd, uid, gid, detached, argv0 }: ProgramOptions,
  stdio: StdioOptions,
  failed: (error: CannotSpawn) => void,
): ChildProcess | undefined {
  const given: SpawnOptions = { env, cwd, uid, gid, detached, argv0 };
  const wanted = Object.entries(given).filter(([, value]) => value !== undefined);
  let child: ChildProcess;
  try {
    child = spawn(executable, args, { ...Object.fromEntries(wanted), stdio });
  } catch (error) {
    const isOfTheSystem = (error as NodeJS.ErrnoException).syscall !== undefined;
    if (!isOfTheSystem)
      throw new InvalidArgumentError(`Cannot start ${inspect(executable)}: ${(error as Error).message}`);
    process.nextTick(failed, new CannotSpawn(executable, error as Error));
    return undefined;
  }
  if (child.pid !== undefined) return child.on('error', (error) => err(error, `of the process ${child.pid}`));
  child.once('error', (error) => failed(new CannotSpawn(executable, error)));
  for (const stream of child.stdio ?? []) stream?.destroy();
  return undefined;
}

/** What the end of a process means. */
export function reasonOf(exitCode: number | null, signal: NodeJS.Signals | null): ProcessDone | ProcessTerminated {
  return exitCode === 0 ? new ProcessDone() : new ProcessTerminated(exitCode, signal);
}

/**
 * Sends a signal to a process that was not seen to end.
 *
 * @param signal a name, with or without `SIG`, or a number
 * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT` if there is no such signal
 * @throws ProcessExitedAlready `ERR_INTERLOOP_PROCESS_EXITED`
 * @throws what the system says, if this process may not do that
 */
export function sendSignal({ pid }: ChildProcess, signal: string | number): void {
  try {
    process.kill(pid as number, typeof signal === 'string' ? `SIG${signal.replace(/^SIG/, '')}` : signal);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ESRCH') throw new ProcessExitedAlready();
    if (code === 'EPERM') throw error;
    throw new InvalidArgumentError(`A signal is a name such as TERM, or a number, not ${inspect(signal)}`);
  }
}
