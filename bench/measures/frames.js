import { ours, toolkits, withProgram } from '../contestants.js';
import { CONNECTIONS, LOAD_FIGURES, load } from '../load.js';

const goalsOf = (contestant) => [
  { contestant, figure: 'p99', atMost: 4 },
  { contestant, figure: 'requests', atLeast: contestant === 'glib-waker' ? 0.8 : 0.9, timesThatOf: 'node' },
];

/** How late a frame of 16 ms is painted while the same thread serves the HTTP flood, and what is left of the flood. */
export const frames = {
  name: 'frames',
  title: ({ seconds }) => `Frame lateness under ${CONNECTIONS} HTTP connections for ${seconds} s`,
  contestants: ['node', ...ours, ...toolkits, 'node-gtk'],
  figures: [{ key: 'p99', unit: 'ms' }, { key: 'p50', unit: 'ms' }, { key: 'max', unit: 'ms' }, ...LOAD_FIGURES],
  goals: ours.flatMap(goalsOf),
  full: { seconds: 5, warmup: 1 },
  quick: { seconds: 1, warmup: 1 },

  sample: (contestant, { seconds, warmup }) =>
    withProgram(contestant, 'frames', [], async ({ port }, server) => {
      await load(port, server.pid, warmup);
      await server.ask('from here on');
      const flood = await load(port, server.pid, seconds);
      return { ...(await server.ask('how late?')), ...flood };
    }),
};
