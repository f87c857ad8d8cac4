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
export interface Koffi {
  load(path: string | null): { symbol(name: string, type: string): bigint; func(prototype: string): unknown };
  register(fn: (...args: unknown[]) => unknown, type: unknown): unknown;
  pointer(type: unknown): unknown;
  proto(prototype: string): unknown;
}

const RTLD_LAZY = 0x1;
const RTLD_NODELETE = 0x1000;

/**
 * Loads a shared library by its file name, for as long as the process lives.
 *
 * koffi closes a library when nobody holds its functions any more, at the latest when Node ends. A toolkit cannot be
 * closed: its types are registered, sources of it hang in main loops, and threads that it has started run its code.
 *
 * @param way what a person has to do where it is missing
 * @throws MissingLibraryError `ERR_INTERLOOP_MISSING_LIBRARY`
 */
export function library(name: string, way: string): Library {
  const koffi = loadKoffi();
  try {
    const loaded = koffi.load(name);
    pin(koffi, name);
    return {
      address: (symbol) => loaded.symbol(symbol, 'void'),
      func: <F>(prototype: string) => loaded.func(prototype) as F,
      callback: (prototype, fn) => koffi.register(fn, koffi.pointer(koffi.proto(prototype))),
    };
  } catch (error) {
    throw new MissingLibraryError(name, way, error);
  }
}

function pin(koffi: Koffi, name: string): void {
  const dlopen = koffi.load(null).func('void *dlopen(str file, int flags)') as (file: string, flags: number) => bigint;
  dlopen(name, RTLD_LAZY | RTLD_NODELETE);
}

/** @throws MissingLibraryError `ERR_INTERLOOP_MISSING_LIBRARY` */
export function loadKoffi(): Koffi {
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
