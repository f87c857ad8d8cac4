import { createServer } from 'node:http';

/** Answers every request with twelve bytes. Resolves with the port, a free one. */
export function serve() {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/plain', 'content-length': 12 });
    response.end('hello, world');
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server.address().port)));
}
