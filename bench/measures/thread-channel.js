import { withProgram } from '../contestants.js';

const isNearlyAsFastAsAPort = (figure) => ({ contestant: 'interloop', figure, atMost: 1.25, timesThatOf: 'node' });

/**
 * What a value takes from the main thread to a worker, batch for batch: the next one is sent when the worker has said that it has received
 * all of the last. 1.25 of the time is 0.8 of the messages per second. The processor's time is that of both threads, which a busy
 * machine does not change.
 */
export const threadChannel = {
  name: 'thread-channel',
  title: ({ values }) =>
    `A value to a worker, by a ThreadChannel (plain Node: a bare MessagePort); ${values} of each kind`,
  contestants: ['node', 'interloop', 'comlink'],
  figures: [
    { key: 'numbers', unit: 'µs', label: '1000 numbers', isCompared: true },
    { key: 'numbersCpu', unit: 'µs', label: 'CPU of that', isCompared: true },
    { key: 'objects', unit: 'µs', label: '1000 objects', isCompared: true },
    { key: 'objectsCpu', unit: 'µs', label: 'CPU of that', isCompared: true },
    { key: 'few', unit: 'µs', label: '10 objects', isCompared: true },
    { key: 'single', unit: 'µs', label: 'one by one', isCompared: true },
  ],
  goals: ['numbers', 'objects', 'few', 'single'].flatMap((figure) => [
    isNearlyAsFastAsAPort(figure),
    { contestant: 'interloop', figure, atMost: 1, timesThatOf: 'comlink' },
  ]),
  full: { values: 200_000 },
  quick: { values: 5_000 },

  sample: (contestant, { values }) => withProgram(contestant, 'thread-channel', [values]),
};
