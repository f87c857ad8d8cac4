/**
 * From the network: why a connection has ended, why there was none, and what a port or a transport refuses.
 */
import { InterloopError } from './base.ts';

/** The connection was closed in order, by this side or by the other. */
export class ConnectionDone extends InterloopError {
  constructor(message = 'The connection was closed in order', code = 'ERR_INTERLOOP_CONNECTION_DONE') {
    super(code, message);
  }
}

/** The connection has ended in another way; `cause` is what the system said, if it said something. */
export class ConnectionLost extends InterloopError {
  constructor(message: string, cause?: unknown, code = 'ERR_INTERLOOP_CONNECTION_LOST') {
    super(code, message, cause === undefined ? {} : { cause });
  }
}

/** This side has ended the connection at once, by `abortConnection()`. */
export class ConnectionAborted extends ConnectionLost {
  constructor() {
    super('The connection was aborted by this side', undefined, 'ERR_INTERLOOP_CONNECTION_ABORTED');
  }
}

/** No connection was made; the classes below tell why, if it is one of the usual reasons. */
export class ConnectError extends InterloopError {
  constructor(to: string, why: string, cause?: unknown, code = 'ERR_INTERLOOP_CONNECT_FAILED') {
    super(code, `Cannot connect to ${to}: ${why}`, cause === undefined ? {} : { cause });
  }
}

/** Nobody listens there. */
export class ConnectionRefused extends ConnectError {
  constructor(to: string, cause?: unknown) {
    super(to, 'nobody listens there', cause, 'ERR_INTERLOOP_CONNECTION_REFUSED');
  }
}

/** The connection, the lookup of its name included, took longer than allowed. */
export class ConnectTimeout extends ConnectError {
  constructor(to: string, ms: number | undefined, cause?: unknown) {
    const why = ms === undefined ? 'there is no answer' : `there is no answer within ${ms} ms`;
    super(to, why, cause, 'ERR_INTERLOOP_CONNECT_TIMEOUT');
  }
}

/** The name of the host has no address. */
export class DNSLookupError extends ConnectError {
  constructor(to: string, cause: unknown) {
    super(to, 'its name has no address', cause, 'ERR_INTERLOOP_DNS_LOOKUP');
  }
}

/** TLS could not be set up: a certificate was refused, or the other side speaks something else; `cause` is Node's error. */
export class HandshakeError extends ConnectError {
  constructor(to: string, cause: Error) {
    super(to, `TLS cannot be set up: ${cause.message}`, cause, 'ERR_INTERLOOP_HANDSHAKE');
  }
}

/** The attempt was given up by this side. */
export class ConnectingCancelled extends ConnectError {
  constructor(to: string) {
    super(to, 'the attempt was cancelled', undefined, 'ERR_INTERLOOP_CONNECTING_CANCELLED');
  }
}

/** The factory has built no protocol for the connection, so that it was closed. */
export class NoProtocol extends ConnectError {
  constructor(to: string) {
    super(to, 'the factory has built no protocol for it', undefined, 'ERR_INTERLOOP_NO_PROTOCOL');
  }
}

/** There is no attempt to connect that could be stopped, or that may begin. */
export class NotConnecting extends InterloopError {
  constructor(method: string, state: string) {
    super('ERR_INTERLOOP_NOT_CONNECTING', `Cannot ${method}() a connector that is ${state}; its state tells`);
  }
}

/** The port cannot listen: its address is taken, does not exist here, or may not be used; `cause` is the system's error. */
export class CannotListen extends InterloopError {
  constructor(on: string, cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause);
    super('ERR_INTERLOOP_CANNOT_LISTEN', `Cannot listen on ${on}: ${why}`, { cause });
  }
}

/** The port does not listen yet, or no longer, so that it has no address. */
export class NotListening extends InterloopError {
  constructor(method: string) {
    super('ERR_INTERLOOP_NOT_LISTENING', `${method}() needs a port that listens; whenListening() tells when it does`);
  }
}

/** A transport has a producer already. */
export class ProducerAlreadyRegistered extends InterloopError {
  constructor() {
    super(
      'ERR_INTERLOOP_PRODUCER_ALREADY_REGISTERED',
      'This transport has a producer already; unregisterProducer() ends that one first',
    );
  }
}
