import { inspect } from 'node:util';
import { InvalidArgumentError } from '../../errors.ts';
import { BufferedReceiver } from './buffered-receiver.ts';
import type { Unread } from './unread.ts';

/**
 * What a {@link StatefulProtocol} waits for: so many bytes, and the method that is called with them, which returns the next
 * state, or nothing to wait for as many bytes again.
 */
// biome-ignore lint/suspicious/noConfusingVoidType: a method that says nothing is one that stays in its state
export type ProtocolState = readonly [handler: (data: Buffer) => ProtocolState | undefined | void, bytes: number];

/**
 * Receives parts of known lengths, where each tells what comes next. Twisted's `StatefulProtocol`.
 *
 * @example
 * import { StatefulProtocol } from 'interloop';
 * import { StringTransport } from 'interloop/testing';
 *
 * class Pairs extends StatefulProtocol {
 *   getInitialState() {
 *     return [this.headerReceived, 2];
 *   }
 *   headerReceived(header) {
 *     this.keyLength = header[0];
 *     return [this.pairReceived, header[0] + header[1]];
 *   }
 *   pairReceived(pair) {
 *     const text = pair.toString();
 *     console.log(`${text.slice(0, this.keyLength)} = ${text.slice(this.keyLength)}`);
 *     return this.getInitialState();
 *   }
 * }
 * const pairs = new Pairs();
 * pairs.makeConnection(new StringTransport());
 * pairs.dataReceived(Buffer.from('\x05\x05colorgreen')); // color = green
 */
export abstract class StatefulProtocol extends BufferedReceiver {
  #state: ProtocolState | undefined;

  /** What to wait for at first. Methods are called on this protocol, so that they need not be bound to it. */
  abstract getInitialState(): ProtocolState;

  /** Reads what the state waits for. */
  protected override receiveFrom(unread: Unread): boolean {
    this.#state ??= checked(this.getInitialState());
    const state = this.#state;
    const [handler, bytes] = state;
    if (unread.length < bytes) return false;
    const next = handler.call(this, unread.take(bytes));
    if (next) this.#state = checked(next);
    else if (bytes === 0) throw new InvalidArgumentError('A state of 0 bytes must return the next one');
    return true;
  }
}

function checked(state: ProtocolState): ProtocolState {
  if (Array.isArray(state) && typeof state[0] === 'function' && Number.isSafeInteger(state[1]) && state[1] >= 0) {
    return state;
  }
  throw new InvalidArgumentError(`A state is [method, number of bytes from 0], not ${inspect(state)}`);
}
