/**
 * What all receivers of messages have in common: they keep what is not a whole message yet, and can be paused.
 *
 * One loop hands out message after message. Whatever the methods of a subclass do meanwhile takes effect before the next one: pausing,
 * another mode, the end of the connection, after which nothing more is handed out. Bytes that come in meanwhile, as a
 * method may cause that, wait for the loop, which is entered once.
 */
import { err } from '../../log/index.ts';
import type { PushProducer } from '../producers.ts';
import { Protocol } from '../protocol.ts';
import { Unread } from './unread.ts';

export abstract class BufferedReceiver extends Protocol implements PushProducer {
  /** Whether {@link pauseProducing} was called last, and not {@link resumeProducing}. */
  paused = false;
  readonly #unread = new Unread();
  #isBusy = false;

  /** Reads one message, or a part of one that is of no use, and returns true; or tells that there is not enough to do so. */
  protected abstract receiveFrom(unread: Unread): boolean;

  /** Called by the transport; calls what is told of messages. */
  override dataReceived(data: Buffer): void {
    this.#unread.append(data);
    this.#handOut();
  }

  /** Pauses the transport and hands out nothing before {@link resumeProducing}. */
  pauseProducing(): void {
    this.paused = true;
    this.transport.pauseProducing();
  }

  /** Goes on, at once with what has come in already. */
  resumeProducing(): void {
    this.paused = false;
    this.transport.resumeProducing();
    this.handOutNow();
  }

  /** Ends the connection. */
  stopProducing(): void {
    this.paused = true;
    this.transport.stopProducing();
  }

  /** Hands out what is there; for calls that do not come from the transport, which looks after errors itself. */
  protected handOutNow(): void {
    try {
      this.#handOut();
    } catch (error) {
      err(error, `while calling dataReceived of ${this.constructor.name}`);
      this.transport.abortConnection();
    }
  }

  protected takeUnread(): Buffer {
    return this.#unread.take(this.#unread.length);
  }

  protected putBack(data: Buffer): void {
    this.#unread.prepend(data);
  }

  #handOut(): void {
    if (this.#isBusy) return;
    const { transport } = this;
    const unread = this.#unread;
    this.#isBusy = true;
    try {
      while (!this.paused && !transport.disconnecting && this.receiveFrom(unread));
    } finally {
      this.#isBusy = false;
    }
    if (transport.disconnecting) unread.drop(unread.length);
    unread.settle();
  }
}
