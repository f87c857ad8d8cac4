/**
 * First in, first out, in constant time also for thousands, and for those who leave from the middle.
 */
export interface Entry<T> {
  readonly value: T;
  previous: Entry<T> | undefined;
  next: Entry<T> | undefined;
}

export class Fifo<T> {
  #first: Entry<T> | undefined = undefined;
  #last: Entry<T> | undefined = undefined;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  get first(): T | undefined {
    return this.#first?.value;
  }

  push(value: T): Entry<T> {
    const entry: Entry<T> = { value, previous: this.#last, next: undefined };
    if (this.#last === undefined) this.#first = entry;
    else this.#last.next = entry;
    this.#last = entry;
    this.#length++;
    return entry;
  }

  /** Puts it before all others. */
  unshift(value: T): Entry<T> {
    const entry: Entry<T> = { value, previous: undefined, next: this.#first };
    if (this.#first === undefined) this.#last = entry;
    else this.#first.previous = entry;
    this.#first = entry;
    this.#length++;
    return entry;
  }

  /** The first, taken out; for when there is one. */
  shift(): T {
    const entry = this.#first!;
    this.remove(entry);
    return entry.value;
  }

  /** Takes out an entry that is in it. */
  remove(entry: Entry<T>): void {
    if (entry.previous === undefined) this.#first = entry.next;
    else entry.previous.next = entry.next;
    if (entry.next === undefined) this.#last = entry.previous;
    else entry.next.previous = entry.previous;
    this.#length--;
  }
}
