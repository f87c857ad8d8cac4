/**
 * Takes away what loading a register module leaves behind that a program could find.
 *
 * Unmodified programs look at these: a process manager passes `execArgv` on to its children, a reloader goes through
 * `require.cache`, a tracer counts async resources. Node's own copy of the options stays, so a worker loads the
 * register module too, and this runs there as well.
 */
import { createRequire } from 'node:module';
import { isatty, WriteStream } from 'node:tty';

/** The option by which the command line loads the register module at `file`. */
export function requireOption(file: string): string {
  return `--require=${file}`;
}

/** Hides that the command line has loaded `file`; other options are the user's and stay. */
export function hideOption(file: string): void {
  const { execArgv } = process;
  const at = execArgv.indexOf(requireOption(file));
  if (at < 0) return;
  execArgv.splice(at, 1);
  const preloaded = Object.getOwnPropertyDescriptor(process, '_preload_modules');
  if (!preloaded?.configurable) return;
  const value = preloaded.value.filter((name: string) => name !== file);
  Object.defineProperty(process, '_preload_modules', { ...preloaded, value });
}

/** Hides `file` and the CommonJS modules that `load` brings in: a program that wants them gets its own. */
export function hidingModules(file: string, load: () => void): void {
  const { cache } = createRequire(import.meta.url);
  const before = new Set(Object.keys(cache));
  before.delete(file);
  try {
    keepingStandardErrorUnopened(load);
  } finally {
    for (const name of Object.keys(cache)) if (!before.has(name)) delete cache[name];
  }
}

/**
 * koffi looks at each property of `node:util`, and the first look at `util.diff` makes Node ask whether standard error
 * has colours, which opens it: a pipe or a terminal would be there before the program. The same answer is given here
 * by something that is not opened.
 */
function keepingStandardErrorUnopened(load: () => void): void {
  const opener = Object.getOwnPropertyDescriptor(process, 'stderr')!;
  const value = { isTTY: isatty(2), getColorDepth: WriteStream.prototype.getColorDepth };
  Object.defineProperty(process, 'stderr', { configurable: true, enumerable: true, value });
  try {
    load();
  } finally {
    Object.defineProperty(process, 'stderr', opener);
  }
}
