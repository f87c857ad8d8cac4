/**
 * What a program does with datagrams.
 */
import { err } from '../../log/index.ts';
import type { IPv4Address, IPv6Address } from '../address.ts';
import type { UDPPort } from './udp.ts';

/**
 * What a program does with the datagrams that come in at one port: a subclass says what happens with each.
 *
 * What a method throws is logged, and the port goes on.
 *
 * @example
 * import { DatagramProtocol, reactor } from 'interloop';
 *
 * class Echo extends DatagramProtocol {
 *   datagramReceived(data, address) {
 *     this.transport.write(data, address);
 *   }
 * }
 * const port = await reactor.listenUDP(0, new Echo(), { interface: '127.0.0.1' }).whenListening();
 * await port.stopListening();
 */
export class DatagramProtocol {
  /** The port; there from `startProtocol()` on. */
  transport!: UDPPort;

  /** The port listens. */
  startProtocol(): void {}

  /** The port listens no longer. */
  stopProtocol(): void {}

  /** A datagram has come in, from this address. */
  datagramReceived(_data: Buffer, _address: IPv4Address | IPv6Address): void {}

  /** Nobody listens at the address that the port is connected to, as far as the other machine tells. */
  connectionRefused(): void {}

  /** A datagram could not be sent, or another error of the system, which is logged unless a subclass does something else. */
  errorReceived(error: Error): void {
    err(error, `of ${this.transport.getHost()} (UDP)`);
  }
}
