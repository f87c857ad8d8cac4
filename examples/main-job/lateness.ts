/** Beats, and by how much each came late. Times are in milliseconds. */
export class Lateness {
  readonly period: number;
  readonly #all: number[] = [];
  #worstOfLate = 0;
  #previous = performance.now();

  constructor(period: number) {
    this.period = period;
  }

  get beats(): number {
    return this.#all.length;
  }

  /** A beat, now: what it came after the previous one, less the period, is how late it is. */
  beat(): void {
    const now = performance.now();
    this.add(now - this.#previous - this.period);
    this.#previous = now;
  }

  /** A beat of which somebody else knows how late it is. */
  add(late: number): void {
    this.#all.push(Math.max(0, late));
    this.#worstOfLate = Math.max(this.#worstOfLate, late);
  }

  /** The share is from 0 to 1: 0.5 is the median. */
  percentile(share: number): number {
    const sorted = this.#all.toSorted((a, b) => a - b);
    return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  }

  /** The worst since this was last asked. */
  takeWorst(): number {
    const worst = this.#worstOfLate;
    this.#worstOfLate = 0;
    return worst;
  }
}
