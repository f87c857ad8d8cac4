/**
 * Sockets that systemd has opened for this program (socket activation).
 *
 * systemd passes them as descriptors 3, 4 and so on, their number in `LISTEN_FDS`, their names in `LISTEN_FDNAMES`, and in
 * `LISTEN_PID` the process that they are for: children inherit the variables, but not the sockets.
 */
import type { ListenOptions, Server } from 'node:net';
import { type Deferred, fail } from '../../deferred/index.ts';
import { NoSuchSocketError } from '../../errors.ts';
import { reactor as theReactor } from '../../reactor/global.ts';
import type { Reactor } from '../../reactor/reactor.ts';
import { type Address, ipAddress, UNIXAddress } from '../address.ts';
import type { Factory } from '../factory.ts';
import { ListeningPort } from '../port.ts';
import { SocketTransport, TCPTransport } from '../socket-transport.ts';
import type { Port, ServerEndpoint } from './endpoint.ts';
import type { OnReactor } from './tcp.ts';

const FIRST_DESCRIPTOR = 3;

/** A socket that systemd has passed to this program. */
export interface SystemdSocket {
  /** `FileDescriptorName=` of its unit; `unknown` without one. */
  readonly name: string;
  /** Its descriptor. */
  readonly fd: number;
}

/**
 * The sockets that systemd has passed to this program, in their order.
 *
 * @example
 * import { systemdSockets } from 'interloop';
 *
 * const sockets = systemdSockets({ LISTEN_PID: String(process.pid), LISTEN_FDS: '2', LISTEN_FDNAMES: 'web:admin' });
 * console.log(sockets.map(({ name, fd }) => `${name} ${fd}`)); // [ 'web 3', 'admin 4' ]
 */
export function systemdSockets(environment: Readonly<NodeJS.ProcessEnv> = process.env): SystemdSocket[] {
  const { LISTEN_PID, LISTEN_FDS, LISTEN_FDNAMES = '' } = environment;
  if (Number(LISTEN_PID) !== process.pid) return [];
  const names = LISTEN_FDNAMES.split(':');
  const count = Number.parseInt(LISTEN_FDS ?? '0', 10) || 0;
  return Array.from({ length: count }, (_, i) => ({ name: names[i] || 'unknown', fd: FIRST_DESCRIPTOR + i }));
}

/**
 * A socket that systemd has opened, by its name (`FileDescriptorName=`) or by its place, from 0. Listening fails with
 * NoSuchSocketError `ERR_INTERLOOP_NO_SUCH_SOCKET` if there is none.
 *
 * @example
 * import { Factory, Protocol, SystemdServerEndpoint } from 'interloop';
 *
 * new SystemdServerEndpoint('web').listen(Factory.forProtocol(Protocol)).addErrback((error) => {
 *   console.log(error.code); // ERR_INTERLOOP_NO_SUCH_SOCKET, unless systemd has started this
 * });
 */
export class SystemdServerEndpoint implements ServerEndpoint {
  readonly #which: string | number;
  readonly #reactor: Reactor;

  constructor(which: string | number, { reactor = theReactor }: OnReactor = {}) {
    this.#which = which;
    this.#reactor = reactor;
  }

  /** Listens. */
  listen(factory: Factory): Deferred<Port> {
    const sockets = systemdSockets();
    const which = this.#which;
    const socket = typeof which === 'number' ? sockets[which] : sockets.find(({ name }) => name === which);
    if (!socket) {
      const there = sockets.map(({ name }) => name);
      return fail(new NoSuchSocketError(String(which), there));
    }
    const port = new ListeningPort(this.#reactor, factory, {
      name: String(this),
      listen: { fd: socket.fd } as ListenOptions,
      listening: addressOf,
      makeTransport: (accepted) =>
        accepted.remotePort === undefined
          ? new SocketTransport(accepted, new UNIXAddress(''), new UNIXAddress(''), { isServer: true })
          : new TCPTransport(accepted, { isServer: true }),
    });
    port.startListening();
    return port.whenListening();
  }

  /** `systemd's web`. */
  toString(): string {
    return `systemd's ${this.#which}`;
  }
}

function addressOf(server: Server): Address {
  const address = server.address();
  return address === null || typeof address === 'string'
    ? new UNIXAddress(address ?? '')
    : ipAddress('TCP', address.address, address.port);
}
