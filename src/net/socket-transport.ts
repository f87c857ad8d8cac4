/**
 * Connections on sockets of `node:net`: TCP and UNIX, which can go over to TLS.
 *
 * **A reset that looks like an end.** libuv takes a reset over TCP for an end if it comes with the last bytes, and an answer that is cut
 * off looks whole (`uv__stream_io`: a short read and POLLHUP are an end). The socket knows better: writing nothing to it fails
 * then, and sends nothing otherwise. It cannot be asked when the sending half has ended; nor can a UNIX socket, which says the same of
 * an end in order.
 */
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import { HandshakeError, InvalidArgumentError } from '../errors.ts';
import { type Address, type IPv4Address, type IPv6Address, ipAddress } from './address.ts';
import { lingerOn } from './linger.ts';
import { StreamTransport } from './stream-transport.ts';
import { type Handshake, type Side, type StartTLSOptions, shakeHands } from './tls.ts';

/** A connection on a socket: over UNIX sockets, and with more methods over TCP. */
export class SocketTransport extends StreamTransport {
  protected readonly socket: Socket;
  readonly #side: Side;
  #tls: TLSSocket | undefined;

  constructor(socket: Socket, peer: Address, host: Address, side: Side) {
    super(socket, peer, host);
    this.socket = socket;
    this.#side = side;
  }

  /** Node's TLS socket, for certificates and what was negotiated, if there is TLS. */
  get tls(): TLSSocket | undefined {
    return this.#tls;
  }

  /**
   * Goes over to TLS when all that was written is sent; what is written from here on is sent when TLS is set up, of which the
   * protocol is told by `handshakeCompleted()`. If it fails, the connection is lost by a HandshakeError.
   *
   * @param options those of Node's `tls.connect` or `tls.createServer`. The side that has accepted the connection is the server,
   *   unless `isServer` says otherwise. A server keeps the same object for all connections, as it costs something to make use of
   * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT` if there is TLS already
   */
  startTLS(options: StartTLSOptions = {}): void {
    if (this.#tls || this.isHeld) throw new InvalidArgumentError('startTLS() of a connection that has TLS already');
    if (!this.connected || this.disconnecting) return;
    const failed = (cause: Error) => this.fail(new HandshakeError(String(this.getPeer()), cause));
    this.hold(() => this.secure(options, { made: () => {}, failed }));
  }

  /** Sets TLS up, on a transport that has no protocol yet or is held. */
  secure(options: StartTLSOptions, { made, failed }: Handshake<void>): void {
    const isServer = options.isServer ?? this.#side.isServer;
    shakeHands(
      this.socket,
      options,
      { ...this.#side, isServer },
      {
        made: (tls) => {
          this.#tls = tls;
          this.exchange(tls);
          made();
        },
        failed,
      },
    );
  }

  /** Gives the connection up, which has no protocol yet. */
  drop(): void {
    this.socket.on('error', () => {}).destroy();
  }

  protected override linger(stream: Duplex): void {
    lingerOn(stream as Socket);
  }

  protected override reset(): void {
    this.socket.destroy();
  }
}

/** The addresses of a connection over TCP, as far as they are known. */
export interface TCPAddresses {
  readonly peer?: Address | undefined;
  readonly host?: Address | undefined;
}

/** A connection over TCP. */
export class TCPTransport extends SocketTransport {
  #noDelay = false;
  #keepAlive = false;

  /** The system is asked for the addresses that are not known before. */
  constructor(socket: Socket, side: Side, { peer, host }: TCPAddresses = {}) {
    super(
      socket,
      peer ?? ipAddress('TCP', socket.remoteAddress, socket.remotePort),
      host ?? ipAddress('TCP', socket.localAddress, socket.localPort),
      side,
    );
  }

  /** The address of the other side. */
  override getPeer(): IPv4Address | IPv6Address {
    return super.getPeer() as IPv4Address | IPv6Address;
  }

  /** The address of this side. */
  override getHost(): IPv4Address | IPv6Address {
    return super.getHost() as IPv4Address | IPv6Address;
  }

  /** Whether small pieces are sent at once (TCP_NODELAY). At first they wait for more, as in Node and in Twisted. */
  getTcpNoDelay(): boolean {
    return this.#noDelay;
  }

  /** Sets {@link getTcpNoDelay}. */
  setTcpNoDelay(enabled: boolean): void {
    this.#noDelay = enabled;
    this.socket.setNoDelay(enabled);
  }

  /** Whether the system asks a silent peer from time to time whether it is still there (SO_KEEPALIVE). At first not. */
  getTcpKeepAlive(): boolean {
    return this.#keepAlive;
  }

  /** Sets {@link getTcpKeepAlive}. */
  setTcpKeepAlive(enabled: boolean): void {
    this.#keepAlive = enabled;
    this.socket.setKeepAlive(enabled);
  }

  protected override trouble(): Error | undefined {
    this.socket.write('');
    return this.socket.errored ?? undefined;
  }

  protected override reset(): void {
    this.socket.resetAndDestroy();
  }
}
