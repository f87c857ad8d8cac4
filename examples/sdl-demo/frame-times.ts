/** How late each frame was, told at the end. */
import type { Frame } from 'interloop/hosts/sdl';

export class FrameTimes {
  readonly #late: number[] = [];
  readonly #began = performance.now();
  #dropped = 0;

  note({ late, dropped }: Frame): void {
    this.#late.push(late);
    this.#dropped += dropped;
  }

  toString(): string {
    const sorted = this.#late.toSorted((a, b) => a - b);
    const at = (share: number) => (sorted[Math.ceil(share * sorted.length) - 1] ?? 0).toFixed(1);
    const seconds = ((performance.now() - this.#began) / 1000).toFixed(1);
    return [
      `${sorted.length} frames in ${seconds} s, ${this.#dropped} dropped`,
      `late by ${at(0.5)} ms in the middle, ${at(0.99)} ms in 99 of 100, ${at(1)} ms at most`,
    ].join('\n');
  }
}
