/**
 * Where a connection comes from and goes to.
 */
import { isIPv4 } from 'node:net';

/** What an address is used for. */
export type AddressType = 'TCP' | 'UDP';

/** What addresses of both families have. */
class IPAddress {
  /** What the address is used for. */
  readonly type: AddressType;
  /** The address in numbers. */
  readonly host: string;
  /** The port, from 0 to 65535. */
  readonly port: number;

  constructor(type: AddressType, host: string, port: number) {
    this.type = type;
    this.host = host;
    this.port = port;
  }

  /** As in a URL. */
  toString(): string {
    return this.host.includes(':') ? `[${this.host}]:${this.port}` : `${this.host}:${this.port}`;
  }
}

/**
 * An IPv4 address and a port.
 *
 * @example
 * import { IPv4Address } from 'interloop';
 *
 * String(new IPv4Address('TCP', '127.0.0.1', 8000)); // 127.0.0.1:8000
 */
export class IPv4Address extends IPAddress {
  /** Of which version of IP it is. */
  readonly family = 4;
}

/**
 * An IPv6 address and a port; the zone of a link-local address is part of `host`, as in `fe80::1%eth0`.
 *
 * @example
 * import { IPv6Address } from 'interloop';
 *
 * String(new IPv6Address('TCP', '::1', 8000)); // [::1]:8000
 */
export class IPv6Address extends IPAddress {
  /** Of which version of IP it is. */
  readonly family = 6;
}

/**
 * The path of a UNIX socket; empty for a side that has none, as clients do, and with a NUL in front for an abstract name of
 * Linux.
 *
 * @example
 * import { UNIXAddress } from 'interloop';
 *
 * String(new UNIXAddress('/run/mail.sock')); // /run/mail.sock
 */
export class UNIXAddress {
  /** What tells it from the others. */
  readonly type = 'UNIX';
  /** The path of the socket. */
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** The path; an abstract name with an `@` in front. */
  toString(): string {
    return this.path.replace(/^\0/, '@');
  }
}

/** Where a connection comes from or goes to; UNIX has paths instead of hosts and ports. */
export type Address = IPv4Address | IPv6Address | UNIXAddress;

const MAPPED = '::ffff:';

/** The address of this host and port; an IPv4 address that a socket of both families shows as IPv6 is IPv4. */
export function ipAddress(type: AddressType, host = '', port = 0): IPv4Address | IPv6Address {
  const plain = host.startsWith(MAPPED) && isIPv4(host.slice(MAPPED.length)) ? host.slice(MAPPED.length) : host;
  return plain.includes(':') ? new IPv6Address(type, plain, port) : new IPv4Address(type, plain, port);
}
