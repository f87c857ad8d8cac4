/** What is shown of the progress on standard error: a line that is drawn again in its place, or one now and then. */
import type { Progress } from './progress.ts';

const DRAW_MS = 100;
const BAR_LENGTH = 24;

export class Display {
  /** How often it is to be shown, in milliseconds. */
  readonly period: number;
  readonly #isLive = process.stderr.isTTY && process.stderr.columns >= 80;

  constructor(interval: number) {
    this.period = this.#isLive ? DRAW_MS : interval;
  }

  show(progress: Progress): void {
    if (this.#isLive) process.stderr.write(`\r${bar(progress)} ${line(progress)}\x1b[K`);
    else console.error(line(progress));
  }

  /** Makes room for what somebody else writes. */
  clear(): void {
    if (this.#isLive) process.stderr.write('\r\x1b[K');
  }
}

function bar({ bytes, totalBytes }: Progress): string {
  const done = totalBytes === 0 ? 0 : Math.floor((BAR_LENGTH * bytes) / totalBytes);
  return '━'.repeat(done).padEnd(BAR_LENGTH, '─');
}

function line({ files, bytes, totalFiles, totalBytes, elapsed }: Progress): string {
  const left = bytes === 0 ? '' : `, ${duration((elapsed * (totalBytes - bytes)) / bytes)} left`;
  const sizes = `${mebibytes(bytes)} of ${mebibytes(totalBytes)} MiB`;
  return `${files} of ${totalFiles} files, ${sizes}, ${rate(bytes, elapsed)}${left}`;
}

/** What is said in the end. */
export function summary({ files, bytes, elapsed }: Progress): string {
  return `${files} files, ${mebibytes(bytes)} MiB in ${duration(elapsed)}, ${rate(bytes, elapsed)}`;
}

function rate(bytes: number, elapsed: number): string {
  return `${mebibytes(bytes / (elapsed / 1000))} MiB/s`;
}

function mebibytes(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(1);
}

function duration(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
}
