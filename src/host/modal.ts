/**
 * Nested loops, from anywhere.
 */
import { InvalidArgumentError, NotHostedError } from '../errors.ts';
import { currentStay } from './stay.ts';

/**
 * Calls `fn` at the host's own level, outside of any turn, and tells what it returned.
 *
 * A dialog that blocks until it is closed runs a loop of its own. Opened by a callback of the host (a click), Node
 * keeps living in it. Opened by a callback of Node (a timer, a promise), it would stop Node until it is closed, because
 * a turn is never re-entered: `await modal(() => dialog.run())` first hops to the host's own level.
 *
 * @throws NotHostedError `ERR_INTERLOOP_NOT_HOSTED`, also when the host ends before `fn` was called
 * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
 * @throws whatever `fn` throws
 * @example
 * import { enter, leave, modal } from 'interloop/host';
 * import { frame } from 'interloop/hosts/frame';
 *
 * setTimeout(async () => {
 *   const answer = await modal(() => 42);
 *   leave();
 * }, 1);
 * await enter(frame());
 */
export function modal<T>(fn: () => T): Promise<Awaited<T>> {
  return new Promise((resolve, reject) => {
    if (typeof fn !== 'function') throw new InvalidArgumentError(`modal() takes a function, not ${String(fn)}`);
    const stay = currentStay();
    if (!stay) throw new NotHostedError('modal()');
    stay.hop({
      call() {
        try {
          resolve(fn() as Awaited<T>);
        } catch (error) {
          reject(error);
        }
      },
      abandon: () => reject(new NotHostedError('modal()')),
    });
  });
}
