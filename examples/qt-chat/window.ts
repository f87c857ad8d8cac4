/**
 * The window, as an object: `window.cc` called through koffi.
 *
 * Qt calls back from its loop, which was entered by address, so JavaScript runs on the thread's own stack. What blocks is
 * called by address as well, on the host's own level.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { call, MissingLibraryError } from 'interloop/host';
import koffi, { type LibraryHandle } from 'koffi';
import type { ConversationView } from './conversation.ts';

const LIBRARY = fileURLToPath(new URL('./window.so', import.meta.url));
const OnCommand = koffi.pointer(koffi.proto('void OnCommand(int command, str text)'));

/** What a person wants, in the order of `window.cc`. */
const COMMANDS = ['quit', 'say', 'rename', 'save'] as const;

export type Command = (typeof COMMANDS)[number];

export class Window implements ConversationView {
  readonly #library: LibraryHandle;
  readonly #window: bigint;

  constructor(title: string, onCommand: (command: Command, text: string) => void) {
    if (!existsSync(LIBRARY)) {
      throw new MissingLibraryError('window.so', 'install g++ and qt6-base-dev, then "npm run build"');
    }
    this.#library = koffi.load(LIBRARY);
    const callback = koffi.register((command: number, text: string) => onCommand(COMMANDS[command]!, text), OnCommand);
    this.#window = this.#library.func('window_new', 'void *', ['str', OnCommand])(title, callback);
  }

  showLine(line: string, isNews: boolean): void {
    this.#do('void window_add(void *, str, int)', line, Number(isNews));
  }

  showPeople(names: readonly string[]): void {
    this.#do('void window_people(void *, str)', names.join('\n'));
  }

  showState(state: string): void {
    this.#do('void window_state(void *, str)', state);
  }

  get transcript(): string {
    return this.#do('str window_transcript(void *)') as string;
  }

  /** Opens a dialog, and blocks until it is closed. Without an answer it is `''`. */
  askName(): string {
    return this.#ask('window_ask_name');
  }

  askFile(): string {
    return this.#ask('window_ask_file');
  }

  close(): void {
    this.#do('void window_close(void *)');
  }

  #do(prototype: string, ...args: unknown[]): unknown {
    return this.#library.func(prototype)(this.#window, ...args);
  }

  #ask(name: string): string {
    const address = this.#library.symbol(name, 'void');
    const answer = call({ address, args: [this.#window], returns: 'pointer' });
    return koffi.decode(answer, 'char', -1);
  }
}
