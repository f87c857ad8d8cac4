import { setTimeout as sleep } from 'node:timers/promises';
import { start, withProgram } from '../contestants.js';

/** What a server knows when it has accepted so many. */
async function whenThereAre(count, server) {
  for (;;) {
    const memory = await server.ask('how much?');
    if (memory.count === count) return memory;
    await sleep(100);
  }
}

/** What one more connection takes on which nothing happens, in the server: of the heap, and of the memory of the process. */
export const idleConnections = {
  name: 'idle-connections',
  title: ({ connections }) => `Memory for each of ${connections} TCP connections of a server on which nothing happens`,
  contestants: ['node', 'interloop'],
  figures: [
    { key: 'heap', unit: 'bytes', isCompared: true },
    { key: 'process', unit: 'bytes', isCompared: true },
  ],
  goals: [],
  full: { connections: 10_000 },
  quick: { connections: 1000 },

  sample: (contestant, { connections }) =>
    withProgram(contestant, 'connections-server', [], async ({ port }, server) => {
      const before = await whenThereAre(0, server);
      const client = start('node', 'connections-client', [port, connections]);
      try {
        await client.answer();
        const after = await whenThereAre(connections, server);
        return {
          heap: (after.heap - before.heap) / connections,
          process: (after.rss - before.rss) / connections,
        };
      } finally {
        await client.end();
      }
    }),
};
