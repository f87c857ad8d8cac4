/**
 * Where to connect to and where to listen, as values and as text.
 *
 * Start with `endpoint.ts`; `strings.ts` makes them from text, `client-service.ts` keeps a connection.
 */
export { ClientService, type ClientServiceOptions } from './client-service.ts';
export { connectProtocol } from './connect-protocol.ts';
export { type Description, quoteForEndpoint } from './description.ts';
export type { ClientEndpoint, Port, ServerEndpoint } from './endpoint.ts';
export { type BackoffOptions, backoffPolicy, type RetryPolicy } from './retry-policy.ts';
export { clientFromString, type EndpointKind, registerEndpoint, serverFromString } from './strings.ts';
export { SystemdServerEndpoint, type SystemdSocket, systemdSockets } from './systemd.ts';
export { type OnReactor, TCPClientEndpoint, TCPServerEndpoint } from './tcp.ts';
export { TLSClientEndpoint, TLSServerEndpoint } from './tls.ts';
export { UNIXClientEndpoint, UNIXServerEndpoint } from './unix.ts';
export { type RetryOptions, withRetries, withTimeout } from './wrappers.ts';
