/**
 * Endpoints from text, so that where a program listens and connects is a setting and not code.
 */
import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { EndpointSyntaxError, InvalidArgumentError } from '../../errors.ts';
import { reactor as theReactor } from '../../reactor/global.ts';
import type { Reactor } from '../../reactor/reactor.ts';
import { Description } from './description.ts';
import type { ClientEndpoint, ServerEndpoint } from './endpoint.ts';
import { SystemdServerEndpoint } from './systemd.ts';
import { TCPClientEndpoint, TCPServerEndpoint } from './tcp.ts';
import { TLSClientEndpoint, TLSServerEndpoint } from './tls.ts';
import { UNIXClientEndpoint, UNIXServerEndpoint } from './unix.ts';

/** A kind of endpoint: makes one from a text that was taken apart. */
export interface EndpointKind {
  /** For {@link clientFromString}. */
  readonly client?: (description: Description, reactor: Reactor) => ClientEndpoint;
  /** For {@link serverFromString}. */
  readonly server?: (description: Description, reactor: Reactor) => ServerEndpoint;
}

const kinds = new Map<string, EndpointKind>();

/**
 * Adds a kind of endpoint to those that texts may name: what a plugin is in Twisted.
 *
 * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT` if there is one of this name
 * @example
 * import { clientFromString, registerEndpoint, TCPClientEndpoint } from 'interloop';
 *
 * registerEndpoint('finger', {
 *   client: (description) => new TCPClientEndpoint(description.required('host'), 79),
 * });
 * console.log(String(clientFromString('finger:localhost'))); // localhost:79
 */
export function registerEndpoint(name: string, kind: EndpointKind): void {
  if (typeof name !== 'string' || !/^[\w-]+$/.test(name) || kinds.has(name)) {
    throw new InvalidArgumentError(`A kind of endpoint has a new name of letters and digits, not ${inspect(name)}`);
  }
  kinds.set(name, kind);
}

/**
 * Where to connect to, from text: `tcp:localhost:80`, `tcp:host=localhost:port=80:timeout=5000`,
 * `tls:example.org:443`, `unix:/run/x.sock`. Times are in milliseconds; `\:`, `\=` and `\\` are the characters themselves.
 *
 * @throws EndpointSyntaxError `ERR_INTERLOOP_ENDPOINT_SYNTAX`
 * @throws what reading a file of certificates throws
 * @example
 * import { clientFromString } from 'interloop';
 *
 * console.log(String(clientFromString('tcp:localhost:8000:timeout=5000'))); // localhost:8000
 */
export function clientFromString(text: string, reactor: Reactor = theReactor): ClientEndpoint {
  return made(text, reactor, 'client');
}

/**
 * Where to listen, from text: `tcp:8080:interface=127.0.0.1`, `tls:8443:certKey=server.pem`, `unix:/run/x.sock:mode=660`,
 * `systemd:web`.
 *
 * @throws EndpointSyntaxError `ERR_INTERLOOP_ENDPOINT_SYNTAX`
 * @throws what reading a file of certificates throws
 * @example
 * import { Factory, Protocol, serverFromString } from 'interloop';
 *
 * const port = await serverFromString('tcp:0:interface=127.0.0.1').listen(Factory.forProtocol(Protocol));
 * console.log(port.getHost().host); // 127.0.0.1
 * await port.stopListening();
 */
export function serverFromString(text: string, reactor: Reactor = theReactor): ServerEndpoint {
  return made(text, reactor, 'server');
}

function made<Side extends 'client' | 'server'>(text: string, reactor: Reactor, side: Side): ReturnType<Maker<Side>> {
  const description = new Description(text);
  const make = kinds.get(description.kind)?.[side] as Maker<Side> | undefined;
  if (!make) {
    const known = [...kinds].filter(([, kind]) => kind[side]).map(([name]) => name);
    throw new EndpointSyntaxError(
      text,
      `there is no ${side} of the kind ${description.kind}, only ${known.join(', ')}`,
    );
  }
  const endpoint = make(description, reactor);
  description.end();
  return endpoint as ReturnType<Maker<Side>>;
}

type Maker<Side extends 'client' | 'server'> = NonNullable<EndpointKind[Side]>;

/** Without what is undefined, which options distinguish from absent. */
function given<T extends object>(options: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as never;
}

const clientOptions = (description: Description, reactor: Reactor) =>
  given({
    timeout: description.number('timeout', description.named('timeout')),
    bindAddress: description.named('bindAddress'),
    reactor,
  });

const serverOptions = (description: Description, reactor: Reactor) =>
  given({
    interface: description.next('interface'),
    backlog: description.number('backlog', description.named('backlog')),
    reactor,
  });

const fileOf = (description: Description, name: string) => {
  const path = description.named(name);
  return path === undefined ? undefined : readFileSync(path);
};

registerEndpoint('tcp', {
  client: (text, reactor) => {
    const host = text.required('host');
    return new TCPClientEndpoint(host, text.port('port'), clientOptions(text, reactor));
  },
  server: (text, reactor) => new TCPServerEndpoint(text.port('port'), serverOptions(text, reactor)),
});

registerEndpoint('unix', {
  client: (text, reactor) => {
    const path = text.required('path');
    return new UNIXClientEndpoint(
      path.replace(/^@/, '\0'),
      given({ timeout: text.number('timeout', text.named('timeout')), reactor }),
    );
  },
  server: (text, reactor) => {
    const path = text.required('path');
    const mode = text.number('mode', text.named('mode'), 8);
    const backlog = text.number('backlog', text.named('backlog'));
    return new UNIXServerEndpoint(path.replace(/^@/, '\0'), given({ mode, backlog, reactor }));
  },
});

const tls = {
  client: (text: Description, reactor: Reactor): ClientEndpoint => {
    const host = text.required('host');
    const port = text.port('port');
    const certKey = fileOf(text, 'certKey');
    const tls = given({
      ca: fileOf(text, 'caCerts'),
      cert: fileOf(text, 'certificate') ?? certKey,
      key: fileOf(text, 'privateKey') ?? certKey,
      servername: text.named('servername'),
    });
    return new TLSClientEndpoint(host, port, tls, clientOptions(text, reactor));
  },
  server: (text: Description, reactor: Reactor): ServerEndpoint => {
    const port = text.port('port');
    const certKey = fileOf(text, 'certKey');
    const ca = fileOf(text, 'caCerts');
    const tls = given({
      ca,
      requestCert: ca ? true : undefined,
      cert: fileOf(text, 'certificate') ?? certKey,
      key: fileOf(text, 'privateKey') ?? certKey,
    });
    return new TLSServerEndpoint(port, tls, serverOptions(text, reactor));
  },
};
registerEndpoint('tls', tls);
registerEndpoint('ssl', tls);

registerEndpoint('systemd', {
  server: (text, reactor) => {
    const index = text.named('index');
    const which = index === undefined ? text.required('name') : (text.number('index', index) as number);
    return new SystemdServerEndpoint(which, { reactor });
  },
});
