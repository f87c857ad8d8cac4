/**
 * What a program does with one connection.
 */

import { err } from '../log/index.ts';
import type { Factory } from './factory.ts';
import type { Transport } from './transport.ts';

/**
 * What a program does with one connection: a subclass says what happens with what is received.
 *
 * What a method throws is logged, and the connection is lost with that as the reason.
 *
 * @example
 * import { Factory, Protocol, reactor } from 'interloop';
 *
 * class Echo extends Protocol {
 *   dataReceived(data) {
 *     this.transport.write(data);
 *   }
 * }
 * const port = await reactor.listenTCP(0, Factory.forProtocol(Echo), { interface: '127.0.0.1' }).whenListening();
 * await port.stopListening();
 */
export class Protocol {
  /** The connection; there from `makeConnection()` on. */
  transport!: Transport;
  /** Who has built this protocol; a subclass may declare the type of its own. */
  factory?: Factory;
  /** Whether the connection is there. */
  connected = false;

  /** Called by the transport; calls {@link connectionMade}. */
  makeConnection(transport: Transport): void {
    this.connected = true;
    this.transport = transport;
    this.connectionMade();
  }

  /** The connection is there. */
  connectionMade(): void {}

  /** Some bytes were received: as many as came at once, which need not be a message. */
  dataReceived(_data: Buffer): void {}

  /** The connection is lost; called once. The reason is a ConnectionDone if it was closed in order. */
  connectionLost(_reason: Error): void {}

  /** The other side sends nothing more. A protocol that has this method stays connected; without it the connection ends. */
  readConnectionLost?(): void;

  /** All was sent that this side sends: `loseWriteConnection()` is done. */
  writeConnectionLost?(): void;

  /** TLS is set up, for which `startTLS()` has asked. */
  handshakeCompleted?(): void;
}

/** Tells a protocol of the end of its connection; what that throws is logged. For transports. */
export function tellConnectionLost(protocol: Protocol, reason: Error): void {
  protocol.connected = false;
  try {
    protocol.connectionLost(reason);
  } catch (error) {
    err(error, `while calling connectionLost of ${protocol.constructor.name}`);
  }
}
