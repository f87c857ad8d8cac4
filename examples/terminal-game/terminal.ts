/**
 * The terminal while the game has it: the other screen, no cursor, each key at once. It is given back however the program
 * ends: in order, by an error (before that is printed), or by `process.exit()`.
 */
import type { ReadStream, WriteStream } from 'node:tty';

const TAKE = '\x1b[?1049h\x1b[?25l\x1b[2J';
const GIVE_BACK = '\x1b[0m\x1b[?25h\x1b[?1049l';
const TOP = '\x1b[H';
const TO_END_OF_LINE = '\x1b[K';

const KEYS: Readonly<Record<string, string>> = {
  '\x1b[A': 'up',
  '\x1b[B': 'down',
  '\x1b[C': 'right',
  '\x1b[D': 'left',
  '\x03': 'ctrl-c',
  ' ': 'space',
};

export class Terminal {
  readonly #input: ReadStream;
  readonly #output: WriteStream;
  readonly #giveBack = () => this.close();
  #shown = '';
  #isTaken = false;

  constructor(input: ReadStream, output: WriteStream) {
    this.#input = input;
    this.#output = output;
  }

  /** Takes the terminal; `onKey` is told `up`, `space`, `q` and so on. */
  open(onKey: (name: string) => void): void {
    this.#isTaken = true;
    process.on('exit', this.#giveBack);
    process.on('uncaughtExceptionMonitor', this.#giveBack);
    this.#input.setRawMode(true).setEncoding('utf8');
    this.#input.on('data', (text: string) => {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: keys are such characters
      for (const key of text.match(/\x1b\[[A-D]|./gs) ?? []) onKey(KEYS[key] ?? key);
    });
    this.#output.write(TAKE);
  }

  /** Shows these lines, if they are others than before. */
  show(lines: readonly string[]): void {
    const text = lines.join(`${TO_END_OF_LINE}\r\n`);
    if (text === this.#shown || !this.#isTaken) return;
    this.#shown = text;
    this.#output.write(TOP + text + TO_END_OF_LINE);
  }

  close(): void {
    if (!this.#isTaken) return;
    this.#isTaken = false;
    process.off('exit', this.#giveBack);
    process.off('uncaughtExceptionMonitor', this.#giveBack);
    this.#input.setRawMode(false);
    this.#input.destroy();
    this.#output.write(GIVE_BACK);
  }
}
