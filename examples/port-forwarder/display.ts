/** Standard output: lines that stay, and below them on a terminal one that is drawn again in its place. */
import { inBytes } from '../support/numbers.ts';
import type { Traffic } from './traffic.ts';

export class Display {
  readonly isLive = process.stdout.isTTY === true;
  #now = '';

  say(line: string): void {
    this.#erase();
    console.log(line);
    this.#draw();
  }

  /** Shows how much it is now; where there is no terminal, a line if that has changed. */
  show({ open, total }: Traffic): void {
    const connections = `${open} connection${open === 1 ? '' : 's'}`;
    const now = `${connections}, ${inBytes(total.sent)} there, ${inBytes(total.received)} back`;
    if (now === this.#now) return;
    this.#erase();
    this.#now = now;
    if (this.isLive) this.#draw();
    else console.log(now);
  }

  /** Leaves the last state where it is. */
  end(): void {
    if (this.isLive && this.#now !== '') process.stdout.write('\n');
  }

  #erase(): void {
    if (this.isLive) process.stdout.write('\r\x1b[K');
  }

  #draw(): void {
    if (this.isLive) process.stdout.write(this.#now);
  }
}
