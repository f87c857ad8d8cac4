/** A server that tells another headline each time it is asked; for who has none to look at. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

const HEADLINES = [
  'The town band repairs the harbour clock',
  'A retired clown gives away ninety umbrellas',
  'The night ferry has learned to whistle',
  'Two bakers agree on the shape of bread',
];

export interface Newsstand {
  readonly url: string;
  close(): void;
}

export async function openNewsstand(): Promise<Newsstand> {
  let asked = 0;
  const server: Server = createServer((_, response) => response.end(HEADLINES[asked++ % HEADLINES.length]));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close };
}
