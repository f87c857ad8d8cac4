import { ours, withProgram } from '../contestants.js';

const entrants = ['interloop', ...ours];

/** How long a call from a worker is on its way to a main thread that has gone to sleep, in a host or without one. */
export const callLatency = {
  name: 'call-latency',
  title: ({ calls, delay }) => `A call from a worker to a thread that sleeps, ${calls} of them ${delay} ms apart`,
  contestants: ['node', ...entrants],
  figures: [
    { key: 'p50', unit: 'µs', isCompared: true },
    { key: 'p99', unit: 'µs', isCompared: true },
  ],
  goals: entrants.map((contestant) => ({ contestant, figure: 'p50', atMost: 100 })),
  full: { calls: 1_000, warmup: 100, delay: 2 },
  quick: { calls: 100, warmup: 20, delay: 2 },

  sample: (contestant, { calls, warmup, delay }) => withProgram(contestant, 'call-latency', [calls, warmup, delay]),
};
