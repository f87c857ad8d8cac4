import { withProgram } from '../contestants.js';

const isNearlyAsFastAsAPort = (figure) => ({ contestant: 'interloop', figure, atMost: 1.25, timesThatOf: 'node' });
const isNoSlowerThanComlink = (figure) => ({ contestant: 'interloop', figure, atMost: 1, timesThatOf: 'comlink' });

/**
 * What a call from a worker to the main thread takes, until it is made there: from one worker, and from ten that call at
 * the same time, and what that takes of the processor, which a busy machine does not change. And with a result, until the worker has it: all at once, and one after the other. 1.25 of the time is
 * 0.8 of the calls per second.
 */
export const threadCalls = {
  name: 'thread-calls',
  title: ({ calls }) =>
    `A call to the main thread, ${calls} of each thread in a batch (plain Node: a message to a bare MessagePort)`,
  contestants: ['node', 'interloop', 'comlink'],
  figures: [
    { key: 'one', unit: 'µs', label: 'one worker', isCompared: true },
    { key: 'ten', unit: 'µs', label: 'ten workers', isCompared: true },
    { key: 'tenCpu', unit: 'µs', label: 'CPU of that', isCompared: true },
    { key: 'asked', unit: 'µs', label: 'with a result', isCompared: true },
    { key: 'askedSingle', unit: 'µs', label: 'one by one', isCompared: true },
  ],
  goals: [...['one', 'ten'].map(isNearlyAsFastAsAPort), ...['one', 'ten', 'asked'].map(isNoSlowerThanComlink)],
  full: { calls: 10_000, batches: 20, warmup: 10 },
  quick: { calls: 1_000, batches: 2, warmup: 1 },

  sample: (contestant, { calls, batches, warmup }) => withProgram(contestant, 'thread-calls', [calls, batches, warmup]),
};
