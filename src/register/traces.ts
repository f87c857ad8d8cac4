/**
 * Takes away what loading a register module leaves behind that a program could find.
 *
 * Unmodified programs look at these: a process manager passes `execArgv` on to its children, a reloader goes through
 * `require.cache`, a tracer counts async resources. Node's own copy of the options stays, so a worker loads the
 * register module too, and this runs there as well.
 */
import { createRequire } from 'node:module';

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

/** Hides `files` and the CommonJS modules that `load` brings in: a program that wants them gets its own. */
export function hidingModules(files: readonly string[], load: () => void): void {
  const { cache } = createRequire(import.meta.url);
  const before = new Set(Object.keys(cache));
  for (const file of files) before.delete(file);
  try {
    load();
  } finally {
    for (const name of Object.keys(cache)) if (!before.has(name)) delete cache[name];
  }
}
