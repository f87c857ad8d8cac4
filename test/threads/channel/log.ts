/**
 * What a thread of the stress test has done, in shared memory: a line of three words for each thing that happened.
 */
import { idOf, type Word } from './actor.ts';

/** What happened: a value is about to be sent, was sent, was not; a receiver begins to wait, has received, has not. */
export const BEGINS = 1;
export const SENT = 2;
export const NOT_SENT = 3;
export const WAITS = 4;
export const RECEIVED = 5;
export const NOTHING = 6;
/** A value that is not whole, or an error that should not be. */
export const WRONG = 7;

export interface Line {
  readonly what: number;
  readonly id: number;
  readonly channel: number;
  /** Who has received. */
  readonly actor: number;
}

const WORDS = 4;
/** What may well happen to an operation. */
const EXPECTED = new Set([
  'ERR_INTERLOOP_CHANNEL_CLOSED',
  'ERR_INTERLOOP_TIMEOUT',
  'ERR_INTERLOOP_THREAD_DIED',
  'TimeoutError',
]);

export class Log {
  readonly #words: Int32Array;

  static make(lines: number): Int32Array {
    return new Int32Array(new SharedArrayBuffer((1 + lines * WORDS) * 4));
  }

  /** The number of a value, from who sends it and how many that one sent before. */
  static id(actor: number, n: number): number {
    return actor * 4096 + n;
  }

  static read(words: Int32Array): Line[] {
    const lines = Atomics.load(words, 0);
    return Array.from({ length: lines }, (_, i) => {
      const [what, id, channel, actor] = words.subarray(1 + i * WORDS, 1 + (i + 1) * WORDS) as unknown as number[];
      return { what: what!, id: id!, channel: channel!, actor: actor! };
    });
  }

  constructor(words: Int32Array) {
    this.#words = words;
  }

  begins(id: number, channel: number): void {
    this.#write(BEGINS, id, channel, 0);
  }

  sent(id: number, channel: number, was: boolean): void {
    this.#write(was ? SENT : NOT_SENT, id, channel, 0);
  }

  /** Sends; what gives `false` has not. */
  async sends(id: number, channel: number, send: () => Promise<unknown>): Promise<void> {
    this.begins(id, channel);
    try {
      this.sent(id, channel, (await send()) !== false);
    } catch (error) {
      this.#failed(error);
      this.sent(id, channel, false);
    }
  }

  sendsSync(id: number, channel: number, send: () => void): void {
    this.begins(id, channel);
    try {
      send();
      this.sent(id, channel, true);
    } catch (error) {
      this.#failed(error);
      this.sent(id, channel, false);
    }
  }

  /** Receives; what gives nothing has not. */
  async receives(actor: number, channel: number, receive: () => Promise<Word | undefined>): Promise<void> {
    this.#write(WAITS, 0, channel, actor);
    try {
      this.#received(actor, channel, await receive());
    } catch (error) {
      this.#failed(error);
      this.#write(NOTHING, 0, channel, actor);
    }
  }

  receivesSync(actor: number, channel: number, receive: () => Word): void {
    this.#write(WAITS, 0, channel, actor);
    try {
      this.#received(actor, channel, receive());
    } catch (error) {
      this.#failed(error);
      this.#write(NOTHING, 0, channel, actor);
    }
  }

  #received(actor: number, channel: number, word: Word | undefined): void {
    if (word === undefined) this.#write(NOTHING, 0, channel, actor);
    else this.#write(RECEIVED, idOf(word), channel, actor);
  }

  #failed(error: unknown): void {
    const { code, name } = error as { code?: unknown; name?: string };
    if (EXPECTED.has(String(code)) || EXPECTED.has(String(name))) return;
    this.#write(WRONG, 0, 0, 0);
    console.error(error);
  }

  #write(...line: [what: number, id: number, channel: number, actor: number]): void {
    const lines = Atomics.load(this.#words, 0);
    this.#words.set(line, 1 + lines * WORDS);
    Atomics.store(this.#words, 0, lines + 1);
  }
}
