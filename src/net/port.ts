/**
 * A port that listens.
 *
 * Node tells later whether a port could be opened, as names are resolved first; Twisted raises at once. So the methods that
 * listen return the port, and `whenListening()` has the outcome. If nobody asked for that, a failure is logged.
 *
 * When descriptors run out, libuv accepts with one that it keeps in reserve and closes the connection at once, and the port
 * goes on without a word. Only if the reserve is gone, too, Node's server says so, again and again: it is logged once, until a
 * connection is accepted.
 */
import { createServer, type ListenOptions, type Server, type Socket } from 'node:net';
import { Deferred, fail, succeed } from '../deferred/index.ts';
import { CannotListen, NotListening } from '../errors.ts';
import { err, Logger } from '../log/index.ts';
import type { Reactor } from '../reactor/index.ts';
import type { Address } from './address.ts';
import { type Factory, protocolFor } from './factory.ts';
import { type OpenThing, type Registry, registryOf } from './registry.ts';
import type { SocketTransport } from './socket-transport.ts';
import type { StartTLSOptions } from './tls.ts';

/** How one kind of port differs from the others. */
export interface PortKind {
  /** What it listens on, for messages. */
  readonly name: string;
  readonly listen: ListenOptions;
  /** There if its connections begin with TLS. */
  readonly tls?: StartTLSOptions;
  /** Called when the server listens; its address. */
  listening(server: Server): Address;
  makeTransport(socket: Socket): SocketTransport;
}

const log = new Logger('net');

/** A port that listens, and has its factory make a protocol for each connection: what `reactor.listenTCP()` and its kin return. */
export class ListeningPort implements OpenThing {
  /** Who builds the protocols. */
  readonly factory: Factory;
  readonly #kind: PortKind;
  readonly #registry: Registry;
  #server: Server | undefined;
  #address: Address | undefined;
  #error: CannotListen | undefined;
  #waiting: Deferred<ListeningPort>[] = [];
  #isTroubled = false;

  constructor(reactor: Reactor, factory: Factory, kind: PortKind) {
    this.factory = factory;
    this.#kind = kind;
    this.#registry = registryOf(reactor);
  }

  /** Listens; for a port that has stopped, as the methods of the reactor begin with this. */
  startListening(): void {
    if (this.#server) return;
    this.#error = undefined;
    this.#address = undefined;
    const server = createServer({ allowHalfOpen: true }, this.#accept);
    this.#server = server;
    this.factory.doStart();
    this.#registry.add(this);
    server.once('listening', () => this.#listening(server)).on('error', (error) => this.#failed(server, error));
    server.listen(this.#kind.listen);
  }

  /** Fires with this port when it listens; fails with a CannotListen (`ERR_INTERLOOP_CANNOT_LISTEN`). */
  whenListening(): Deferred<ListeningPort> {
    if (this.#error) return fail(this.#error);
    if (this.#server && this.#address) return succeed<ListeningPort>(this);
    const deferred = new Deferred<ListeningPort>();
    this.#waiting.push(deferred);
    return deferred;
  }

  /** Stops listening; fires when the port is closed. The connections that came by it live on. */
  stopListening(): Deferred {
    if (this.#server) this.#close(this.#server, new Error('stopListening() was called before'));
    return succeed(undefined);
  }

  /**
   * The address on which it listens, or on which it has listened last.
   *
   * @throws NotListening `ERR_INTERLOOP_NOT_LISTENING` if it never did
   */
  getHost(): Address {
    if (!this.#address) throw new NotListening('getHost');
    return this.#address;
  }

  /** For the reactor's shutdown. */
  shutDown(): void {
    if (this.#server) this.#close(this.#server, new Error('the reactor has stopped'));
  }

  #listening(server: Server): void {
    if (server !== this.#server) server.close();
    else {
      try {
        this.#address = this.#kind.listening(server);
        for (const deferred of this.#waiting.splice(0)) deferred.callback(this);
      } catch (error) {
        this.#close(server, error as Error);
      }
    }
  }

  /** A server that looks a name up cannot be closed: it listens when that is done, and is closed then. */
  #close(server: Server, cause: Error): void {
    this.#server = undefined;
    this.#registry.delete(this);
    if (server.listening) server.close();
    this.factory.doStop();
    if (!this.#address) this.#tellFailure(cause);
  }

  #failed(server: Server, cause: Error): void {
    if (server !== this.#server) return;
    if (!server.listening) {
      if (this.#waiting.length === 0) err(new CannotListen(this.#kind.name, cause));
      this.#close(server, cause);
    } else if (!this.#isTroubled) {
      this.#isTroubled = true;
      err(cause, `while accepting a connection on ${this.#kind.name}`);
    }
  }

  #tellFailure(cause: Error): void {
    const error = new CannotListen(this.#kind.name, cause);
    this.#error = error;
    for (const deferred of this.#waiting.splice(0)) deferred.errback(error);
  }

  readonly #accept = (socket: Socket): void => {
    this.#isTroubled = false;
    const transport = this.#kind.makeTransport(socket);
    this.#registry.add(transport);
    if (this.#kind.tls) this.#secure(transport, this.#kind.tls);
    else this.#open(transport);
  };

  #secure(transport: SocketTransport, options: StartTLSOptions): void {
    const failed = ({ message }: Error): void => {
      this.#drop(transport);
      log.info(`TLS with ${transport.getPeer()} on ${this.#kind.name} could not be set up: ${message}`);
    };
    transport.secure(options, { made: () => this.#open(transport), failed });
  }

  #open(transport: SocketTransport): void {
    const protocol = protocolFor(this.factory, transport.getPeer());
    if (protocol) transport.open(protocol, () => this.#registry.delete(transport));
    else this.#drop(transport);
  }

  #drop(transport: SocketTransport): void {
    this.#registry.delete(transport);
    transport.drop();
  }
}
