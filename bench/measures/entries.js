import { ours, toolkits, withProgram } from '../contestants.js';

/** What `await enter(host)` costs when the first turn leaves. */
export const entries = {
  name: 'entries',
  title: ({ times }) => `Entering and leaving, ${times} times`,
  contestants: [...ours, ...toolkits],
  figures: [
    { key: 'p50', unit: 'ms' },
    { key: 'p99', unit: 'ms' },
  ],
  goals: [],
  full: { times: 200, warmup: 20 },
  quick: { times: 50, warmup: 5 },

  sample: (contestant, { times, warmup }) => withProgram(contestant, 'entries', [times, warmup]),
};
