import { ours, start, toolkits, withProgram } from '../contestants.js';

/** What this and `delivery.js` have in common: a client in the host, the far end in a plain process of its own. */
export const withFarEnd = {
  contestants: [
    'node',
    ...ours,
    ...toolkits,
    'node-gtk',
    'twisted-epoll',
    'twisted-gi',
    'twisted-threaded',
    'trio-plain',
    'trio-guest',
    'asyncio',
  ],
  figures: [
    { key: 'p50', unit: 'µs', isCompared: true },
    { key: 'p99', unit: 'µs', isCompared: true },
  ],

  async setUp({ delay }) {
    const server = start('node', 'echo-server', [delay]);
    const { port } = await server.answer();
    return { port, tearDown: () => server.end() };
  },
};

/** Round trips back to back: what a busy connection sees. A fast answer may be there before the host gets to block. */
export const echo = {
  ...withFarEnd,
  name: 'echo',
  title: ({ trips }) => `Echo round trip over loopback TCP, ${trips} trips back to back`,
  goals: [
    { contestant: 'glib-watch', figure: 'p50', atMost: 1.15, timesThatOf: 'node' },
    { contestant: 'glib-waker', figure: 'p50', atMost: 2.5, timesThatOf: 'node' },
    { contestant: 'glib-waker', figure: 'p50', atMost: 0.5, timesThatOf: 'twisted-threaded' },
  ],
  full: { trips: 20_000, warmup: 2_000, delay: 0 },
  quick: { trips: 1_000, warmup: 200, delay: 0 },

  sample: (contestant, { trips, warmup }, { port }) =>
    withProgram(contestant, 'echo-client', [port, trips, warmup], ({ trip }) => trip),
};
