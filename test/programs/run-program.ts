/**
 * Runs one program in a process of its own and tells all that an onlooker can see of it.
 *
 * The program gets a process group, so that a hanging one goes down with its children, and an empty directory to work
 * in. What node:test leaves in the environment of its files is taken away: a program that uses node:test would find it.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { BasicHostName } from '../support/hosts.ts';

const FIXTURES = fileURLToPath(new URL('../../../test/programs/fixtures', import.meta.url));
const PATIENCE_MS = 60_000;

export interface Program {
  /** Below `test/programs/fixtures`. */
  readonly file: string;
  readonly args?: readonly string[];
  /** Written to the program's standard input, which is then closed. Default: nothing. */
  readonly input?: string;
  /** For Node itself, before the program. */
  readonly nodeArgs?: readonly string[];
}

export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
}

/**
 * The bare waker has no register module of its own; GLib's takes it as a setting. As an option of its own, not joined
 * by "=", the register module stays in `execArgv`, so that the children of a program are hosted, too.
 */
const hosting: Record<BasicHostName, { register: string; settings: string }> = {
  frame: { register: 'frame', settings: '{}' },
  'glib watch': { register: 'glib', settings: '{}' },
  'glib waker': { register: 'glib', settings: '{"form":"waker"}' },
  'sdl waker': { register: 'sdl', settings: '{}' },
  tk: { register: 'tk', settings: '{}' },
};

/**
 * @param host in plain Node without it
 * @throws Error with the output so far when the program has not ended after a minute
 */
export async function runProgram(program: Program, host?: BasicHostName): Promise<Outcome> {
  const { file, args = [], input = '', nodeArgs = [] } = program;
  const { NODE_TEST_CONTEXT: _, NODE_OPTIONS: __, ...env } = process.env;
  const hostArgs: string[] = [];
  if (host) {
    const { register, settings } = hosting[host];
    hostArgs.push('--require', createRequire(import.meta.url).resolve(`interloop/register/${register}`));
    env.INTERLOOP_REGISTER = settings;
  }
  const cwd = await mkdtemp(join(tmpdir(), 'interloop-program-'));
  const argv = [...nodeArgs, ...hostArgs, join(FIXTURES, file), ...args];
  const child = spawn(process.execPath, argv, { cwd, env, detached: true });
  let isLate = false;
  const deadline = setTimeout(() => {
    isLate = true;
    process.kill(-child.pid!, 'SIGKILL');
  }, PATIENCE_MS);
  try {
    child.stdin.on('error', () => {}).end(input);
    const closed = once(child, 'close');
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    const [status, signal] = await closed;
    if (isLate) throw new Error(`${file} hangs; its output so far:\n${stdout}\n${stderr}`);
    return { stdout, stderr, status, signal };
  } finally {
    clearTimeout(deadline);
    await rm(cwd, { recursive: true, force: true });
  }
}
