import { FailureGroup } from '../errors.ts';
import { Deferred } from './deferred.ts';
import { cancelAll, deferredsOf, type Several } from './deferred-list.ts';
import { watch } from './waiter.ts';

/**
 * Fires with `[index, value]` of the first Deferred that succeeds, and cancels the others, as Twisted's `race` does.
 *
 * If all fail it fails with a FailureGroup of their errors (`ERR_INTERLOOP_ALL_FAILED`); `cancel()` cancels all of
 * them, and ends so as well. With no Deferreds it never fires. The errors of the Deferreds are answered for.
 *
 * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
 * @example
 * import { Deferred, race } from 'interloop';
 *
 * const slow = new Deferred(() => console.log('cancelled'));
 * const fast = new Deferred();
 * race([slow, fast]).addCallback((winner) => console.log(winner));
 * fast.callback('here'); // cancelled, [ 1, 'here' ]
 */
export function race<D extends Several>(deferreds: D): Deferred<[index: number, value: Awaited<D[number]>]> {
  const inputs: Deferred<unknown>[] = deferredsOf(deferreds);
  const errors: unknown[] = [];
  let pending = inputs.length;
  let isDecided = false;
  const first = new Deferred<[number, Awaited<D[number]>]>(() => cancelAll([...inputs]));

  const note = (index: number, result: unknown, failed: boolean): void => {
    pending--;
    if (isDecided) return;
    if (failed) {
      errors[index] = result;
      if (pending > 0) return;
      isDecided = true;
      first.errback(new FailureGroup(errors));
    } else {
      isDecided = true;
      cancelAll(inputs.filter((_, other) => other !== index));
      first.callback([index, result as Awaited<D[number]>]);
    }
  };
  inputs.forEach((input, index) => {
    watch(input, 'look', (result, failed) => note(index, result, failed));
  });
  return first;
}
