import { withProgram } from '../contestants.js';

const isNoSlowerThanNode = (figure) => ({ contestant: 'interloop', figure, atMost: 1, timesThatOf: 'node' });

/**
 * What a call that comes later takes: scheduled and made, the same with delays that are scattered over 100 ms, scheduled
 * and cancelled when all of the batch were scheduled, and cancelled at once.
 */
export const delayedCalls = {
  name: 'delayed-calls',
  title: ({ calls }) => `A delayed call, ${calls} in a batch (plain Node: setTimeout)`,
  contestants: ['node', 'interloop', 'twisted-epoll'],
  figures: [
    { key: 'made', unit: 'ns', isCompared: true },
    { key: 'scattered', unit: 'ns', isCompared: true },
    { key: 'cancelled', unit: 'ns', isCompared: true },
    { key: 'atOnce', unit: 'ns', label: 'at once', isCompared: true },
  ],
  goals: ['made', 'scattered', 'cancelled', 'atOnce'].map(isNoSlowerThanNode),
  full: { calls: 10_000, batches: 40, warmup: 20 },
  quick: { calls: 1_000, batches: 5, warmup: 2 },

  sample: (contestant, { calls, batches, warmup }) =>
    withProgram(contestant, 'delayed-calls', [calls, batches, warmup]),
};
