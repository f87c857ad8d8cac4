import { runsAlike } from './runs-alike.ts';

runsAlike('an express server with WebSockets under load from autocannon', { file: 'express-server.mjs' });
runsAlike('a fastify server with WebSockets and autocannon in one process', { file: 'fastify-server.mjs' });
runsAlike("autocannon's own command", { file: 'autocannon-command.mjs' });
runsAlike('undici with bodies of 64 MiB', { file: 'undici-bodies.mjs' });
runsAlike("Node's own fetch", { file: 'fetch.mjs' });
runsAlike('TLS with connections that are aborted right away', { file: 'tls.mjs' });
runsAlike('HTTP/2', { file: 'http2.mjs' });
runsAlike('TCP, Unix sockets, datagrams and look-ups', { file: 'sockets.mjs' });
