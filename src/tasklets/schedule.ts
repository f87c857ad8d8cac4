/**
 * Giving way without waiting for anything.
 */
import { runQueue } from './run-queue.ts';
import type { Operation } from './selectable.ts';
import { perform, TURN } from './wait.ts';

const YIELD: Operation = { attempt: () => TURN, watch() {}, leave() {} };
const ITS_TURN = { name: 'its turn' };

/**
 * Lets the others go first: the caller goes to the end of the run queue, and goes on when its turn has come. Stackless' `schedule`.
 *
 * @throws TaskletExit `ERR_INTERLOOP_TASKLET_EXIT` if the tasklet is killed (rejects)
 * @example
 * import { schedule, tasklet } from 'interloop';
 *
 * const say = tasklet(async (...words) => {
 *   for (const word of words) {
 *     console.log(word);
 *     await schedule();
 *   }
 * });
 * say('one', 'three');
 * say('two', 'four'); // one, two, three, four
 */
export function schedule(): Promise<void> {
  return perform(YIELD, 'for', ITS_TURN, schedule);
}

/**
 * How many tasklets could run: the caller, and those that wait for nothing but their turn. Stackless' `getruncount`.
 *
 * @example
 * import { getRuncount, tasklet } from 'interloop';
 *
 * tasklet(() => {})();
 * console.log(getRuncount()); // 2
 */
export function getRuncount(): number {
  return runQueue.length + 1;
}
