import { setTimeout as sleep } from 'node:timers/promises';
import { ours, toolkits, withProgram } from '../contestants.js';
import { isKnown, usage } from '../usage.js';

const SETTLED_MS = 500;

/** Waits until what was asked and answered has died away, too. */
async function asked(server) {
  const answer = await server.ask('how many?');
  await sleep(SETTLED_MS);
  return answer;
}

/**
 * What a server costs that nobody asks anything. Wake-ups are how often the kernel let any of its threads run again;
 * they and the CPU time are read from outside, so that looking costs nothing. Turns and wakes have to be asked for: what
 * the asking itself costs is known from asking twice in a row, and is taken off.
 */
export const idle = {
  name: 'idle',
  title: ({ seconds }) => `Idle for ${seconds} s with a listening server`,
  contestants: ['node', ...ours, ...toolkits, 'node-gtk', 'twisted-epoll', 'twisted-gi', 'twisted-threaded'],
  figures: [
    { key: 'wakeUps', unit: '', label: 'wake-ups' },
    { key: 'cpu', unit: 'ms' },
    { key: 'turns', unit: '' },
    { key: 'wakes', unit: '' },
  ],
  goals: ours.map((contestant) => ({ contestant, figure: 'turns', atMost: 0 })),
  full: { seconds: 5, mostRounds: 3 },
  quick: { seconds: 1 },
  reasonAgainst: () => (isKnown ? undefined : 'needs /proc'),

  sample: (contestant, { seconds }) =>
    withProgram(contestant, 'http-server', [], async (_, server) => {
      const first = await asked(server);
      const second = await asked(server);
      const before = usage(server.pid);
      await sleep(seconds * 1000);
      const after = usage(server.pid);
      const third = await asked(server);
      const meanwhile = (key) => third[key] - second[key] - (second[key] - first[key]);
      return {
        wakeUps: after.wakeUps - before.wakeUps,
        cpu: after.cpu - before.cpu,
        turns: meanwhile('turns'),
        wakes: meanwhile('wakes'),
      };
    }),
};
