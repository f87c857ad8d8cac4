import { withProgram } from '../contestants.js';

const isNoSlowerThanPiscina = (figure) => ({ contestant: 'interloop', figure, atMost: 1, timesThatOf: 'piscina' });

/**
 * What a call in a pool of threads takes: short ones in one thread, all at once and one after the other, and some that
 * compute for a millisecond, all at once in two threads and one after the other.
 */
export const poolCalls = {
  name: 'pool-calls',
  title: ({ calls }) =>
    `A call in a thread pool, ${calls} in a batch (plain Node: a message to a worker, and one back)`,
  contestants: ['node', 'interloop', 'piscina'],
  figures: [
    { key: 'batch', unit: 'µs', isCompared: true },
    { key: 'single', unit: 'µs', label: 'one by one', isCompared: true },
    { key: 'busy', unit: 'µs', label: '1 ms, two threads', isCompared: true },
    { key: 'busySingle', unit: 'µs', label: '1 ms, one by one', isCompared: true },
  ],
  goals: ['batch', 'single', 'busy'].map(isNoSlowerThanPiscina),
  full: { calls: 10_000, batches: 12, warmup: 6 },
  quick: { calls: 1_000, batches: 2, warmup: 1 },

  sample: (contestant, { calls, batches, warmup }) => withProgram(contestant, 'pool-calls', [calls, batches, warmup]),
};
