/** What a person sees: a box that the frames of the host draw again in its place, or plain lines. */
export interface Screen {
  /** Something that has happened. */
  say(line: string): void;
  /** How the connection is. */
  state(text: string): void;
  progress(what: string, done: number, total: number): void;
  /** Called by the host's frames, if it has any. */
  draw(): void;
  /** From here on nothing is drawn any more. */
  end(): void;
}

/** Where there is no terminal, or no frames. */
export class Lines implements Screen {
  #state = '';

  say(line: string): void {
    console.log(line);
  }

  state(text: string): void {
    if (text !== this.#state) console.log(text);
    this.#state = text;
  }

  progress(): void {}
  draw(): void {}
  end(): void {}
}

const WIDTH = 72;
const HEIGHT = 8;
const FRAME = 4;

/** A box, if there is a terminal that it fits into. */
export function screenFor({ columns, rows }: { readonly columns?: number; readonly rows?: number }): Screen {
  return (columns ?? 0) >= WIDTH + 2 && (rows ?? 0) > HEIGHT + FRAME ? new Box() : new Lines();
}

export class Box implements Screen {
  readonly #lines: string[] = [];
  #state = 'not connected';
  #progress = '';
  #isChanged = true;
  #isDrawn = false;

  say(line: string): void {
    this.#lines.push(line);
    this.#isChanged = true;
  }

  state(text: string): void {
    this.#state = text;
    this.#isChanged = true;
  }

  progress(what: string, done: number, total: number): void {
    const bar = '━'.repeat(Math.floor((30 * done) / total)).padEnd(30, '─');
    this.#progress = `${what.padEnd(10)} ${bar}  ${done} of ${total} lines`;
    this.#isChanged = true;
  }

  draw(): void {
    if (!this.#isChanged) return;
    this.#isChanged = false;
    const shown = this.#lines.slice(-HEIGHT);
    const rows = [...shown, ...Array<string>(HEIGHT - shown.length).fill(''), '', this.#progress];
    const picture = [edge('┌', 'News', this.#state, '┐'), ...rows.map(inside), edge('└', 'q closes', '', '┘')];
    const start = this.#isDrawn ? `\x1b[${picture.length}A` : '\x1b[?25l';
    this.#isDrawn = true;
    process.stdout.write(start + picture.map((row) => `${row}\x1b[K\n`).join(''));
  }

  end(): void {
    this.draw();
    process.stdout.write('\x1b[?25h');
  }
}

function edge(left: string, title: string, note: string, right: string): string {
  const end = note && ` ${note} `;
  return `${left}─ ${title} ${'─'.repeat(Math.max(0, WIDTH - title.length - end.length - 3))}${end}${right}`;
}

function inside(text: string): string {
  return `│ ${text.slice(0, WIDTH - 2).padEnd(WIDTH - 2)} │`;
}
