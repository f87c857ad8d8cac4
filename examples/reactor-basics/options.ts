/** What the command line and the environment ask of these programs. */
import { parseArgs } from 'node:util';
import type { RunOptions } from 'interloop';
import { frame } from 'interloop/hosts/frame';
import { glib } from 'interloop/hosts/glib';

const hosts = { frame, glib };

/** `--host=glib` and `--host=frame` run the reactor inside that host, where Ctrl-C is to stop it as well. */
export function runOptions(): RunOptions {
  const host = hostArgument();
  if (host === undefined) return {};
  if (host !== 'frame' && host !== 'glib') return refuse(`--host is glib or frame, not "${host}"`);
  return { host: hosts[host](), installSignalHandlers: true };
}

function hostArgument(): string | undefined {
  try {
    return parseArgs({ options: { host: { type: 'string' } } }).values.host;
  } catch (error) {
    return refuse((error as Error).message);
  }
}

/** Ends the program as one ends whose command line cannot be understood: with one line, and exit code 2. */
function refuse(message: string): never {
  console.error(message);
  process.exit(2);
}

/** So many seconds in milliseconds; REACTOR_BASICS_SECOND=20 makes each of them 20 ms long. */
export function seconds(number: number): number {
  return number * Number(process.env.REACTOR_BASICS_SECOND ?? 1000);
}
