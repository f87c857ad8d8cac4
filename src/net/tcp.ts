/**
 * Connections over TCP.
 */
import type { Socket } from 'node:net';
import { ipAddress } from './address.ts';
import { StreamTransport } from './stream-transport.ts';
import type { TCPTransport } from './transport.ts';

/** A connection over TCP, on a socket of `node:net`. */
export class SocketTransport extends StreamTransport implements TCPTransport {
  readonly #socket: Socket;
  #noDelay = false;
  #keepAlive = false;

  constructor(socket: Socket, onLost?: (reason: Error) => void) {
    const peer = ipAddress('TCP', socket.remoteAddress, socket.remotePort);
    const host = ipAddress('TCP', socket.localAddress, socket.localPort);
    super(socket, onLost ? { peer, host, onLost } : { peer, host });
    this.#socket = socket;
  }

  getTcpNoDelay(): boolean {
    return this.#noDelay;
  }

  setTcpNoDelay(enabled: boolean): void {
    this.#noDelay = enabled;
    this.#socket.setNoDelay(enabled);
  }

  getTcpKeepAlive(): boolean {
    return this.#keepAlive;
  }

  setTcpKeepAlive(enabled: boolean): void {
    this.#keepAlive = enabled;
    this.#socket.setKeepAlive(enabled);
  }

  protected override reset(): void {
    this.#socket.resetAndDestroy();
  }
}
