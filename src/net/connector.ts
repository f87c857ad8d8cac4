/**
 * The making of a connection, which may be made again.
 *
 * Twisted's connector: it is in one of three states, tells its factory of each change, and makes another attempt when the
 * factory asks for one, also while it is being told that the last has failed. One limit holds for the whole attempt: looking
 * the name up, connecting, TLS.
 */
import type { Socket } from 'node:net';
import { ConnectingCancelled, ConnectTimeout, HandshakeError, NoProtocol, NotConnecting } from '../errors.ts';
import { err } from '../log/index.ts';
import type { DelayedCall, Reactor } from '../reactor/index.ts';
import { type ClientFactory, protocolFor } from './factory.ts';
import type { Attempt, Dial } from './happy-eyeballs.ts';
import { type OpenThing, type Registry, registryOf } from './registry.ts';
import type { SocketTransport } from './socket-transport.ts';
import type { StartTLSOptions } from './tls.ts';

/** What a connector is doing. */
export type ConnectorState = 'disconnected' | 'connecting' | 'connected';

/** How one kind of connection differs from the others. */
export interface ConnectionKind {
  /** Where to, for messages. */
  readonly name: string;
  /** There if the connection begins with TLS. */
  readonly tls?: StartTLSOptions;
  readonly dial: Dial<Socket>;
  makeTransport(socket: Socket): SocketTransport;
}

type FactoryCall = 'startedConnecting' | 'clientConnectionFailed' | 'clientConnectionLost';

/** Makes a connection for a factory, and again when it is told to: what `reactor.connectTCP()` and its kin return. */
export class Connector implements OpenThing {
  /** Who is told, and builds the protocol. */
  readonly factory: ClientFactory;
  /** Where it connects to, for people: `localhost:80`, a path. */
  readonly destination: string;
  readonly #reactor: Reactor;
  readonly #registry: Registry;
  readonly #kind: ConnectionKind;
  readonly #timeout: number;
  #state: ConnectorState = 'disconnected';
  #isCounted = false;
  #attempt: Attempt | undefined;
  #timer: DelayedCall | undefined;
  #transport: SocketTransport | undefined;

  constructor(reactor: Reactor, factory: ClientFactory, kind: ConnectionKind, timeout: number) {
    this.factory = factory;
    this.destination = kind.name;
    this.#reactor = reactor;
    this.#registry = registryOf(reactor);
    this.#kind = kind;
    this.#timeout = timeout;
  }

  /** Whether it is connecting, connected, or neither. */
  get state(): ConnectorState {
    return this.#state;
  }

  /**
   * Tries again: for the factory, when it is told that the connection has failed or was lost. Does nothing if that is because
   * the reactor shuts down.
   *
   * @throws NotConnecting `ERR_INTERLOOP_NOT_CONNECTING` unless it is disconnected
   */
  connect(): void {
    if (this.#state !== 'disconnected') throw new NotConnecting('connect', this.#state);
    if (this.#registry.hasEnded) return;
    this.#state = 'connecting';
    if (!this.#isCounted) this.factory.doStart();
    this.#isCounted = true;
    this.#timer = this.#reactor.callLater(this.#timeout, () =>
      this.#giveUp(new ConnectTimeout(this.destination, this.#timeout)),
    );
    this.#attempt = this.#kind.dial(
      (socket) => this.#connected(socket),
      (error) => this.#failed(error),
    );
    this.#tell('startedConnecting');
    if (this.#state === 'connecting') this.#registry.add(this);
  }

  /**
   * Gives the attempt up: the factory is told so by a ConnectingCancelled.
   *
   * @throws NotConnecting `ERR_INTERLOOP_NOT_CONNECTING` if there is none
   */
  stopConnecting(): void {
    if (this.#state !== 'connecting') throw new NotConnecting('stopConnecting', this.#state);
    this.#giveUp(new ConnectingCancelled(this.destination));
  }

  /** Gives the attempt up or loses the connection, whichever there is. */
  disconnect(): void {
    if (this.#state === 'connecting') this.stopConnecting();
    else this.#transport?.loseConnection();
  }

  /** For the reactor's shutdown. */
  shutDown(): void {
    if (this.#state === 'connecting') this.stopConnecting();
  }

  #giveUp(reason: Error): void {
    this.#attempt?.cancel();
    this.#failed(reason);
  }

  #connected(socket: Socket): void {
    const transport = this.#kind.makeTransport(socket);
    if (!this.#kind.tls) {
      this.#open(transport);
      return;
    }
    this.#attempt = { cancel: () => transport.drop() };
    transport.secure(this.#kind.tls, {
      made: () => this.#open(transport),
      failed: (cause) => this.#refuse(transport, new HandshakeError(this.destination, cause)),
    });
  }

  #open(transport: SocketTransport): void {
    const protocol = protocolFor(this.factory, transport.getPeer());
    if (!protocol) {
      this.#refuse(transport, new NoProtocol(this.destination));
      return;
    }
    this.#attemptIsOver();
    this.#state = 'connected';
    this.#transport = transport;
    this.#registry.add(transport);
    transport.open(protocol, (reason) => {
      this.#registry.delete(transport);
      this.#transport = undefined;
      this.#disconnected('clientConnectionLost', reason);
    });
  }

  #refuse(transport: SocketTransport, reason: Error): void {
    transport.drop();
    this.#failed(reason);
  }

  #failed(reason: Error): void {
    if (this.#state !== 'connecting') return;
    this.#attemptIsOver();
    this.#disconnected('clientConnectionFailed', reason);
  }

  #attemptIsOver(): void {
    if (this.#timer?.active()) this.#timer.cancel();
    this.#attempt = undefined;
    this.#registry.delete(this);
  }

  #disconnected(method: FactoryCall, reason: Error): void {
    this.#state = 'disconnected';
    this.#tell(method, reason);
    if ((this.#state as ConnectorState) !== 'disconnected' || !this.#isCounted) return;
    this.#isCounted = false;
    this.factory.doStop();
  }

  #tell(method: FactoryCall, reason?: Error): void {
    try {
      this.factory[method](this, reason as Error);
    } catch (error) {
      err(error, `while calling ${method} of ${this.factory.constructor.name}`);
    }
  }
}
