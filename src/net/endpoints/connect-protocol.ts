/**
 * A connection for a protocol that is there already.
 */
import type { Deferred } from '../../deferred/index.ts';
import { Factory } from '../factory.ts';
import type { Protocol } from '../protocol.ts';
import type { ClientEndpoint } from './endpoint.ts';

/**
 * Connects a protocol, without a factory: fires with it when it is connected, as Twisted's `connectProtocol`.
 *
 * @example
 * import { connectProtocol, Factory, Protocol, TCPClientEndpoint, TCPServerEndpoint } from 'interloop';
 *
 * const port = await new TCPServerEndpoint(0, { interface: '127.0.0.1' }).listen(Factory.forProtocol(Protocol));
 * const endpoint = new TCPClientEndpoint('127.0.0.1', port.getHost().port);
 * const protocol = await connectProtocol(endpoint, new Protocol());
 * console.log(protocol.connected); // true
 * protocol.transport.loseConnection();
 * await port.stopListening();
 */
export function connectProtocol<P extends Protocol>(endpoint: ClientEndpoint, protocol: P): Deferred<P> {
  const factory = new Factory();
  factory.buildProtocol = () => {
    protocol.factory = factory;
    return protocol;
  };
  return endpoint.connect(factory) as Deferred<unknown> as Deferred<P>;
}
