/**
 * The making of a connection, which may be made again.
 */
import { connect, type NetConnectOpts, type Socket } from 'node:net';
import {
  ConnectError,
  ConnectingCancelled,
  ConnectionRefused,
  ConnectTimeout,
  DNSLookupError,
  NoProtocol,
  NotConnecting,
} from '../errors.ts';
import { err } from '../log/index.ts';
import type { DelayedCall, Reactor } from '../reactor/index.ts';
import type { ClientFactory } from './factory.ts';
import { type OpenThing, registryOf } from './registry.ts';
import type { StreamTransport } from './stream-transport.ts';

/** Where a connector is in its life. */
export type ConnectorState = 'disconnected' | 'connecting' | 'connected';

/** An attempt under way. */
export interface Attempt {
  cancel(): void;
}

/** How a kind of connection is made. */
export interface ConnectKind {
  /** Where to, for messages. */
  readonly name: string;
  /** Begins; calls one of the two, later and once, unless it is cancelled. */
  connect(made: (socket: Socket) => void, failed: (error: Error) => void): Attempt;
  makeTransport(socket: Socket, onLost: (reason: Error) => void): StreamTransport;
}

/** Makes a connection for a factory, and again when it is told to: what `reactor.connectTCP()` and its kin return. */
export class Connector implements OpenThing {
  /** Who is told, and builds the protocol. */
  readonly factory: ClientFactory;
  /** How long an attempt may take, in milliseconds. */
  readonly timeout: number;
  readonly #kind: ConnectKind;
  readonly #reactor: Reactor;
  #state: ConnectorState = 'disconnected';
  #isCounted = false;
  #attempt: Attempt | undefined;
  #timer: DelayedCall | undefined;
  #transport: StreamTransport | undefined;

  constructor(reactor: Reactor, factory: ClientFactory, kind: ConnectKind, timeout: number) {
    this.#reactor = reactor;
    this.factory = factory;
    this.#kind = kind;
    this.timeout = timeout;
  }

  /** Where it is: connecting, connected, or neither. */
  get state(): ConnectorState {
    return this.#state;
  }

  /**
   * Tries again; for the factory, when it is told that the connection failed or was lost.
   *
   * @throws NotConnecting `ERR_INTERLOOP_NOT_CONNECTING` unless it is disconnected
   */
  connect(): void {
    if (this.#state !== 'disconnected') throw new NotConnecting('connect', this.#state);
    this.#state = 'connecting';
    if (!this.#isCounted) this.factory.doStart();
    this.#isCounted = true;
    this.#timer = this.#reactor.callLater(this.timeout, () =>
      this.#giveUp(new ConnectTimeout(this.#kind.name, this.timeout)),
    );
    this.#attempt = this.#kind.connect(
      (socket) => this.#made(socket),
      (error) => this.#failed(error),
    );
    this.#guarded('startedConnecting');
    registryOf(this.#reactor).add(this);
  }

  /**
   * Gives the attempt up: the factory is told so by a ConnectingCancelled.
   *
   * @throws NotConnecting `ERR_INTERLOOP_NOT_CONNECTING` if there is none
   */
  stopConnecting(): void {
    if (this.#state !== 'connecting') throw new NotConnecting('stopConnecting', this.#state);
    this.#giveUp(new ConnectingCancelled(this.#kind.name));
  }

  /** Gives the attempt up, or loses the connection, whatever there is. */
  disconnect(): void {
    if (this.#state === 'connecting') this.stopConnecting();
    else this.#transport?.loseConnection();
  }

  /** For the reactor's shutdown: gives the attempt up. */
  shutDown(): void {
    if (this.#state === 'connecting') this.stopConnecting();
  }

  #giveUp(reason: Error): void {
    this.#attempt?.cancel();
    this.#failed(reason);
  }

  #made(socket: Socket): void {
    this.#stopWaiting();
    const registry = registryOf(this.#reactor);
    const transport = this.#kind.makeTransport(socket, (reason) => {
      registry.delete(transport);
      this.#lost(reason);
    });
    let protocol = null;
    try {
      protocol = this.factory.buildProtocol(transport.getPeer());
    } catch (error) {
      err(error, `while calling buildProtocol of ${this.factory.constructor.name}`);
    }
    if (!protocol) {
      socket.destroy();
      this.#failed(new NoProtocol(this.#kind.name));
      return;
    }
    this.#state = 'connected';
    this.#transport = transport;
    registry.add(transport);
    transport.open(protocol);
  }

  #failed(reason: Error): void {
    this.#stopWaiting();
    this.#state = 'disconnected';
    this.#guarded('clientConnectionFailed', reason);
    this.#release();
  }

  #lost(reason: Error): void {
    this.#transport = undefined;
    this.#state = 'disconnected';
    this.#guarded('clientConnectionLost', reason);
    this.#release();
  }

  #release(): void {
    if (this.#state !== 'disconnected' || !this.#isCounted) return;
    this.#isCounted = false;
    this.factory.doStop();
  }

  #stopWaiting(): void {
    if (this.#timer?.active()) this.#timer.cancel();
    this.#attempt = undefined;
    registryOf(this.#reactor).delete(this);
  }

  #guarded(method: 'startedConnecting' | 'clientConnectionFailed' | 'clientConnectionLost', reason?: Error): void {
    try {
      this.factory[method](this, reason as Error);
    } catch (error) {
      err(error, `while calling ${method} of ${this.factory.constructor.name}`);
    }
  }
}

/** The reason of a failed attempt that an error of the system stands for. */
export function reasonOf(to: string, error: NodeJS.ErrnoException): Error {
  if (error.code === 'ECONNREFUSED') return new ConnectionRefused(to, error);
  if (error.code === 'ETIMEDOUT') return new ConnectTimeout(to, undefined, error);
  if (error.syscall?.startsWith('getaddrinfo')) return new DNSLookupError(to, error);
  return new ConnectError(to, error.message, error);
}

export function connectSocket(options: NetConnectOpts, to: string): ConnectKind['connect'] {
  return (made, failed) => {
    const socket = connect({ ...options, allowHalfOpen: true });
    const onError = (error: Error): void => failed(reasonOf(to, error));
    socket.once('error', onError);
    socket.once('connect', () => {
      socket.removeListener('error', onError);
      made(socket);
    });
    return {
      cancel: () => {
        socket.removeListener('error', onError).on('error', () => {});
        socket.destroy();
      },
    };
  };
}
