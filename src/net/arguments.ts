/**
 * The arguments of ports and connections, checked before anything is opened.
 */
import { isIP } from 'node:net';
import { inspect } from 'node:util';
import { InvalidArgumentError } from '../errors.ts';

export function checkedPort(method: string, port: number, least: number): void {
  if (Number.isInteger(port) && port >= least && port <= 65_535) return;
  throw new InvalidArgumentError(`${method}() takes a port from ${least} to 65535, not ${inspect(port)}`);
}

export function checkedString(what: string, value: string): void {
  if (typeof value !== 'string') throw new InvalidArgumentError(`The ${what} is a string, not ${inspect(value)}`);
}

/** What fits into the system's address of a UNIX socket; what is longer is cut off by older versions of libuv. */
const LONGEST_PATH = process.platform === 'linux' ? 107 : 103;

export function checkedPath(path: string): void {
  checkedString('path', path);
  const length = Buffer.byteLength(path);
  if (length > 0 && length <= LONGEST_PATH) return;
  throw new InvalidArgumentError(`A UNIX socket has a path of 1 to ${LONGEST_PATH} bytes, not ${inspect(path)}`);
}

export function checkedHost(host: string): void {
  if (typeof host === 'string' && host !== '') return;
  throw new InvalidArgumentError(`A host is a name or an address, not ${inspect(host)}`);
}

export function checkedAddress(what: string, address: string): void {
  if (isIP(address)) return;
  throw new InvalidArgumentError(`${what} is an IPv4 or IPv6 address, not ${inspect(address)}`);
}

export function checkedTimeout(ms: number): void {
  if (typeof ms === 'number' && ms >= 0 && Number.isFinite(ms)) return;
  throw new InvalidArgumentError(`The timeout is a finite number of milliseconds from 0, not ${inspect(ms)}`);
}

export function checkedFactory(factory: unknown, type: new () => unknown): void {
  if (factory instanceof type) return;
  throw new InvalidArgumentError(`This takes a ${type.name}, not ${inspect(factory, { depth: 0 })}`);
}
