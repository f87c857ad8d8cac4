import { setTimeout as sleep } from 'node:timers/promises';
import { ours, toolkits, withProgram } from '../contestants.js';
import { isKnown, usage } from '../usage.js';

const SETTLED_MS = 500;
const ASKED = 4;

/** Waits until what was asked and answered has died away, too. */
async function asked(server) {
  const answer = await server.ask('how many?');
  await sleep(SETTLED_MS);
  return answer;
}

/**
 * What a server costs that nobody asks anything. Wake-ups are how often the kernel let any of its threads run again;
 * they and the CPU time are read from outside, so that looking costs nothing. Turns and wakes have to be asked for: what
 * the asking itself costs is known from asking some times in a row, and is taken off: the least, as V8 still collects the garbage of
 * the start then, which is turns as well.
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
      const answers = [await asked(server)];
      while (answers.length <= ASKED) answers.push(await asked(server));
      const before = usage(server.pid);
      await sleep(seconds * 1000);
      const after = usage(server.pid);
      const last = await asked(server);
      const costOf = (key) => Math.min(...answers.slice(1).map((answer, i) => answer[key] - answers[i][key]));
      const meanwhile = (key) => last[key] - answers.at(-1)[key] - costOf(key);
      return {
        wakeUps: after.wakeUps - before.wakeUps,
        cpu: after.cpu - before.cpu,
        turns: meanwhile('turns'),
        wakes: meanwhile('wakes'),
      };
    }),
};
