import { ours, withProgram } from '../contestants.js';

/** How late Node's timers are while events of the host never end. */
export const timers = {
  name: 'timers',
  title: ({ timers }) =>
    `Lateness of ${timers} Node timers of 5 ms under a flood of host events (plain Node: no flood)`,
  contestants: ['node', ...ours],
  figures: [
    { key: 'p99', unit: 'ms' },
    { key: 'p50', unit: 'ms' },
    { key: 'max', unit: 'ms' },
  ],
  goals: ours.map((contestant) => ({ contestant, figure: 'p99', atMost: 20 })),
  full: { timers: 400 },
  quick: { timers: 50 },

  sample: (contestant, { timers }) => withProgram(contestant, 'timers', [timers]),
};
