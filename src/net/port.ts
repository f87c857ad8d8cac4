/**
 * A port that listens.
 *
 * Node tells later whether a port could be opened, as names are resolved first; Twisted raises at once. So the methods that
 * listen return the port, and `whenListening()` has the outcome. If nobody asked for that, a failure is logged.
 */
import { createServer, type ListenOptions, type Server, type Socket } from 'node:net';
import { Deferred, fail, succeed } from '../deferred/index.ts';
import { CannotListen, NotListening } from '../errors.ts';
import { err } from '../log/index.ts';
import type { Reactor } from '../reactor/index.ts';
import type { Address } from './address.ts';
import type { Factory } from './factory.ts';
import { type OpenThing, type Registry, registryOf } from './registry.ts';
import type { StreamTransport } from './stream-transport.ts';

/** How a kind of port differs from others. */
export interface PortKind {
  readonly listen: ListenOptions;
  /** What it listens on, for messages. */
  readonly name: string;
  /** The address of a server that listens. */
  addressOf(server: Server): Address;
  makeTransport(socket: Socket, onLost: () => void): StreamTransport;
}

/** A port that listens, and has its factory make a protocol for each connection. */
export class ListeningPort implements OpenThing {
  /** Who builds the protocols. */
  readonly factory: Factory;
  readonly #kind: PortKind;
  readonly #registry: Registry;
  #server: Server | undefined;
  #address: Address | undefined;
  #outcome: { error?: CannotListen } | undefined;
  #waiting: Deferred<ListeningPort>[] = [];

  constructor(reactor: Reactor, factory: Factory, kind: PortKind) {
    this.factory = factory;
    this.#kind = kind;
    this.#registry = registryOf(reactor);
  }

  /** Listens, also again after {@link stopListening}. */
  startListening(): void {
    if (this.#server) return;
    this.#outcome = undefined;
    const server = createServer({ allowHalfOpen: true }, (socket) => this.#accept(socket));
    this.#server = server;
    this.factory.doStart();
    server.once('listening', () => {
      this.#address = this.#kind.addressOf(server);
      this.#tell({});
    });
    server.on('error', (error) => this.#failed(server, error));
    server.listen(this.#kind.listen);
    this.#registry.add(this);
  }

  /** Fires with this port when it listens, or fails with a CannotListen. */
  whenListening(): Deferred<ListeningPort> {
    if (this.#outcome?.error) return fail(this.#outcome.error);
    if (this.#outcome) return succeed<ListeningPort>(this);
    const deferred = new Deferred<ListeningPort>();
    this.#waiting.push(deferred);
    return deferred;
  }

  /** Stops listening; fires when the port is closed. The connections that it has made live on. */
  stopListening(): Deferred {
    if (!this.#server) return succeed(undefined);
    const closed = new Deferred();
    this.#close(() => closed.callback());
    return closed;
  }

  /**
   * The address on which it listens.
   *
   * @throws NotListening `ERR_INTERLOOP_NOT_LISTENING`
   */
  getHost(): Address {
    if (!this.#address) throw new NotListening('getHost');
    return this.#address;
  }

  /** For the reactor's shutdown. */
  shutDown(): void {
    if (this.#server) this.#close(() => {});
  }

  #close(done: () => void): void {
    const server = this.#server as Server;
    this.#server = undefined;
    this.#registry.delete(this);
    server.close(() => {});
    this.factory.doStop();
    done();
  }

  #accept(socket: Socket): void {
    const transport = this.#kind.makeTransport(socket, () => this.#registry.delete(transport));
    try {
      const protocol = this.factory.buildProtocol(transport.getPeer());
      if (!protocol) socket.destroy();
      else {
        this.#registry.add(transport);
        transport.open(protocol);
      }
    } catch (error) {
      err(error, `while calling buildProtocol of ${this.factory.constructor.name}`);
      socket.destroy();
    }
  }

  #failed(server: Server, cause: Error): void {
    if (server.listening) {
      err(cause, `while listening on ${this.#kind.name}`);
      return;
    }
    this.#server = undefined;
    this.#registry.delete(this);
    this.factory.doStop();
    const error = new CannotListen(this.#kind.name, cause);
    if (this.#waiting.length === 0) err(error);
    this.#tell({ error });
  }

  #tell(outcome: { error?: CannotListen }): void {
    this.#outcome = outcome;
    for (const deferred of this.#waiting.splice(0)) {
      if (outcome.error) deferred.errback(outcome.error);
      else deferred.callback(this);
    }
  }
}
