/** Time that goes when it is told to. */
export class FakeTime {
  now = 0;
  calls: { at: number; fn: () => void }[] = [];

  callLater(ms: number, fn: () => void): { cancel(): void } {
    const call = { at: this.now + ms, fn };
    this.calls.push(call);
    return { cancel: () => this.#drop(call) };
  }

  #drop(call: object): void {
    this.calls = this.calls.filter((other) => other !== call);
  }

  advance(ms: number): void {
    this.now += ms;
    for (;;) {
      const due = this.calls.filter(({ at }) => at <= this.now).sort((a, b) => a.at - b.at);
      const next = due[0];
      if (next === undefined) return;
      this.#drop(next);
      next.fn();
    }
  }
}
