import type { PullProducer, PushProducer } from '../producers.ts';

/** Stands between a producer and a transport: it produces when the transport wants it to and the throttle lets it. */
export class ThrottledProducer implements PushProducer {
  readonly #producer: PullProducer;
  readonly #isStreaming: boolean;
  /** The transport wants more: of a push producer at first, of a pull producer when it asks. */
  #isWanted: boolean;
  #isThrottled: boolean;

  constructor(producer: PullProducer, isStreaming: boolean, isThrottled: boolean) {
    this.#producer = producer;
    this.#isStreaming = isStreaming;
    this.#isWanted = isStreaming;
    this.#isThrottled = isThrottled;
    if (isStreaming && isThrottled) this.#pause();
  }

  throttle(): void {
    if (this.#isThrottled) return;
    this.#isThrottled = true;
    if (this.#isStreaming && this.#isWanted) this.#pause();
  }

  unthrottle(): void {
    if (!this.#isThrottled) return;
    this.#isThrottled = false;
    if (this.#isWanted) this.#produce();
  }

  resumeProducing(): void {
    this.#isWanted = true;
    if (!this.#isThrottled) this.#produce();
  }

  pauseProducing(): void {
    this.#isWanted = false;
    if (!this.#isThrottled) this.#pause();
  }

  stopProducing(): void {
    this.#producer.stopProducing();
  }

  #produce(): void {
    this.#isWanted = this.#isStreaming;
    this.#producer.resumeProducing();
  }

  #pause(): void {
    (this.#producer as PushProducer).pauseProducing();
  }
}
