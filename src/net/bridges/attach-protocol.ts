/**
 * A protocol on a stream of Node that somebody else has made.
 */
import { Duplex } from 'node:stream';
import { inspect } from 'node:util';
import { InvalidArgumentError } from '../../errors.ts';
import { reactor as theReactor } from '../../reactor/global.ts';
import type { Reactor } from '../../reactor/reactor.ts';
import { type Address, UNIXAddress } from '../address.ts';
import type { Protocol } from '../protocol.ts';
import { registryOf } from '../registry.ts';
import { StreamTransport } from '../stream-transport.ts';

/** What {@link attachProtocol} may be told. */
export interface AttachOptions {
  /** Whose shutdown ends the connection. Default: `reactor`. */
  readonly reactor?: Reactor;
  /** What `getPeer()` gives. Default: an address without a name. */
  readonly peer?: Address;
  /** What `getHost()` gives. Default: an address without a name. */
  readonly host?: Address;
}

/**
 * Connects a protocol to a stream of Node, whatever has made that: a socket of a library, a pipe, a cipher.
 *
 * @returns the protocol
 * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT` unless the stream is a Duplex
 * @example
 * import { PassThrough } from 'node:stream';
 * import { attachProtocol, Protocol } from 'interloop';
 *
 * class Shout extends Protocol {
 *   dataReceived(data) {
 *     console.log(String(data).toUpperCase()); // HELLO
 *     this.transport.loseConnection();
 *   }
 * }
 * const stream = new PassThrough();
 * attachProtocol(stream, new Shout());
 * stream.write('hello');
 */
export function attachProtocol<P extends Protocol>(stream: Duplex, protocol: P, options: AttachOptions = {}): P {
  if (!(stream instanceof Duplex)) {
    throw new InvalidArgumentError(`attachProtocol() takes a Duplex, not ${inspect(stream, { depth: 0 })}`);
  }
  const { reactor = theReactor, peer = NAMELESS, host = NAMELESS } = options;
  const registry = registryOf(reactor);
  const transport = new StreamTransport(stream, peer, host);
  registry.add(transport);
  transport.open(protocol, () => registry.delete(transport));
  return protocol;
}

const NAMELESS = new UNIXAddress('');
