/**
 * Endpoints around endpoints: a limit, more than one try.
 */
import { inspect } from 'node:util';
import { Deferred } from '../../deferred/index.ts';
import { ConnectError, ConnectTimeout, InvalidArgumentError } from '../../errors.ts';
import type { DelayedCall } from '../../reactor/delayed-call.ts';
import { reactor as theReactor } from '../../reactor/global.ts';
import type { ReactorTime } from '../../reactor/time.ts';
import type { ClientEndpoint } from './endpoint.ts';
import { backoffPolicy, type RetryPolicy } from './retry-policy.ts';

/**
 * An endpoint whose attempts fail with a ConnectTimeout `ERR_INTERLOOP_CONNECT_TIMEOUT` after so many milliseconds.
 *
 * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
 * @example
 * import { Factory, Protocol, TCPClientEndpoint, withTimeout } from 'interloop';
 *
 * const endpoint = withTimeout(new TCPClientEndpoint('localhost', 8000), 5000);
 * console.log(String(endpoint)); // localhost:8000
 */
export function withTimeout(endpoint: ClientEndpoint, ms: number, time: ReactorTime = theReactor): ClientEndpoint {
  if (!(Number.isFinite(ms) && ms >= 0)) {
    throw new InvalidArgumentError(`withTimeout() takes a number of milliseconds from 0, not ${inspect(ms)}`);
  }
  return {
    connect: (factory) =>
      endpoint.connect(factory).addTimeout(ms, time, () => {
        throw new ConnectTimeout(String(endpoint), ms);
      }),
    toString: () => String(endpoint),
  };
}

/** How {@link withRetries} tries. */
export interface RetryOptions {
  /** Attempts at most, the first included. Default 3. */
  readonly attempts?: number;
  /** How long to wait in between. Default: {@link backoffPolicy}. */
  readonly policy?: RetryPolicy;
  /** Where time comes from. Default: `reactor`. */
  readonly time?: ReactorTime;
}

/**
 * An endpoint that tries again when a connection cannot be made, and fails with the reason of the last attempt. An attempt
 * that was cancelled is not repeated.
 *
 * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
 * @example
 * import { backoffPolicy, Factory, Protocol, reactor, TCPClientEndpoint, withRetries } from 'interloop';
 *
 * const policy = backoffPolicy({ initialDelay: 1, jitter: 0 });
 * const nobody = withRetries(new TCPClientEndpoint('127.0.0.1', 1), { attempts: 2, policy });
 * nobody.connect(Factory.forProtocol(Protocol)).addErrback((error) => {
 *   console.log(error.code); // ERR_INTERLOOP_CONNECTION_REFUSED
 *   reactor.stop();
 * });
 * await reactor.run();
 */
export function withRetries(endpoint: ClientEndpoint, options: RetryOptions = {}): ClientEndpoint {
  const { attempts = 3, policy = backoffPolicy(), time = theReactor } = options;
  if (!(Number.isInteger(attempts) && attempts > 0)) {
    throw new InvalidArgumentError(`attempts of withRetries() is a whole number from 1, not ${inspect(attempts)}`);
  }
  return {
    connect: (factory) => {
      const attempt = (failed: number): Deferred<Awaited<ReturnType<ClientEndpoint['connect']>>> =>
        endpoint.connect(factory).addErrback((error) => {
          if (failed + 1 >= attempts || !(error instanceof ConnectError) || isCancelled(error)) throw error;
          return wait(time, policy(failed + 1)).addCallback(() => attempt(failed + 1));
        });
      return attempt(0);
    },
    toString: () => String(endpoint),
  };
}

function isCancelled(error: ConnectError): boolean {
  return error.code === 'ERR_INTERLOOP_CONNECTING_CANCELLED';
}

/** Fires after so many milliseconds; `cancel()` fails it. */
function wait(time: ReactorTime, ms: number): Deferred {
  let call: DelayedCall | undefined;
  const waited = new Deferred(() => call?.cancel());
  call = time.callLater(ms, () => waited.callback());
  return waited;
}
