/**
 * A connection that is made again whenever it is lost: Twisted's `ClientService`.
 *
 * It is in one of five states: stopped; connecting; connected; waiting for the next attempt; stopping, while it waits for a
 * connection or an attempt to end. Every change goes through one place for each of the four things that can happen: a start, a
 * stop, the outcome of an attempt, the loss of a connection. A start while it is stopping is kept until it has stopped.
 */
import { inspect } from 'node:util';
import { Deferred, maybeDeferred, succeed } from '../../deferred/index.ts';
import { ConnectingCancelled, InvalidArgumentError } from '../../errors.ts';
import { Logger } from '../../log/index.ts';
import type { DelayedCall } from '../../reactor/delayed-call.ts';
import { reactor as theReactor } from '../../reactor/global.ts';
import type { ReactorTime } from '../../reactor/time.ts';
import { Factory } from '../factory.ts';
import type { Protocol } from '../protocol.ts';
import type { ClientEndpoint } from './endpoint.ts';
import { backoffPolicy, type RetryPolicy } from './retry-policy.ts';

/** How a {@link ClientService} connects. */
export interface ClientServiceOptions {
  /** How long to wait after a failure. Default: {@link backoffPolicy}. */
  readonly policy?: RetryPolicy;
  /** Where time comes from. Default: `reactor`. */
  readonly time?: ReactorTime;
  /** Called with each new protocol, to log in for example; what it returns is waited for, and if it fails, so has the attempt. */
  readonly prepareConnection?: (protocol: Protocol) => unknown;
}

interface Waiter {
  readonly deferred: Deferred<Protocol>;
  failuresLeft: number;
}

const log = new Logger('client-service');

/**
 * Keeps a connection: makes it, and makes it again when it cannot be made or is lost, until it is stopped.
 *
 * @example
 * import { ClientService, Factory, Protocol, TCPClientEndpoint, TCPServerEndpoint } from 'interloop';
 *
 * const port = await new TCPServerEndpoint(0, { interface: '127.0.0.1' }).listen(Factory.forProtocol(Protocol));
 *
 * const endpoint = new TCPClientEndpoint('127.0.0.1', port.getHost().port);
 * const service = new ClientService(endpoint, Factory.forProtocol(Protocol));
 * service.startService();
 * const protocol = await service.whenConnected();
 * console.log(protocol.connected); // true
 * await service.stopService();
 * await port.stopListening();
 */
export class ClientService {
  readonly #endpoint: ClientEndpoint;
  readonly #factory: Factory;
  readonly #policy: RetryPolicy;
  readonly #time: ReactorTime;
  readonly #prepare: ((protocol: Protocol) => unknown) | undefined;
  #running = false;
  #failures = 0;
  #attempt: Deferred<unknown> | undefined;
  #retry: DelayedCall | undefined;
  #protocol: Protocol | undefined;
  /** Whether the protocol is ready to be handed out. */
  #isReady = false;
  #waiters: Waiter[] = [];
  #stopped: Deferred<void>[] = [];

  constructor(endpoint: ClientEndpoint, factory: Factory, options: ClientServiceOptions = {}) {
    const { policy = backoffPolicy(), time = theReactor, prepareConnection } = options;
    this.#endpoint = endpoint;
    this.#factory = factory;
    this.#policy = policy;
    this.#time = time;
    this.#prepare = prepareConnection;
  }

  /** Whether it was started, and not stopped. */
  get running(): boolean {
    return this.#running;
  }

  /** Connects, and stays connected. While it runs already, nothing happens. */
  startService(): void {
    if (this.#running) return;
    this.#running = true;
    if (this.#isIdle) this.#connect();
  }

  /** Gives the connection or the attempt up; fires when it is gone. */
  stopService(): Deferred<void> {
    this.#running = false;
    if (this.#retry?.active()) this.#retry.cancel();
    this.#retry = undefined;
    for (const { deferred } of this.#waiters.splice(0)) {
      deferred.errback(new ConnectingCancelled(String(this.#endpoint)));
    }
    if (this.#isIdle) return succeed();
    const stopped = new Deferred<void>();
    this.#stopped.push(stopped);
    this.#attempt?.cancel();
    this.#protocol?.transport.loseConnection();
    return stopped;
  }

  /**
   * Fires with the protocol when there is a connection, at once if there is. Fails with ConnectingCancelled
   * `ERR_INTERLOOP_CONNECTING_CANCELLED` when the service is stopped, and, if `failAfterFailures` is given, with the reason
   * of that many failures from now on.
   *
   * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
   */
  whenConnected(options: { readonly failAfterFailures?: number } = {}): Deferred<Protocol> {
    const { failAfterFailures = Number.POSITIVE_INFINITY } = options;
    if (!(failAfterFailures > 0)) {
      throw new InvalidArgumentError(`failAfterFailures is a number from 1, not ${inspect(failAfterFailures)}`);
    }
    if (this.#protocol && this.#isReady) return succeed(this.#protocol);
    const waiter: Waiter = {
      deferred: new Deferred(() => {
        this.#waiters = this.#waiters.filter((each) => each !== waiter);
      }),
      failuresLeft: failAfterFailures,
    };
    this.#waiters.push(waiter);
    return waiter.deferred;
  }

  get #isIdle(): boolean {
    return !this.#attempt && !this.#protocol;
  }

  #connect(): void {
    this.#retry = undefined;
    const attempt = this.#endpoint.connect(new Watched(this.#factory, (protocol) => this.#lost(protocol)));
    this.#attempt = attempt;
    attempt
      .addCallback((protocol) => {
        this.#protocol = protocol;
        return this.#prepare ? maybeDeferred(this.#prepare, protocol).addCallback(() => protocol) : protocol;
      })
      .addCallbacks(
        (protocol) => this.#connected(protocol),
        (error) => this.#failed(error),
      );
  }

  #connected(protocol: Protocol): void {
    this.#attempt = undefined;
    if (this.#protocol !== protocol) {
      this.#goOn();
    } else if (!this.#running) {
      protocol.transport.loseConnection();
    } else {
      this.#isReady = true;
      this.#failures = 0;
      for (const { deferred } of this.#waiters.splice(0)) deferred.callback(protocol);
    }
  }

  #failed(error: unknown): void {
    this.#attempt = undefined;
    if (this.#running) this.#tellWaiters(error);
    if (this.#protocol) this.#protocol.transport.loseConnection();
    else this.#goOn();
  }

  #lost(protocol: Protocol): void {
    if (this.#protocol !== protocol) return;
    this.#protocol = undefined;
    this.#isReady = false;
    if (!this.#attempt) this.#goOn();
  }

  #tellWaiters(error: unknown): void {
    for (const waiter of [...this.#waiters]) {
      if (--waiter.failuresLeft > 0) continue;
      this.#waiters = this.#waiters.filter((each) => each !== waiter);
      waiter.deferred.errback(error);
    }
  }

  /** There is neither a connection nor an attempt. */
  #goOn(): void {
    const wasStopping = this.#stopped.length > 0;
    for (const stopped of this.#stopped.splice(0)) stopped.callback();
    if (!this.#running || !this.#isIdle) return;
    if (wasStopping) {
      this.#connect();
      return;
    }
    const ms = this.#policy(++this.#failures);
    log.debug(`connects to ${this.#endpoint} again in ${Math.round(ms)} ms`);
    this.#retry = this.#time.callLater(ms, () => this.#connect());
  }
}

/** Makes the protocols of another factory, and tells when one has lost its connection. */
class Watched extends Factory {
  readonly #inner: Factory;
  readonly #onLost: (protocol: Protocol) => void;

  constructor(inner: Factory, onLost: (protocol: Protocol) => void) {
    super();
    this.#inner = inner;
    this.#onLost = onLost;
  }

  override buildProtocol(address: Parameters<Factory['buildProtocol']>[0]): Protocol | null {
    const protocol = this.#inner.buildProtocol(address);
    if (protocol) {
      const connectionLost = protocol.connectionLost;
      protocol.connectionLost = (reason) => {
        protocol.connectionLost = connectionLost;
        try {
          protocol.connectionLost(reason);
        } finally {
          this.#onLost(protocol);
        }
      };
    }
    return protocol;
  }

  override startFactory(): void {
    this.#inner.doStart();
  }

  override stopFactory(): void {
    this.#inner.doStop();
  }
}
