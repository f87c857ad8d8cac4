/**
 * Runs commands in processes of their own and tells all that an onlooker can see of them.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

/** The built command line, as npm would start it. */
export const CLI: string = fileURLToPath(new URL('../../../dist/cli/main.js', import.meta.url));

const PATIENCE_MS = 60_000;

/** A program of `test/cli/fixtures`. */
export function fixture(name: string): string {
  return fileURLToPath(new URL(`../../../test/cli/fixtures/${name}`, import.meta.url));
}

export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  /** Exit code or signal. */
  readonly ends: number | NodeJS.Signals;
}

export interface NodeOptions {
  /** Written to standard input, which is then closed. */
  readonly input?: string | undefined;
  /** Added to the environment, from which what node:test left there is taken away. */
  readonly env?: NodeJS.ProcessEnv | undefined;
}

/** Runs the Node under test. Process ids in what it says are replaced. */
export async function node(args: readonly string[], { input = '', env = {} }: NodeOptions = {}): Promise<Outcome> {
  const { NODE_TEST_CONTEXT: _, NODE_OPTIONS: __, ...inherited } = process.env;
  const limit = { timeout: PATIENCE_MS, killSignal: 'SIGKILL' } as const;
  const child = spawn(process.execPath, args, { ...limit, env: { ...inherited, ...env } });
  child.stdin.on('error', () => {}).end(input);
  const closed = once(child, 'close');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [status, signal] = await closed;
  return { stdout, stderr: stderr.replaceAll(`(node:${child.pid})`, '(node:PID)'), ends: signal ?? status };
}

/** Runs `interloop` with arguments. */
export function interloop(args: readonly string[], options?: NodeOptions): Promise<Outcome> {
  return node([CLI, ...args], options);
}
