/** How far it is, on standard error: a line that is drawn again in its place, or one now and then where there is no terminal. */
import { inBytes } from '../support/numbers.ts';
import type { Progress } from './fetch-page.ts';

const BAR_LENGTH = 24;
const DRAW_MS = 50;

export class ProgressLine {
  readonly #isLive = process.stderr.isTTY === true;
  readonly #period: number;
  #nextAt: number;
  #phase = '';

  /** Where there is no terminal, there is a line every so many milliseconds. */
  constructor(period: number) {
    this.#period = this.#isLive ? DRAW_MS : period;
    this.#nextAt = this.#isLive ? 0 : performance.now() + period;
  }

  show(progress: Progress): void {
    const now = performance.now();
    const isNew = this.#isLive && progress.phase !== this.#phase;
    if (now < this.#nextAt && !isNew) return;
    this.#nextAt = now + this.#period;
    this.#phase = progress.phase;
    if (this.#isLive) process.stderr.write(`\r${textOf(progress)}\x1b[K`);
    else console.error(textOf(progress));
  }

  /** Makes room for what somebody else writes. */
  clear(): void {
    if (this.#isLive) process.stderr.write('\r\x1b[K');
  }
}

function textOf({ phase, url, received, total }: Progress): string {
  const { host } = new URL(url);
  if (phase === 'connecting') return `connecting to ${host}`;
  if (phase === 'waiting') return `waiting for ${host}`;
  if (total === undefined) return `${inBytes(received)} from ${host}`;
  const bar = '━'.repeat(Math.floor((BAR_LENGTH * received) / total)).padEnd(BAR_LENGTH, '─');
  return `${bar} ${inBytes(received)} of ${inBytes(total)} from ${host}`;
}
