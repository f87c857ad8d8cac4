/** What the command lines of the window and of the server ask for. */
import { type ParseArgsConfig, parseArgs } from 'node:util';

export interface Arguments {
  readonly help: boolean;
  readonly host: 'frame' | 'glib';
  /** After so many the window closes by itself. */
  readonly seconds: number | undefined;
  /** Of a server that runs already. */
  readonly port: number | undefined;
}

export const HELP = `A window that shows the news, and a network thread that brings them.

  node main.js [options]

  --host=NAME    what the window lives in: frame (default) or glib
  --seconds=N    closes the window after so many seconds; the end of the input does not close it then
  --port=N       the server to watch, on the loopback interface; without it the program starts one
  --help         this text

q closes the window, and so do the end of the input, Ctrl-C and SIGTERM.`;

export const SERVER_HELP = `A news wire on the loopback interface.

  node server.js [options]

  --port=N       where to listen, without it where there is room
  --pace=MS      milliseconds from one line of a story to the next (default 50)
  --help         this text`;

/** A command line that cannot be understood; the message is for a person. */
export class UsageError extends Error {}

export function readArguments(args: string[]): Arguments {
  const text = { type: 'string' } as const;
  const { help, host, seconds, port } = parse(args, { host: text, seconds: text, port: text });
  if (host !== undefined && host !== 'frame' && host !== 'glib') {
    throw new UsageError(`--host is frame or glib, not "${host}"`);
  }
  return {
    help: help !== undefined,
    host: host ?? 'frame',
    seconds: number('seconds', seconds, 0.1, 3600),
    port: number('port', port, 1, 65535),
  };
}

export function readServerArguments(args: string[]): { help: boolean; port: number; pace: number } {
  const { help, port, pace } = parse(args, { port: { type: 'string' }, pace: { type: 'string' } });
  return {
    help: help !== undefined,
    port: number('port', port, 0, 65535) ?? 0,
    pace: number('pace', pace, 1, 10_000) ?? 50,
  };
}

function parse(args: string[], options: NonNullable<ParseArgsConfig['options']>): Record<string, string | undefined> {
  try {
    const { values } = parseArgs({ args, options: { help: { type: 'boolean', short: 'h' }, ...options } });
    return values as Record<string, string | undefined>;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function number(name: string, text: string | undefined, least: number, most: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() !== '' && value >= least && value <= most) return value;
  throw new UsageError(`--${name} is a number from ${least} to ${most}, not "${text}"`);
}
