/**
 * A system library's symbols, by koffi: what the hosts of toolkits are made of.
 */
import { createRequire } from 'node:module';
import { isatty, WriteStream } from 'node:tty';
import { MissingLibraryError } from '../errors.ts';

/** One shared library. */
export interface Library {
  /** The address of a symbol, for `native()` and `waker()`. */
  address(name: string): bigint;
  /** A function with a C prototype, called from JavaScript. Pointers are bigints, 0n or `null` is the null pointer. */
  func<F extends (...args: never[]) => unknown>(prototype: string): F;
  /** A function with a C prototype that native code may call, on this thread, for as long as the process lives. */
  callback(prototype: string, fn: (...args: unknown[]) => unknown): unknown;
}

/** The part of koffi that is used here; it is an optional peer, so its types may not be there. */
interface Koffi {
  load(path: string): { symbol(name: string, type: string): bigint; func(prototype: string): unknown };
  register(fn: (...args: unknown[]) => unknown, type: unknown): unknown;
  pointer(type: unknown): unknown;
  proto(prototype: string): unknown;
}

const loaded = new Map<string, Library>();

/**
 * Loads a shared library by its file name, for as long as the process lives: koffi closes one whose functions nobody
 * holds any more, and a toolkit that is closed takes with it what hangs in main loops.
 *
 * @param way what a person has to do where it is missing
 * @throws MissingLibraryError `ERR_INTERLOOP_MISSING_LIBRARY`
 */
export function library(name: string, way: string): Library {
  const koffi = loadKoffi();
  try {
    const found = loaded.get(name) ?? open(koffi, name);
    loaded.set(name, found);
    return found;
  } catch (error) {
    throw new MissingLibraryError(name, way, error);
  }
}

function open(koffi: Koffi, name: string): Library {
  const symbols = koffi.load(name);
  return {
    address: (symbol) => symbols.symbol(symbol, 'void'),
    func: <F>(prototype: string) => symbols.func(prototype) as F,
    callback: (prototype, fn) => koffi.register(fn, koffi.pointer(koffi.proto(prototype))),
  };
}

function loadKoffi(): Koffi {
  try {
    return keepingStandardErrorUnopened(() => createRequire(import.meta.url)('koffi'));
  } catch (error) {
    throw new MissingLibraryError('koffi', 'install the package with "npm install koffi"', error);
  }
}

/**
 * koffi looks at each property of `node:util`, and the first look at `util.diff` makes Node ask whether standard error
 * has colours, which opens it: a pipe or a terminal would be there that the program did not open. The same answer is
 * given here by something that is not opened.
 */
function keepingStandardErrorUnopened<T>(load: () => T): T {
  const opener = Object.getOwnPropertyDescriptor(process, 'stderr') as PropertyDescriptor;
  if (!opener.get) return load();
  const value = { isTTY: isatty(2), getColorDepth: WriteStream.prototype.getColorDepth };
  Object.defineProperty(process, 'stderr', { configurable: true, enumerable: true, value });
  try {
    return load();
  } finally {
    Object.defineProperty(process, 'stderr', opener);
  }
}
