/**
 * Producers: who fills a transport with more than it can send at once, and so must be told when to go on.
 *
 * Twisted's rules. A **push** producer (`streaming`) produces by itself: it is paused as soon as more than 65536 bytes wait to
 * be sent, and resumed when none does. A **pull** producer produces when it is asked: once when it is registered, and then
 * once each time that nothing waits any more. A transport is a push producer of what it receives, so that two of them
 * make a pipe with back-pressure in both directions.
 *
 * A pull producer whose bytes go out at once would be asked again from the same stack or tick for ever; it is asked in an
 * immediate, so that it shares the loop with everybody else.
 */
import { ProducerAlreadyRegistered } from '../errors.ts';
import { err } from '../log/index.ts';

/** Produces when it is asked to. */
export interface PullProducer {
  /** Produce something: write once, or unregister. */
  resumeProducing(): void;
  /** Nothing more is wanted, ever. */
  stopProducing(): void;
}

/** Produces by itself, until it is paused. */
export interface PushProducer extends PullProducer {
  /** Produce nothing before `resumeProducing()`. */
  pauseProducing(): void;
}

/** What a producer produces for. */
export interface Consumer {
  /** Takes its bytes from a producer, which is told when it may write: a push producer if `streaming`, else a pull producer. */
  registerProducer(producer: PushProducer, streaming: true): void;
  registerProducer(producer: PullProducer, streaming: boolean): void;
  /** The producer has ended. */
  unregisterProducer(): void;
  /** Takes bytes, or text as UTF-8. */
  write(data: Uint8Array | string): void;
}

/** More than so many bytes that wait to be sent pause a push producer, as in Twisted. */
const HIGH_WATER = 65_536;

/** The producer of one transport, if it has one. */
export class ProducerSlot {
  #producer: PullProducer | undefined;
  #isStreaming = false;
  #isPaused = false;
  #isAsking = false;

  get isTaken(): boolean {
    return this.#producer !== undefined;
  }

  register(producer: PullProducer, streaming: boolean): void {
    if (this.#producer) throw new ProducerAlreadyRegistered();
    this.#producer = producer;
    this.#isStreaming = streaming;
    this.#isPaused = false;
  }

  /** What was registered may begin. */
  start(): void {
    if (!this.#isStreaming) this.#call('resumeProducing');
  }

  unregister(): void {
    this.#producer = undefined;
  }

  /** Something was written; so many bytes wait to be sent now. */
  written(waiting: number): void {
    if (waiting <= HIGH_WATER || !this.#isStreaming || this.#isPaused) return;
    this.#isPaused = true;
    this.#call('pauseProducing');
  }

  /** Nothing waits to be sent any more. */
  emptied(): void {
    if (this.#isStreaming) {
      if (!this.#isPaused) return;
      this.#isPaused = false;
      this.#call('resumeProducing');
    } else if (this.#producer && !this.#isAsking) {
      this.#isAsking = true;
      setImmediate(this.#ask);
    }
  }

  /** Nothing more can be sent. The slot is free when the producer is told, which may end this very transport. */
  stop(): void {
    const producer = this.#producer;
    this.#producer = undefined;
    if (producer) this.#call('stopProducing', producer);
  }

  readonly #ask = (): void => {
    this.#isAsking = false;
    if (!this.#isStreaming) this.#call('resumeProducing');
  };

  #call(method: keyof PushProducer, producer = this.#producer): void {
    try {
      (producer as PushProducer | undefined)?.[method]();
    } catch (error) {
      err(error, `while calling ${method} of a producer`);
    }
  }
}
