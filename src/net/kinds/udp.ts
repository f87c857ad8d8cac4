/**
 * Ports for datagrams: Twisted's `udp.Port` and `MulticastPort` in one, on `node:dgram`.
 *
 * A port is the transport of its protocol. Addresses are numbers and never names, as in Twisted: a name would be looked up for
 * each datagram, and datagrams would overtake each other. So what is written is handed to the system within the call; what the
 * system says to that comes a tick later, where Twisted raises, and goes to `errorReceived()`.
 *
 * Datagrams over UNIX sockets do not exist in Node. A native library that opens one can be served by `addReader()`.
 */
import { createSocket, type Socket } from 'node:dgram';
import { isIP, isIPv4, isIPv6 } from 'node:net';
import { inspect } from 'node:util';
import { Deferred, fail, succeed } from '../../deferred/index.ts';
import { CannotListen, InvalidArgumentError, MessageTooLong, NotListening } from '../../errors.ts';
import { err } from '../../log/index.ts';
import type { Reactor } from '../../reactor/index.ts';
import { type IPv4Address, type IPv6Address, ipAddress } from '../address.ts';
import { checkedPort } from '../arguments.ts';
import { type OpenThing, type Registry, registryOf } from '../registry.ts';
import { DatagramProtocol } from './datagram-protocol.ts';
import { DatagramSettings } from './datagram-settings.ts';

/** How {@link Reactor.listenUDP} listens. */
export interface ListenUDPOptions {
  /** The address to listen on; `::` for both families. Default: all IPv4 addresses. */
  readonly interface?: string;
  /** A datagram that is longer is cut to so many bytes. Default: none is cut (in Twisted 8192). */
  readonly maxPacketSize?: number;
  /** Whether other sockets may listen on the same port, as multicast groups need it. Default: false. */
  readonly listenMultiple?: boolean;
}

/** Where a datagram goes to: an address in numbers, not a name. An `IPv4Address` is one. */
export interface DatagramAddress {
  /** The address in numbers. */
  readonly host: string;
  /** The port. */
  readonly port: number;
}

type ProtocolCall = 'startProtocol' | 'stopProtocol' | 'connectionRefused';

/** What an IP packet holds, with the header of UDP taken away. */
const LONGEST = { udp4: 65_507, udp6: 65_527 };

/** A port for datagrams, and the transport of its protocol: what `reactor.listenUDP()` returns. */
export class UDPPort extends DatagramSettings implements OpenThing {
  /** Who is told of datagrams. */
  readonly protocol: DatagramProtocol;
  readonly #port: number;
  readonly #options: ListenUDPOptions;
  readonly #registry: Registry;
  readonly #waiting: Deferred<UDPPort>[] = [];
  #isFailureTold = false;
  #socket: Socket | undefined;
  #address: IPv4Address | IPv6Address | undefined;
  #error: CannotListen | undefined;
  #peer: DatagramAddress | undefined;

  constructor(reactor: Reactor, port: number, protocol: DatagramProtocol, options: ListenUDPOptions) {
    super();
    this.#port = port;
    this.protocol = protocol;
    this.#options = options;
    this.#registry = registryOf(reactor);
  }

  /** Whether it listens. */
  get listening(): boolean {
    return this.#socket !== undefined && this.#address !== undefined;
  }

  /**
   * Listens, also again after {@link stopListening}.
   *
   * @throws ReactorNotRunning `ERR_INTERLOOP_REACTOR_NOT_RUNNING` if the reactor has shut down
   */
  startListening(): void {
    if (this.#socket) return;
    this.#registry.check('startListening');
    const { interface: host = '0.0.0.0', listenMultiple = false } = this.#options;
    const type = isIPv6(host) ? 'udp6' : 'udp4';
    const socket = createSocket({ type, reuseAddr: listenMultiple, lookup: lookNothingUp as never });
    this.#socket = socket;
    this.#error = this.#address = this.#peer = undefined;
    this.#registry.add(this);
    socket
      .on('listening', () => this.#listening(socket))
      .on('error', (error) => this.#failed(error))
      .on('message', (data, { address, port }) => this.#received(data, ipAddress('UDP', address, port)));
    socket.bind(this.#port, host);
  }

  /** Fires with this port when it listens; fails with a CannotListen (`ERR_INTERLOOP_CANNOT_LISTEN`). */
  whenListening(): Deferred<UDPPort> {
    if (this.#error) {
      this.#isFailureTold = true;
      return fail(this.#error);
    }
    if (this.listening) return succeed<UDPPort>(this);
    const deferred = new Deferred<UDPPort>();
    this.#waiting.push(deferred);
    return deferred;
  }

  /** Stops listening; fires when the port is closed and the protocol was told. */
  stopListening(): Deferred {
    this.#close(new Error('stopListening() was called before'));
    return succeed(undefined);
  }

  /**
   * The address on which it listens, or on which it has listened last.
   *
   * @throws NotListening `ERR_INTERLOOP_NOT_LISTENING` if it never did
   */
  getHost(): IPv4Address | IPv6Address {
    if (!this.#address) throw new NotListening('getHost');
    return this.#address;
  }

  /**
   * Sends a datagram: bytes, which must not be changed afterwards, or text as UTF-8. Does nothing when the port is closed.
   *
   * @param address where to; after {@link connect} it may be left out
   * @throws MessageTooLong `ERR_INTERLOOP_MESSAGE_TOO_LONG`
   * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT` if there is no address, or a name instead of one
   */
  write(data: Uint8Array | string, address?: DatagramAddress): void {
    if (typeof data !== 'string' && !(data instanceof Uint8Array)) {
      throw new InvalidArgumentError(`write() takes bytes or a string, not ${inspect(data)}`);
    }
    const longest = LONGEST[isIPv6(this.#options.interface ?? '') ? 'udp6' : 'udp4'];
    const length = Buffer.byteLength(data);
    if (length > longest) throw new MessageTooLong(length, longest);
    const to = address ?? this.#peer;
    if (!to) throw new InvalidArgumentError('write() takes an address, unless connect() was called before');
    if (to !== this.#peer) this.#checkTarget(to);
    if (!this.#socket) return;
    if (this.#peer) this.#socket.send(data, this.#onSent);
    else this.#socket.send(data, to.port, to.host, this.#onSent);
  }

  /**
   * From now on sends to this address, and gets what comes from there only; once.
   *
   * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT` if it is a name, or if the port is connected already
   * @throws NotListening `ERR_INTERLOOP_NOT_LISTENING`
   */
  connect(host: string, port: number): void {
    if (this.#peer) throw new InvalidArgumentError(`This port is connected to ${inspect(this.#peer)} already`);
    checkedAddress('connect', { host, port });
    this.open('connect').connect(port, host, this.#onSent as () => void);
    this.#peer = { host, port };
  }

  /** For the reactor's shutdown. */
  shutDown(): void {
    this.#close(new Error('the reactor has stopped'));
  }

  protected open(method: string): Socket {
    if (!this.#socket || !this.#address) throw new NotListening(method);
    return this.#socket;
  }

  #checkTarget(to: DatagramAddress): void {
    checkedAddress('write', to);
    const peer = this.#peer;
    if (!peer || (peer.host === to.host && peer.port === to.port)) return;
    throw new InvalidArgumentError(`This port is connected to ${inspect(peer)} and cannot send to ${inspect(to)}`);
  }

  #listening(socket: Socket): void {
    if (socket !== this.#socket) return;
    const { address, port } = socket.address();
    this.#address = ipAddress('UDP', address, port);
    this.protocol.transport = this;
    this.#call('startProtocol');
    for (const deferred of this.#waiting.splice(0)) deferred.callback(this);
  }

  #received(data: Buffer, from: IPv4Address | IPv6Address): void {
    const { maxPacketSize = Number.POSITIVE_INFINITY } = this.#options;
    try {
      this.protocol.datagramReceived(data.length > maxPacketSize ? data.subarray(0, maxPacketSize) : data, from);
    } catch (error) {
      err(error, `while calling datagramReceived of ${this.protocol.constructor.name}`);
    }
  }

  readonly #onSent = (error?: Error | null): void => {
    if (error) this.#failed(error);
  };

  #failed(error: NodeJS.ErrnoException): void {
    if (!this.#socket) return;
    if (!this.#address) this.#close(error);
    else if (error.code === 'ECONNREFUSED') this.#call('connectionRefused');
    else {
      try {
        this.protocol.errorReceived(error);
      } catch (thrown) {
        err(thrown, `while calling errorReceived of ${this.protocol.constructor.name}`);
      }
    }
  }

  #close(cause: Error): void {
    const socket = this.#socket;
    if (!socket) return;
    this.#socket = undefined;
    this.#registry.delete(this);
    socket.close();
    if (this.#address) this.#call('stopProtocol');
    else this.#tellFailure(cause);
  }

  #tellFailure(cause: Error): void {
    const { interface: host = '*' } = this.#options;
    const error = new CannotListen(`${host}:${this.#port} (UDP)`, cause);
    this.#error = error;
    this.#isFailureTold = this.#waiting.length > 0;
    for (const deferred of this.#waiting.splice(0)) deferred.errback(error);
    // It may fail at once, before anybody could ask.
    process.nextTick(() => {
      if (!this.#isFailureTold) err(error);
    });
  }

  #call(method: ProtocolCall): void {
    try {
      this.protocol[method]();
    } catch (error) {
      err(error, `while calling ${method} of ${this.protocol.constructor.name}`);
    }
  }
}

/** Listens for datagrams. */
export function listenUDP(
  reactor: Reactor,
  port: number,
  protocol: DatagramProtocol,
  options: ListenUDPOptions,
): UDPPort {
  const { interface: host, maxPacketSize } = options;
  registryOf(reactor).check('listenUDP');
  checkedPort('listenUDP', port, 0);
  if (host !== undefined && !isIP(host)) {
    throw new InvalidArgumentError(`listenUDP() takes an address of this machine as interface, not ${inspect(host)}`);
  }
  if (maxPacketSize !== undefined && !(Number.isInteger(maxPacketSize) && maxPacketSize > 0)) {
    throw new InvalidArgumentError(`maxPacketSize is a number of bytes from 1, not ${inspect(maxPacketSize)}`);
  }
  if (!(protocol instanceof DatagramProtocol) || protocol.transport?.listening) {
    const wanted = 'a DatagramProtocol that has no port yet';
    throw new InvalidArgumentError(`listenUDP() takes ${wanted}, not ${inspect(protocol, { depth: 0 })}`);
  }
  const listening = new UDPPort(reactor, port, protocol, options);
  listening.startListening();
  return listening;
}

function checkedAddress(method: string, { host, port }: DatagramAddress): void {
  if (!isIP(host)) {
    const way = 'a name is looked up before, once, by dns.lookup()';
    throw new InvalidArgumentError(`${method}() takes an address in numbers, not ${inspect(host)}; ${way}`);
  }
  checkedPort(method, port, 1);
}

/** What `node:dgram` looks names up with: there are only addresses, and a socket of IPv6 writes those of IPv4 its own way. */
function lookNothingUp(
  host: string,
  family: number,
  callback: (error: null, address: string, family: number) => void,
): void {
  callback(null, family === 6 && isIPv4(host) ? `::ffff:${host}` : host, family);
}
