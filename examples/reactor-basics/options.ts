/** What the command line and the environment ask of these programs. */
import { parseArgs } from 'node:util';
import type { RunOptions } from 'interloop';
import { frame } from 'interloop/hosts/frame';
import { glib } from 'interloop/hosts/glib';

const hosts = { frame, glib };

/** `--host=glib` and `--host=frame` run the reactor inside that host, where Ctrl-C is to stop it as well. */
export function runOptions(): RunOptions {
  const { host } = parseArgs({ options: { host: { type: 'string' } } }).values;
  if (host === undefined) return {};
  if (host !== 'frame' && host !== 'glib') throw new RangeError(`--host is glib or frame, not "${host}"`);
  return { host: hosts[host](), installSignalHandlers: true };
}

/** So many seconds in milliseconds; REACTOR_BASICS_SECOND=20 makes each of them 20 ms long. */
export function seconds(number: number): number {
  return number * Number(process.env.REACTOR_BASICS_SECOND ?? 1000);
}
