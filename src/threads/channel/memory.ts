/**
 * The shared memory of a ThreadChannel, and the protocol by which threads use it.
 *
 * **Where values are.** A value is written into shared memory by its sender and read from there by its receiver. So it needs
 * neither of their event loops to arrive: a thread that sleeps in `receiveSync()` gets a value whose sender computes, sleeps,
 * or is gone. Rejected: a MessagePort has one receiver, and what is in it can be had by no other thread; a hub that
 * hands values out needs a thread that is never busy; ports from each thread to each other one need both loops to
 * be introduced, and the sender's again for every value, since only then is it known who receives. The price is that
 * what is tied to one thread at a time (a port, a file) or is memory itself (a SharedArrayBuffer, another ThreadChannel) cannot
 * go this way. It is refused by name.
 *
 * **The line.** Values stand in one line, by number, in cells of a ring: `HEAD` is the number of the first, `TAIL` that of the
 * next to come, and their bytes are in a second ring in the same order. `LIMIT` is between the two: what is before it is
 * *kept*, its sender was told and cannot have it back; behind it senders *wait*, and may withdraw, which makes their cell void. A
 * sender finds out by itself what became of its value, since numbers only grow: it was sent when `LIMIT` or `HEAD` is beyond it.
 *
 * **A thread may die at any instruction.** `terminate()`, a full heap and a full stack end it where it stands. So
 *
 * - every change is *one* store: `TAIL` adds a value whose cell and bytes were written before, in room that nobody reads;
 *   `HEAD` takes one whose bytes were copied before. If the thread dies before that store nothing has happened, and after
 *   it all has. What follows from it, that `LIMIT` is at least `HEAD` and as far on as the capacity allows, is done
 *   again by the next thread.
 * - there is a lock, whose word tells who holds it. It is taken away from a thread that is known to be dead, and nothing
 *   needs repair then. Lock-free queues were rejected: those whose steps are simple stand still when a thread dies between
 *   two of them, and the others must guard memory against being used again under a reader; the lock costs two
 *   atomic instructions.
 * - what a dead thread has left undone for others is to wake them. So who hears of a death wakes everybody.
 *
 * A value that was taken by a thread which then died is gone with it: it was received. One whose sender died while it waited
 * was not sent: it is void from the moment on when the death is known.
 *
 * **Waiting.** A thread tells in its own words of the memory how many of its operations wait to receive (`RECEIVERS`) and how many look for
 * room (`SEEKERS`), and sleeps on `WAKES`: in `Atomics.wait` if it blocks, in `Atomics.waitAsync` otherwise, of which
 * there is at most one for each channel. Node hears of the latter by a `uv_async`, as of a message, so that it reaches a thread whose
 * loop is in a host. `ARMED` makes one wake of many: whoever turns it from 1 to 0 does the waking. The order matters: a thread
 * arms, then looks once more, then sleeps only if `WAKES` is still what it was before it looked. Who is woken serves all
 * its operations. A value wakes one thread with receivers; a thread that leaves without taking all that is there wakes the next. So
 * nothing is ever polled, and no value lies there while a receiver sleeps.
 *
 * **Operations that are chosen from** (`select()`) and `trySend()` cannot stand in line, since what stands there may be taken at any
 * moment. They send when there is room, or, as a receiver that waits makes room, when fewer values are kept than receivers wait.
 * If that receiver turns away in this very moment the value stays for the next one.
 */
import { InvalidArgumentError } from '../../errors.ts';

/** Words of the head, far apart where different threads write them. */
const MAGIC = 0;
const ID = 1;
const CAPACITY = 3;
const CELL_COUNT = 4;
const BYTE_COUNT = 5;
export const LOCK = 16;
export const HEAD = 32;
export const LIMIT = 33;
export const TAIL = 48;
/** 0, {@link CLOSED} or {@link BROKEN}. */
export const CLOSING = 64;
export const CAUSE_LENGTH = 65;
/** The highest number that was ever made void. */
export const LAST_VOID = 66;
/** How many threads are gone that had the channel. */
export const DEATHS = 67;
export const LAST_DEAD = 68;
/** How many of the places for threads were ever used. */
export const PLACES = 69;

/** Values of `CLOSING`. */
export const CLOSED = 1;
export const BROKEN = 2;

/** The words of a thread, from {@link placeOf} on. `STATE` has the number of the thread in its upper bits. */
export const STATE = 0;
export const ARMED = 1;
export const WAKES = 2;
export const RECEIVERS = 3;
export const SEEKERS = 4;
const FIRST_PLACE = 80;
const WORDS_OF_PLACE = 16;
export const MOST_THREADS = 128;

/** The words of a cell. */
export const START = 0;
export const END = 1;
export const OWNER = 2;
export const FLAGS = 3;
const FIRST_CELL: number = FIRST_PLACE + MOST_THREADS * WORDS_OF_PLACE;
const WORDS_OF_CELL = 4;

/** Flags of a cell: it was withdrawn; its value is thrown at the receiver; its value is in V8's own format. */
export const VOID = 1;
export const THROWN = 2;
export const SERIALIZED = 4;

export const CAUSE_BYTES = 16_384;
const FEWEST_CELLS = 1024;
export const MOST_CAPACITY: number = 2 ** 20;
const SIGN = 0x11_7e_c8_01;

/** The word from which the words of a thread are counted. */
export function placeOf(who: number): number {
  return FIRST_PLACE + who * WORDS_OF_PLACE;
}

export class Memory {
  readonly buffer: SharedArrayBuffer;
  readonly words: Int32Array;
  /** The same as text, for maps. */
  readonly id: string;
  readonly capacity: number;
  readonly cells: number;
  readonly cause: Uint8Array;
  /** The ring of the values' bytes, as bytes and as words. */
  readonly bytes: Uint8Array;
  readonly data: Int32Array;

  static make(capacity: number, bytes: number): Memory {
    const cells = powerOfTwo(Math.max(FEWEST_CELLS, 2 * capacity));
    const size = powerOfTwo(bytes);
    const buffer = new SharedArrayBuffer(endOfCells(cells) + CAUSE_BYTES + size);
    const words = new Int32Array(buffer);
    crypto.getRandomValues(words.subarray(ID, ID + 2));
    words[CAPACITY] = capacity;
    words[CELL_COUNT] = cells;
    words[BYTE_COUNT] = size;
    words[LAST_VOID] = -1;
    words[MAGIC] = SIGN;
    return new Memory(buffer);
  }

  /** @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT` if it is that of no channel */
  constructor(buffer: SharedArrayBuffer) {
    this.buffer = buffer;
    this.words = new Int32Array(buffer, 0, Math.floor(buffer.byteLength / 4));
    if (this.words[MAGIC] !== SIGN) {
      throw new InvalidArgumentError('The shared memory is not that of a ThreadChannel of this release of interloop');
    }
    this.id = this.words.subarray(ID, ID + 2).join();
    this.capacity = this.words[CAPACITY]!;
    this.cells = this.words[CELL_COUNT]!;
    const cause = endOfCells(this.cells);
    this.cause = new Uint8Array(buffer, cause, CAUSE_BYTES);
    this.bytes = new Uint8Array(buffer, cause + CAUSE_BYTES);
    this.data = new Int32Array(buffer, cause + CAUSE_BYTES);
  }

  /** The word from which the words of a cell are counted. */
  cellOf(number: number): number {
    return FIRST_CELL + (number & (this.cells - 1)) * WORDS_OF_CELL;
  }
}

function endOfCells(cells: number): number {
  return (FIRST_CELL + cells * WORDS_OF_CELL) * Int32Array.BYTES_PER_ELEMENT;
}

function powerOfTwo(atLeast: number): number {
  return 2 ** Math.ceil(Math.log2(atLeast));
}
