/** What goes through the forwarder, all in all and by connection. */
export interface Counts {
  /** From those who connect. */
  sent: number;
  /** To them. */
  received: number;
}

export class Traffic {
  readonly total: Counts = { sent: 0, received: 0 };
  readonly #open = new Map<number, Counts & { readonly peer: string }>();
  readonly #tell: (line: string) => void;
  #connections = 0;

  /** `tell` is called with a line for each connection that begins, ends or cannot be forwarded. */
  constructor(tell: (line: string) => void) {
    this.#tell = tell;
  }

  /** How many connections are open. */
  get open(): number {
    return this.#open.size;
  }

  /** The number of a connection that begins. */
  begin(peer: string): number {
    const number = ++this.#connections;
    this.#open.set(number, { peer, sent: 0, received: 0 });
    this.note(number, `from ${peer || 'a socket without a name'}`);
    return number;
  }

  sent(number: number, bytes: number): void {
    this.total.sent += bytes;
    this.#open.get(number)!.sent += bytes;
  }

  received(number: number, bytes: number): void {
    this.total.received += bytes;
    const counts = this.#open.get(number);
    if (counts) counts.received += bytes;
  }

  note(number: number, what: string): void {
    this.#tell(`connection ${number}: ${what}`);
  }

  end(number: number): void {
    const { sent, received } = this.#open.get(number)!;
    this.#open.delete(number);
    this.note(number, `has ended, ${sent} bytes there, ${received} back`);
  }
}
