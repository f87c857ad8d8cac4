import { withProgram } from '../contestants.js';

const isNoSlowerThanNode = (figure) => ({ contestant: 'interloop', figure, atMost: 1, timesThatOf: 'node' });

/**
 * What a Deferred takes with ten callbacks, until the last has run: added before it is fired (later) and after (ready).
 * And the like: a failure and its errback, one of 20,000 that wait for each other (nested), one of 20,000 ready ones that
 * a coroutine waits for, a value that goes through a queue, a lock that is acquired and released.
 */
export const deferredChain = {
  name: 'deferred-chain',
  title: () => 'A Deferred and its ten callbacks (plain Node: a promise and ten thens), and the like',
  contestants: ['node', 'interloop', 'twisted-epoll'],
  figures: [
    { key: 'later', unit: 'ns', isCompared: true },
    { key: 'ready', unit: 'ns', isCompared: true },
    { key: 'failure', unit: 'ns' },
    { key: 'nested', unit: 'ns' },
    { key: 'coroutine', unit: 'ns' },
    { key: 'queue', unit: 'ns' },
    { key: 'lock', unit: 'ns' },
  ],
  goals: ['later', 'ready'].map(isNoSlowerThanNode),
  full: { batches: 300, warmup: 100 },
  quick: { batches: 10, warmup: 10 },

  sample: (contestant, { batches, warmup }) => withProgram(contestant, 'deferred-chain', [batches, warmup]),
};
