/** What the command line asks for. */
import { parseArgs } from 'node:util';

export interface Arguments {
  readonly help: boolean;
  readonly host: 'glib' | 'frame' | 'best';
  readonly seconds: number;
}

export const HELP = `A real HTTP server and client, file streaming and timers, inside a host that has work of its own.

  npm start -- [options]

  --host=NAME    glib, frame, or best (default): glib where it can be had, else frame
  --seconds=N    how long, 1 to 3600 (default 5)
  --help         this text`;

/** A command line that cannot be understood; the message is for a person. */
export class UsageError extends Error {}

export function readArguments(args: string[]): Arguments {
  const { help, host, seconds: text } = parse(args);
  const seconds = Number(text);
  if (host !== 'glib' && host !== 'frame' && host !== 'best') {
    throw new UsageError(`--host is glib, frame or best, not "${host}"`);
  }
  if (!(seconds >= 1 && seconds <= 3600)) throw new UsageError(`--seconds is a number from 1 to 3600, not "${text}"`);
  return { help, host, seconds };
}

function parse(args: string[]): { help: boolean; host: string; seconds: string } {
  try {
    return parseArgs({
      args,
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        host: { type: 'string', default: 'best' },
        seconds: { type: 'string', default: '5' },
      },
    }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
