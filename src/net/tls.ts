/**
 * TLS on a socket that is connected already: one way for ports, for connections, and for `startTLS` in their middle.
 *
 * The raw socket is always made by us, because a TLS socket of Node can neither be reset nor tried on several addresses. Node's
 * own server does the handshakes of a server, as nothing else checks certificates of clients; a socket is handed to it by
 * the event `connection`, which is documented, and its event `secureConnection` has another socket. Which of them it belongs to
 * is known by the async context, that of the handing over. Half-open sockets would wait for a handshake whose other side has
 * gone; so a socket is not half-open before TLS is set up.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { isIP, type Socket } from 'node:net';
import { type ConnectionOptions, connect, createServer, type Server, type TLSSocket, type TlsOptions } from 'node:tls';

/** What `startTLS()` takes: what Node's `tls.connect` takes for the client, `tls.createServer` for the server. */
export type StartTLSOptions = (ConnectionOptions | TlsOptions) & { readonly isServer?: boolean };

/** Which end of a connection this side is. */
export interface Side {
  /** Whether this side has accepted the connection. */
  readonly isServer: boolean;
  /** The name of the host to which this side has connected. */
  readonly hostname?: string;
}

/** Who is told of the outcome, once. */
export interface Handshake<Result> {
  made(result: Result): void;
  failed(cause: Error): void;
}

/** Sets TLS up on a socket. */
export function shakeHands(
  socket: Socket,
  options: StartTLSOptions,
  { isServer, hostname }: Side,
  handshake: Handshake<TLSSocket>,
): void {
  const once = onlyOnce(handshake);
  socket.allowHalfOpen = false;
  socket.on('error', once.failed).once('close', () => once.failed(new Error('The connection was closed')));
  try {
    if (isServer) current.run(once, () => serverOf(options as TlsOptions).emit('connection', socket));
    else asClient(socket, options as ConnectionOptions, hostname, once);
  } catch (error) {
    once.failed(error as Error);
  }
}

function asClient(
  socket: Socket,
  options: ConnectionOptions,
  hostname: string | undefined,
  { made, failed }: Handshake<TLSSocket>,
): void {
  const named = hostname === undefined || isIP(hostname) ? { host: hostname } : { servername: hostname };
  const tls = connect({ ...named, ...options, socket });
  tls.once('error', failed).once('secureConnect', () => {
    tls.removeListener('error', failed);
    made(tls);
  });
}

const current = new AsyncLocalStorage<Handshake<TLSSocket>>();
const servers = new WeakMap<object, Server>();

/**
 * The server of these options, which never listens; the same for the same object.
 *
 * @throws what Node throws at wrong options
 */
export function serverOf(options: TlsOptions): Server {
  let server = servers.get(options);
  if (!server) {
    server = createServer(options)
      .on('secureConnection', (tls) => current.getStore()?.made(tls))
      .on('tlsClientError', (error) => current.getStore()?.failed(error));
    servers.set(options, server);
  }
  return server;
}

function onlyOnce({ made, failed }: Handshake<TLSSocket>): Handshake<TLSSocket> {
  let isOver = false;
  const first = <Args extends unknown[]>(fn: (...args: Args) => void) => {
    return (...args: Args): void => {
      if (isOver) return;
      isOver = true;
      fn(...args);
    };
  };
  const madeHalfOpen = (tls: TLSSocket): void => {
    tls.allowHalfOpen = true;
    made(tls);
  };
  return { made: first(madeHalfOpen), failed: first(failed) };
}
