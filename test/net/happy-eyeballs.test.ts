/**
 * Several addresses, tried side by side, on a clock that stands still.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Clock } from 'interloop/testing';
import type * as HappyEyeballs from '../../src/net/happy-eyeballs.ts';
import { internal } from '../reactor/internal.ts';

const { ATTEMPT_DELAY, dialAny, takingTurns } = await internal<typeof HappyEyeballs>('net/happy-eyeballs.js');

/** So many addresses, and what happens to the attempts at them. */
class Addresses {
  readonly clock = new Clock();
  readonly log: string[] = [];
  readonly made: ((result: string) => void)[] = [];
  readonly failed: ((error: Error) => void)[] = [];
  readonly attempt: HappyEyeballs.Attempt;

  constructor(count: number) {
    const dials = Array.from(
      { length: count },
      (_, i): HappyEyeballs.Dial<string> =>
        (made, failed) => {
          this.log.push(`try ${i}`);
          this.made[i] = made;
          this.failed[i] = failed;
          return { cancel: () => this.log.push(`give up ${i}`) };
        },
    );
    this.attempt = dialAny(this.clock, dials)(
      (result) => this.log.push(`made ${result}`),
      (error) => this.log.push(error.message),
    );
  }
}

test('one address is tried at once', () => {
  const { log, made, clock } = new Addresses(1);
  made[0]?.('it');
  clock.advance(10 * ATTEMPT_DELAY);
  assert.deepEqual(log, ['try 0', 'made it']);
  assert.equal(clock.getDelayedCalls().length, 0);
});

test('the next address is tried 250 ms later, and the first goes on and may win', () => {
  const { log, made, clock } = new Addresses(3);
  clock.advance(ATTEMPT_DELAY - 1);
  assert.deepEqual(log, ['try 0']);
  clock.advance(1);
  assert.deepEqual(log, ['try 0', 'try 1']);
  made[0]?.('the first');
  assert.deepEqual(log, ['try 0', 'try 1', 'give up 1', 'made the first']);
  clock.advance(10 * ATTEMPT_DELAY);
  assert.equal(log.length, 4);
});

test('the next address is tried at once when one has failed, and the one after it 250 ms later', () => {
  const { log, failed, clock } = new Addresses(3);
  failed[0]?.(new Error('refused'));
  assert.deepEqual(log, ['try 0', 'try 1']);
  clock.advance(ATTEMPT_DELAY - 1);
  assert.equal(log.length, 2);
  clock.advance(1);
  assert.deepEqual(log, ['try 0', 'try 1', 'try 2']);
});

test('when all have failed, the error is that of the one that failed last', () => {
  const { log, failed, clock } = new Addresses(2);
  clock.advance(ATTEMPT_DELAY);
  failed[1]?.(new Error('no route'));
  assert.deepEqual(log, ['try 0', 'try 1']);
  failed[0]?.(new Error('refused'));
  assert.deepEqual(log, ['try 0', 'try 1', 'refused']);
  assert.equal(clock.getDelayedCalls().length, 0);
});

test('all that is under way is given up when the whole is cancelled', () => {
  const { log, clock, attempt } = new Addresses(3);
  clock.advance(ATTEMPT_DELAY);
  attempt.cancel();
  assert.deepEqual(log, ['try 0', 'try 1', 'give up 0', 'give up 1']);
  clock.advance(10 * ATTEMPT_DELAY);
  assert.equal(log.length, 4);
});

test('the families take turns, in the order of the resolver', () => {
  const sorted = (addresses: string[]) =>
    takingTurns(addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))).map(
      ({ address }) => address,
    );
  assert.deepEqual(sorted(['::1', '::2', '::3', '10.0.0.1']), ['::1', '10.0.0.1', '::2', '::3']);
  assert.deepEqual(sorted(['10.0.0.1', '10.0.0.2', '::1']), ['10.0.0.1', '::1', '10.0.0.2']);
  assert.deepEqual(sorted(['10.0.0.1']), ['10.0.0.1']);
  assert.deepEqual(sorted([]), []);
});
