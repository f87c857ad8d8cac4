import { ours, withProgram } from '../contestants.js';
import { CONNECTIONS, load } from '../load.js';
import { usage } from '../usage.js';

/**
 * Requests per second of a hello-world server, asked from another process, and how much processor each one took, of all
 * threads together: that figure is right on a busy machine, too.
 */
export const http = {
  name: 'http',
  title: ({ seconds }) => `HTTP throughput, ${CONNECTIONS} connections for ${seconds} s`,
  contestants: ['node', ...ours, 'node-gtk', 'twisted-epoll', 'twisted-gi', 'twisted-threaded'],
  figures: [
    { key: 'requests', unit: '/s', isCompared: true },
    { key: 'cpu', unit: 'µs', label: 'CPU a request', isCompared: true },
  ],
  goals: [
    { contestant: 'glib-watch', figure: 'requests', atLeast: 0.97, timesThatOf: 'node' },
    { contestant: 'glib-waker', figure: 'requests', atLeast: 0.8, timesThatOf: 'node' },
  ],
  full: { seconds: 4, warmup: 1 },
  quick: { seconds: 1, warmup: 1 },

  sample: (contestant, { seconds, warmup }) =>
    withProgram(contestant, 'http-server', [], async ({ port }, server) => {
      await load(port, warmup);
      const before = usage(server.pid);
      const requests = await load(port, seconds);
      const after = usage(server.pid);
      return { requests, cpu: ((after.cpu - before.cpu) * 1000) / (requests * seconds) };
    }),
};
