/**
 * The servers of `examples/` that listen at an endpoint and tell where.
 */
import { type TestContext, test } from 'node:test';
import { inEachHost } from '../cli/in-each-host.ts';
import { Program } from './program.ts';

export interface Server {
  readonly program: Program;
  /** What a client is to be told to connect to. */
  readonly endpoint: string;
}

export const ANYWHERE = 'tcp:0:127.0.0.1';

/** Starts one, and waits until it listens. */
export async function serve(t: TestContext, path: string, ...args: string[]): Promise<Server> {
  const where = args.some((arg) => arg.startsWith('--listen=')) ? [] : [`--listen=${ANYWHERE}`];
  const program = Program.example(t, path, [...where, ...args]);
  const [, address] = await program.says(/^listening on (\S+)/m);
  return { program, endpoint: address!.startsWith('/') ? `unix:${address}` : `tcp:${address}` };
}

/** Does a thing on Node's own loop, and in each host. */
export function onEachLoop(sentence: string, check: (t: TestContext, ...args: string[]) => Promise<void>): void {
  test(`${sentence}, on Node's loop`, (t) => check(t));
  inEachHost(sentence, (host, t) => check(t, `--host=${host}`));
}
