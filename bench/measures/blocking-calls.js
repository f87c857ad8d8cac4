import { withProgram } from '../contestants.js';

/** What a call takes that a thread sleeps in until it has the answer of another one: a number, or 64 KiB. */
export const blockingCalls = {
  name: 'blocking-calls',
  title: ({ calls }) =>
    `A call that is waited for asleep, ${calls} of them (plain Node: Atomics.wait and a MessagePort)`,
  contestants: ['node', 'interloop', 'synckit'],
  figures: [
    { key: 'p50', unit: 'µs', isCompared: true },
    { key: 'p99', unit: 'µs', isCompared: true },
    { key: 'large', unit: 'µs', label: '64 KiB, p50', isCompared: true },
  ],
  goals: [{ contestant: 'interloop', figure: 'p50', atMost: 1, timesThatOf: 'synckit' }],
  full: { calls: 10_000, warmup: 1_000 },
  quick: { calls: 500, warmup: 100 },

  sample: (contestant, { calls, warmup }) => withProgram(contestant, 'blocking-calls', [calls, warmup]),
};
