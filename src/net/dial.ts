/**
 * The connecting of a socket: by address, by the name of a host, by the path of a UNIX socket.
 */
import { lookup } from 'node:dns';
import { connect, isIP, type NetConnectOpts, type Socket } from 'node:net';
import { ConnectError, ConnectionRefused, ConnectTimeout, DNSLookupError } from '../errors.ts';
import type { ReactorTime } from '../reactor/index.ts';
import { type Attempt, type Dial, dialAny, takingTurns } from './happy-eyeballs.ts';

/** Connects one socket. */
export function dialSocket(to: string, options: NetConnectOpts): Dial<Socket> {
  return (made, failed) => {
    const socket = connect({ ...options, allowHalfOpen: true });
    const onError = (error: Error): void => failed(connectError(to, error));
    socket.once('error', onError).once('connect', () => {
      socket.removeListener('error', onError);
      made(socket);
    });
    const cancel = (): void => {
      socket
        .removeListener('error', onError)
        .removeAllListeners('connect')
        .on('error', () => {});
      socket.destroy();
    };
    return { cancel };
  };
}

/** A port of a host, and the address to connect from. */
export interface HostPort {
  readonly host: string;
  readonly port: number;
  readonly localAddress: string | undefined;
}

/** Connects to a port of a host, whichever of its addresses answers first. */
export function dialHost(time: ReactorTime, to: string, { host, port, localAddress }: HostPort): Dial<Socket> {
  const local = localAddress === undefined ? {} : { localAddress };
  const dialAddress = (address: string) => dialSocket(to, { host: address, port, ...local });
  if (isIP(host)) return dialAddress(host);
  const family = isIP(localAddress ?? '');
  return (made, failed) => {
    let attempt: Attempt | undefined;
    let isCancelled = false;
    lookup(host, { all: true, family, verbatim: true }, (error, addresses) => {
      if (isCancelled) return;
      if (error || addresses.length === 0) failed(new DNSLookupError(to, error));
      else {
        const dials = takingTurns(addresses).map(({ address }) => dialAddress(address));
        attempt = dialAny(time, dials)(made, failed);
      }
    });
    const cancel = (): void => {
      isCancelled = true;
      attempt?.cancel();
    };
    return { cancel };
  };
}

/** What an error of the system means for somebody who wants to connect. */
function connectError(to: string, error: NodeJS.ErrnoException): Error {
  if (error.code === 'ECONNREFUSED') return new ConnectionRefused(to, error);
  if (error.code === 'ETIMEDOUT') return new ConnectTimeout(to, undefined, error);
  return new ConnectError(to, error.message, error);
}
