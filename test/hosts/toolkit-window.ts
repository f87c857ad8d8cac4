/**
 * The C++ that tests of the Qt and wx hosts need: `qt-window.cc` and `wx-window.cc` have the same functions.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { call, native } from 'interloop/host';
import type { NestedLoop } from 'interloop/testing';
import koffi, { type LibraryHandle } from 'koffi';

export type Toolkit = 'qt' | 'wx';

/** What a window can open that blocks in a loop of its own until it is closed. */
export const BLOCKING = ['dialog', 'message', 'menu', 'file'] as const;

export interface ToolkitWindow {
  close(): void;
  /** Calls `fn` when a button of the mouse goes down on it. */
  onPress(fn: () => void): void;
  /** Blocks, on the level of the host. A drag blocks while a button of the mouse is down, and tells whether it was dropped. */
  open(what: (typeof BLOCKING)[number] | 'drag'): unknown;
}

const Callback = koffi.pointer(koffi.proto('void ToolkitCallback()'));

/** Where the compiler and the headers were there. */
export class ToolkitFunctions {
  readonly #library: LibraryHandle;
  readonly #kept: unknown[] = [];

  constructor(toolkit: Toolkit) {
    this.#library = koffi.load(pathOf(toolkit));
  }

  static reasonAgainst(toolkit: Toolkit): string | undefined {
    return existsSync(pathOf(toolkit)) ? undefined : `${toolkit}-window.so was not built: npm run build:shims`;
  }

  nested(): NestedLoop {
    const loop = this.#library.func('void *loop_new()')();
    return {
      run: () => void call(native(this.#address('loop_run'), loop)),
      quit: () => void call(native(this.#address('loop_quit'), loop)),
    };
  }

  /** Calls `fn` from a timer of the toolkit every so many milliseconds; returns what stops it. */
  every(ms: number, fn: () => void): () => void {
    const clock = this.#library.func('every', 'void *', ['int', Callback])(ms, this.#callback(fn));
    return () => this.#library.func('void clock_stop(void *clock)')(clock);
  }

  /** A window that is one large button. */
  window(title: string, onClick: () => void): ToolkitWindow {
    const window = this.#library.func('window_new', 'void *', ['str', Callback])(title, this.#callback(onClick));
    return {
      onPress: (fn) => this.#library.func('window_on_press', 'void', ['void *', Callback])(window, this.#callback(fn)),
      close: () => this.#library.func('void window_close(void *window)')(window),
      open: (what) => call(native(this.#address(`open_${what}`), window)),
    };
  }

  #address(name: string): bigint {
    return this.#library.symbol(name, 'void');
  }

  #callback(fn: () => void): unknown {
    const callback = koffi.register(fn, Callback);
    this.#kept.push(callback);
    return callback;
  }
}

function pathOf(toolkit: Toolkit): string {
  return fileURLToPath(new URL(`./${toolkit}-window.so`, import.meta.url));
}
