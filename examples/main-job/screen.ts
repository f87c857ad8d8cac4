/**
 * What is printed while it happens. The host's own frames draw it, from figures that Node's callbacks have left: two
 * loops on one thread, looking at the same variables.
 *
 * On a terminal a few lines are drawn again in their place; elsewhere there is a line a second.
 */
import type { BusyHost } from './busy-host.ts';
import { bar, count, mebibytes, ms, paint, strip } from './format.ts';
import { History, SLICE_MS, type Slice } from './history.ts';
import type { Work } from './work.ts';

const SLICES = 24;
const SLICES_PER_SECOND = 1000 / SLICE_MS;
const WIDTH = 76;

export class Screen {
  readonly #work: Work;
  readonly #busyHost: BusyHost;
  readonly #seconds: number;
  readonly #history: History;
  readonly #isLive = process.stdout.isTTY && process.stdout.columns > WIDTH;
  #linesDrawn = 0;
  #hasEnded = false;

  constructor(work: Work, busyHost: BusyHost, seconds: number) {
    this.#work = work;
    this.#busyHost = busyHost;
    this.#seconds = seconds;
    this.#history = new History(work, busyHost);
  }

  /** Called by each frame of the host; draws four times a second. */
  onFrame(): void {
    if (!this.#history.advance()) return;
    if (this.#isLive) this.#redraw();
    else if (this.#history.slices.length % SLICES_PER_SECOND === 0) console.log(this.#line());
  }

  /** Gives the terminal back as it was. */
  end(): void {
    this.#hasEnded = true;
    if (!this.#isLive) return;
    this.#redraw();
    process.stdout.write('\x1b[?25h');
  }

  #redraw(): void {
    const lines = this.#picture();
    const back = this.#linesDrawn === 0 ? '\x1b[?25l' : `\x1b[${this.#linesDrawn}A`;
    process.stdout.write(`${back}${lines.map((line) => `${line}\x1b[K\n`).join('')}`);
    this.#linesDrawn = lines.length;
  }

  #picture(): string[] {
    const { tally, timer } = this.#work;
    const { frames, shortTitle } = this.#busyHost;
    const { slices, elapsed } = this.#history;
    const lastSecond = slices.slice(-SLICES_PER_SECOND);
    const rate = (field: keyof Slice) => (sum(lastSecond, field) / lastSecond.length) * SLICES_PER_SECOND;
    const worst = (field: keyof Slice) => Math.max(...lastSecond.map((slice) => slice[field]));
    const amounts = (field: keyof Slice) => this.#strip(field, (value, highest) => value / highest);
    const lateness = (field: keyof Slice) => this.#strip(field, (value) => Math.log2(1 + value) / 7);

    const files = `${count(tally.files)} files, ${tally.wrongFiles === 0 ? 'checksums right' : 'CHECKSUMS WRONG'}`;
    const hint = this.#hasEnded ? '' : ', Ctrl-C leaves';
    const time = `${(elapsed / 1000).toFixed(1)} of ${this.#seconds} s${hint}`;
    return [
      '',
      row('Node', 'requests', `${count(rate('requests'))}/s`, amounts('requests'), `${count(tally.requests)} answered`),
      row('', 'streaming', `${mebibytes(rate('bytes'))}/s`, amounts('bytes'), files),
      row('', 'timer', `${ms(worst('timerLate'))} late`, lateness('timerLate'), `${count(timer.beats)} beats`),
      '',
      row(
        shortTitle,
        'frames',
        `${ms(worst('frameLate'))} late`,
        lateness('frameLate'),
        `${count(frames.beats)} drawn`,
      ),
      '',
      `  ${bar(elapsed / 1000 / this.#seconds, 48)}  ${time}`,
    ];
  }

  #strip(field: keyof Slice, level: (value: number, highest: number) => number): string {
    const values = this.#history.slices.map((slice) => slice[field]);
    const highest = Math.max(1, ...values);
    return strip(values, SLICES, (value) => level(value, highest));
  }

  #line(): string {
    const { tally, timer } = this.#work;
    const { frames, shortTitle } = this.#busyHost;
    const node = `Node ${count(tally.requests)} requests, ${mebibytes(tally.bytes)}, ${count(timer.beats)} timer beats`;
    return `${(this.#history.elapsed / 1000).toFixed(1).padStart(6)} s  ${node}; ${shortTitle} ${count(frames.beats)} frames`;
  }
}

function sum(slices: readonly Slice[], field: keyof Slice): number {
  return slices.reduce((total, slice) => total + slice[field], 0);
}

function row(loop: string, what: string, now: string, picture: string, total: string): string {
  const name = paint('bold', loop.padEnd(7));
  return `  ${name}${what.padEnd(10)}${now.padStart(13)}  ${paint('cyan', picture)}  ${paint('dim', total)}`;
}
