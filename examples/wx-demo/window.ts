/**
 * The window, as an object: `window.cc` called through koffi.
 *
 * wx calls back from its loop, which was entered by address, so JavaScript runs on the thread's own stack. What blocks is
 * called by address as well.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { call, MissingLibraryError, native } from 'interloop/host';
import koffi, { type LibraryHandle } from 'koffi';

const LIBRARY = fileURLToPath(new URL('./window.so', import.meta.url));
const OnCommand = koffi.pointer(koffi.proto('void OnCommand(int command)'));

/** What a person wants, in the order of `window.cc`. */
const COMMANDS = ['quit', 'about'] as const;

export type Command = (typeof COMMANDS)[number];

export class Window {
  readonly #library: LibraryHandle;
  readonly #window: bigint;

  constructor(onCommand: (command: Command) => void) {
    if (!existsSync(LIBRARY)) {
      throw new MissingLibraryError('window.so', 'install g++ and libwxgtk3.2-dev, then "npm run build"');
    }
    this.#library = koffi.load(LIBRARY);
    const callback = koffi.register((command: number) => onCommand(COMMANDS[command]!), OnCommand);
    this.#window = this.#library.func('window_new', 'void *', [OnCommand])(callback);
  }

  add(time: string, status: string, headline: string): void {
    this.#do('void window_add(void *, str, str, str)', time, status, headline);
  }

  /** Writes into one of the two fields at the bottom. */
  say(field: 0 | 1, text: string): void {
    this.#do('void window_say(void *, int, str)', field, text);
  }

  /** Opens a modal dialog, and blocks until it is closed. To be called on the host's own level. */
  about(): void {
    call(native(this.#library.symbol('window_about', 'void'), this.#window));
  }

  close(): void {
    this.#do('void window_close(void *)');
  }

  #do(prototype: string, ...args: unknown[]): void {
    this.#library.func(prototype)(this.#window, ...args);
  }
}
