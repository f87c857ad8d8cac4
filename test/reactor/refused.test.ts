/**
 * Wrong arguments: whatever they are, they are refused by code, and where they are given.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { install, Reactor } from 'interloop';

const invalid = { name: 'InvalidArgumentError', code: 'ERR_INTERLOOP_INVALID_ARGUMENT' };
const WRONG = [null, true, -1, 5n, 'x', {}, Object.create(null), Symbol('s'), Number.NaN, []] as never[];

function refuses(what: string, give: (wrong: never) => unknown, wrong: readonly never[]): void {
  test(`${what} is refused, whatever else it is`, () => {
    for (const value of wrong) assert.throws(() => give(value), invalid, inspect(value));
  });
}

const isNo = (type: string) => WRONG.filter((value) => typeof value !== type);
const running = () => {
  const reactor = new Reactor();
  reactor.interleave(() => {});
  return reactor;
};

refuses('a delay that is no number', (wrong) => new Reactor().callLater(wrong, () => {}), WRONG);
refuses('a delayed call of no function', (wrong) => new Reactor().callLater(1, wrong), WRONG);
refuses('a call from elsewhere of no function', (wrong) => new Reactor().callFromThread(wrong), WRONG);
refuses('a start of no function', (wrong) => new Reactor().callWhenRunning(wrong), WRONG);
refuses('a phase that is none', (wrong) => new Reactor().addSystemEventTrigger(wrong, 'mine', () => {}), WRONG);
refuses(
  'an event that is no string',
  (wrong) => {
    const reactor = new Reactor();
    assert.throws(() => reactor.fireSystemEvent(wrong), invalid);
    reactor.addSystemEventTrigger('before', wrong, () => {});
  },
  isNo('string'),
);
refuses('a trigger that is no function', (wrong) => new Reactor().addSystemEventTrigger('before', 'x', wrong), WRONG);
refuses("a trigger's id that is none", (wrong) => new Reactor().removeSystemEventTrigger(wrong), WRONG);
refuses('a waker that is none', (wrong) => new Reactor().interleave(wrong), WRONG);
refuses('time that is no clock', (wrong) => new Reactor({ time: wrong }), WRONG);
refuses('a reactor that is none', install, WRONG);
refuses(
  'a time to make passes that is no number',
  (wrong) => {
    const reactor = running();
    try {
      reactor.iterate(wrong);
    } finally {
      reactor.crash();
    }
  },
  WRONG,
);

test('a start of no function is refused while running as well', () => {
  const reactor = running();
  reactor.iterate();
  assert.equal(reactor.running, true);
  for (const wrong of WRONG) assert.throws(() => reactor.callWhenRunning(wrong), invalid);
  reactor.crash();
});
