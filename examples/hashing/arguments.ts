/** What the command line asks for. */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';

export interface Arguments {
  readonly help: boolean;
  readonly threads: number;
  /** Where there is no terminal, one line of progress in so many milliseconds. */
  readonly interval: number;
  readonly host: 'frame' | 'glib' | undefined;
  /** Files, and directories with all that is below them. */
  readonly paths: readonly string[];
}

export const HELP = `Hashes files in threads: what sha256sum prints, with a picture of how far it is.

  node main.js [options] FILE|DIRECTORY...

  --threads=N      how many threads, 1 to 256 (default: as many as the machine can run at a time)
  --interval=S     seconds from one line of progress to the next where there is no terminal (default 2)
  --host=NAME      lives inside frame or glib instead of Node's own loop
  --help           this text

Directories are searched, symbolic links in them left alone. Results go to standard output, all else to standard error. The
exit code is 1 if a file could not be read, 2 for a wrong command line; Ctrl-C ends it with 130.`;

/** A command line that cannot be understood; the message is for a person. */
export class UsageError extends Error {}

export function readArguments(args: string[]): Arguments {
  const { help, threads, interval, host, paths } = parse(args);
  if (host !== undefined && host !== 'frame' && host !== 'glib') {
    throw new UsageError(`--host is frame or glib, not "${host}"`);
  }
  if (!help && paths.length === 0) throw new UsageError('Which files? --help tells more');
  const count = threads === undefined ? availableParallelism() : Number(threads);
  if (!(Number.isInteger(count) && count >= 1 && count <= 256)) {
    throw new UsageError(`--threads is a whole number from 1 to 256, not "${threads}"`);
  }
  const seconds = Number(interval);
  if (!(seconds >= 0.01 && seconds <= 3600)) {
    throw new UsageError(`--interval is a number of seconds from 0.01 to 3600, not "${interval}"`);
  }
  return { help, threads: count, interval: seconds * 1000, host, paths };
}

function parse(args: string[]) {
  const text = { type: 'string' } as const;
  try {
    const { values, positionals } = parseArgs({
      args,
      options: {
        help: { type: 'boolean', short: 'h' },
        threads: text,
        interval: { ...text, default: '2' },
        host: text,
      },
      allowPositionals: true,
    });
    return { ...values, help: values.help ?? false, paths: positionals };
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
