import { ours, toolkits, withProgram } from '../contestants.js';
import { CONNECTIONS, LOAD_FIGURES, load } from '../load.js';

/**
 * Requests per second of a hello-world server, asked from another process. What a request costs the processor is nearly
 * right on a busy machine, too.
 */
export const http = {
  name: 'http',
  title: ({ seconds }) => `HTTP throughput, ${CONNECTIONS} connections for ${seconds} s`,
  contestants: ['node', ...ours, ...toolkits, 'node-gtk', 'twisted-epoll', 'twisted-gi', 'twisted-threaded'],
  figures: LOAD_FIGURES,
  goals: [
    { contestant: 'glib-watch', figure: 'requests', atLeast: 0.97, timesThatOf: 'node' },
    { contestant: 'glib-waker', figure: 'requests', atLeast: 0.8, timesThatOf: 'node' },
  ],
  full: { seconds: 4, warmup: 1 },
  quick: { seconds: 1, warmup: 1 },

  sample: (contestant, { seconds, warmup }) =>
    withProgram(contestant, 'http-server', [], async ({ port }, server) => {
      await load(port, server.pid, warmup);
      return load(port, server.pid, seconds);
    }),
};
