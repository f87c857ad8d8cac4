/**
 * The line of a channel: putting values into it, taking them out, withdrawing them. `memory.ts` tells what must hold.
 */
import { lock, unlock } from './lock.ts';
import {
  BROKEN,
  CAUSE_BYTES,
  CAUSE_LENGTH,
  CLOSED,
  CLOSING,
  END,
  FLAGS,
  HEAD,
  LAST_VOID,
  LIMIT,
  type Memory,
  OWNER,
  START,
  TAIL,
  VOID,
} from './memory.ts';
import type { Load, Unloading } from './parcel.ts';
import { isAlive, receiversIn } from './peers.ts';

/** How a value may be put in. */
export type How = 'line' | 'kept' | 'given';

/** What came of putting a value in: there was no room, it is kept, it waits, the channel is closed. */
export type Put = 'no room' | 'kept' | 'waits' | 'closed';

const ALIGNMENT = 8;

export class Line {
  /** Whose values were kept or taken by what was done last, and who has to be woken for it. */
  readonly toWake: number[] = [];
  /** The number of the value that was put in last. */
  number = 0;
  readonly #memory: Memory;
  readonly #words: Int32Array;

  constructor(memory: Memory) {
    this.#memory = memory;
    this.#words = memory.words;
  }

  /**
   * Puts a value at the end.
   *
   * @param how `line`: it may wait there; `kept`: only if it is kept at once; `given`: also if a receiver waits for it
   * @param own how many of the receivers that wait do not count, being of the same choice
   */
  put(who: number, load: Load, how: How, own: number): Put {
    const words = this.#words;
    lock(words, who);
    try {
      if (Atomics.load(words, CLOSING) !== 0) return 'closed';
      const head = this.#tidy();
      const tail = Atomics.load(words, TAIL);
      const limit = Atomics.load(words, LIMIT);
      const { capacity, cells } = this.#memory;
      const isKept =
        limit === tail && this.#hasRoom(head, limit, how === 'given' ? receiversIn(words) - own : 0, capacity);
      if ((!isKept && how !== 'line') || ((tail - head) | 0) >= cells) return 'no room';
      const start = this.#place(head, tail, load.length);
      if (start === undefined) return 'no room';
      load.copyTo(this.#memory, start);
      const cell = this.#memory.cellOf(tail);
      words[cell + START] = start;
      words[cell + END] = start + load.length;
      words[cell + OWNER] = who;
      words[cell + FLAGS] = load.flags;
      Atomics.store(words, TAIL, (tail + 1) | 0);
      if (isKept) Atomics.store(words, LIMIT, (tail + 1) | 0);
      this.number = tail;
      return isKept ? 'kept' : 'waits';
    } finally {
      unlock(words);
    }
  }

  /** Takes the first value; tells whether there was one. */
  take(who: number, into: Unloading): boolean {
    const words = this.#words;
    lock(words, who);
    try {
      const head = this.#tidy();
      if (head === this.#end()) return false;
      const cell = this.#memory.cellOf(head);
      const start = words[cell + START]!;
      into.copyFrom(this.#memory, start, (words[cell + END]! - start) | 0, words[cell + FLAGS]!);
      const next = (head + 1) | 0;
      Atomics.store(words, HEAD, next);
      if (Atomics.load(words, LIMIT) === head) {
        Atomics.store(words, LIMIT, next);
        this.toWake.push(words[cell + OWNER]!);
      }
      this.#keep(next);
      return true;
    } finally {
      unlock(words);
    }
  }

  /** Takes back a value that waits; false if it was sent already. */
  withdraw(who: number, number: number): boolean {
    const words = this.#words;
    lock(words, who);
    try {
      this.#tidy();
      if (this.isSent(number)) return false;
      this.#void(number);
      return true;
    } finally {
      unlock(words);
    }
  }

  /** Withdraws what a dead thread has left in the line; its place is to be used again. */
  forget(who: number): void {
    const words = this.#words;
    lock(words, who);
    try {
      const tail = Atomics.load(words, TAIL);
      for (let number = this.#tidy(); number !== tail; number = (number + 1) | 0) {
        if (words[this.#memory.cellOf(number) + OWNER] === who && !this.isSent(number)) this.#void(number);
      }
    } finally {
      unlock(words);
    }
  }

  /** @param cause in bytes; with one, it is broken off */
  close(who: number, cause: Uint8Array | undefined): void {
    const words = this.#words;
    lock(words, who);
    try {
      const before = Atomics.load(words, CLOSING);
      if (before === BROKEN) return;
      this.#tidy();
      if (cause !== undefined) {
        this.#memory.cause.set(cause.subarray(0, CAUSE_BYTES));
        Atomics.store(words, CAUSE_LENGTH, cause.length);
      }
      Atomics.store(words, CLOSING, cause === undefined ? CLOSED : BROKEN);
    } finally {
      unlock(words);
    }
  }

  get closing(): number {
    return Atomics.load(this.#words, CLOSING);
  }

  /** Whether a value is kept or was taken. */
  isSent(number: number): boolean {
    const words = this.#words;
    return ((number - Atomics.load(words, LIMIT)) | 0) < 0 || ((number - Atomics.load(words, HEAD)) | 0) < 0;
  }

  /** Whether there is nothing to take; without the lock, as of a moment ago. */
  get isEmpty(): boolean {
    const end = this.#end();
    let number = Atomics.load(this.#words, HEAD);
    while (((number - end) | 0) < 0 && this.#isVoid(number)) number = (number + 1) | 0;
    return ((number - end) | 0) >= 0;
  }

  /** How many values there are; without the lock, as of a moment ago. */
  get length(): number {
    const end = this.#end();
    let count = 0;
    for (let number = Atomics.load(this.#words, HEAD); ((number - end) | 0) < 0; number = (number + 1) | 0) {
      if (!this.#isVoid(number)) count++;
    }
    return count;
  }

  /** Where the line ends for receivers. When it was broken off, what waits is not to be had. */
  #end(): number {
    return Atomics.load(this.#words, this.closing === BROKEN ? LIMIT : TAIL);
  }

  /** Does what a thread may have left undone, and passes over what is void; gives the number of the first value. */
  #tidy(): number {
    const words = this.#words;
    if (this.toWake.length > 0) this.toWake.length = 0;
    const tail = Atomics.load(words, TAIL);
    const before = Atomics.load(words, HEAD);
    let head = before;
    while (head !== tail && this.#isVoid(head)) head = (head + 1) | 0;
    if (head !== before) Atomics.store(words, HEAD, head);
    if (((Atomics.load(words, LIMIT) - head) | 0) < 0) Atomics.store(words, LIMIT, head);
    this.#keep(head);
    return head;
  }

  /** Keeps as many of the values that wait as there is room for. */
  #keep(head: number): void {
    const words = this.#words;
    const tail = Atomics.load(words, TAIL);
    const before = Atomics.load(words, LIMIT);
    if (before === tail || this.#memory.capacity === 0 || this.closing === BROKEN) return;
    let limit = before;
    let kept = this.#kept(head, limit);
    while (limit !== tail && kept < this.#memory.capacity) {
      if (this.#isVoid(limit)) this.#void(limit);
      else {
        this.toWake.push(words[this.#memory.cellOf(limit) + OWNER]!);
        kept++;
      }
      limit = (limit + 1) | 0;
    }
    if (limit !== before) Atomics.store(words, LIMIT, limit);
  }

  #hasRoom(head: number, limit: number, receivers: number, capacity: number): boolean {
    return this.#kept(head, limit) < capacity + receivers;
  }

  /** How many values are kept. */
  #kept(head: number, limit: number): number {
    const words = this.#words;
    const all = (limit - head) | 0;
    if (((Atomics.load(words, LAST_VOID) - head) | 0) < 0) return all;
    let kept = all;
    for (let number = head; number !== limit; number = (number + 1) | 0) {
      if (words[this.#memory.cellOf(number) + FLAGS]! & VOID) kept--;
    }
    return kept;
  }

  #void(number: number): void {
    const words = this.#words;
    const last = Atomics.load(words, LAST_VOID);
    if (((number - last) | 0) > 0) Atomics.store(words, LAST_VOID, number);
    const flags = this.#memory.cellOf(number) + FLAGS;
    Atomics.store(words, flags, words[flags]! | VOID);
  }

  #isVoid(number: number): boolean {
    const words = this.#words;
    const cell = this.#memory.cellOf(number);
    if (words[cell + FLAGS]! & VOID) return true;
    const waits = ((number - Atomics.load(words, LIMIT)) | 0) >= 0;
    return waits && !isAlive(words, words[cell + OWNER]!);
  }

  /**
   * Where the bytes of the next value go, in one piece; nothing if there is no room for them. When the line is empty they go to
   * the start, so that a channel which is never full uses little memory.
   */
  #place(head: number, tail: number, length: number): number | undefined {
    const words = this.#words;
    const size = this.#memory.bytes.length;
    const rest = size - 1;
    const last = words[this.#memory.cellOf((tail - 1) | 0) + END]!;
    if (head === tail) return (last + rest) & ~rest;
    const aligned = (last + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
    const fits = (aligned & rest) + length <= size;
    const start = fits ? aligned : (aligned + rest) & ~rest;
    const first = words[this.#memory.cellOf(head) + START]!;
    return ((start + length - first) | 0) <= size ? start : undefined;
  }
}
