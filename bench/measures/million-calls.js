import { withProgram } from '../contestants.js';

/**
 * A million delayed calls that are pending at the same time: what one takes, and how late others are meanwhile. The
 * machine rests until they are due, since no contestant's clock can be moved.
 */
export const millionCalls = {
  name: 'million-calls',
  title: ({ calls }) => `${calls} pending delayed calls (plain Node: setTimeout)`,
  contestants: ['node', 'interloop', 'twisted-epoll'],
  figures: [
    { key: 'bytes', unit: '', label: 'bytes each' },
    { key: 'schedule', unit: 'ns', isCompared: true },
    { key: 'cancel', unit: 'ns', label: 'cancel half' },
    { key: 'fire', unit: 'ns', label: 'fire the rest' },
    { key: 'late', unit: 'ms', label: 'lateness of others, p99' },
    { key: 'latest', unit: 'ms', label: 'max' },
    { key: 'lateEmpty', unit: 'ms', label: 'p99 with no calls' },
  ],
  goals: [],
  full: { calls: 1_000_000, width: 5_000, timers: 300, mostRounds: 3 },
  quick: { calls: 20_000, width: 200, timers: 50 },

  sample: (contestant, { calls, width, timers }) => withProgram(contestant, 'million-calls', [calls, width, timers]),
};
