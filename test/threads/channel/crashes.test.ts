/**
 * A thread dies at every instruction that others can see: the shared memory is as before the operation or as after it.
 *
 * The protocol changes shared memory by `Atomics` alone, apart from memory that nobody reads at that time. So all the
 * moments in which a thread can die are tried by having the first, the second, the third ... of these calls throw, before it
 * does anything, and all later ones too: a dead thread does nothing more. Then others go on, and what they find is compared
 * with the model of a line.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { internal } from '../../reactor/internal.ts';

const { Memory } = await internal<typeof import('../../../src/threads/channel/memory.ts')>('threads/channel/memory.js');
const { Line } = await internal<typeof import('../../../src/threads/channel/line.ts')>('threads/channel/line.js');
const { Load, Unloading } =
  await internal<typeof import('../../../src/threads/channel/parcel.ts')>('threads/channel/parcel.js');
const { bury, takePlace } =
  await internal<typeof import('../../../src/threads/channel/peers.ts')>('threads/channel/peers.js');

class Death extends Error {}

const changing = ['store', 'add', 'exchange', 'compareExchange'] as const;

/** Runs `fn`, which dies at the call of that number; tells whether it did. */
function dyingAt(moment: number, fn: () => void): boolean {
  const originals = changing.map((name) => Atomics[name]);
  let calls = 0;
  for (const name of changing) {
    const original = Atomics[name] as (...args: unknown[]) => number;
    Object.defineProperty(Atomics, name, {
      configurable: true,
      writable: true,
      value: (...args: unknown[]) => {
        if (calls++ >= moment) throw new Death();
        return original(...args);
      },
    });
  }
  try {
    fn();
    return false;
  } catch (error) {
    if (!(error instanceof Death)) throw error;
    return true;
  } finally {
    for (const [i, name] of changing.entries()) {
      Object.defineProperty(Atomics, name, { configurable: true, writable: true, value: originals[i] });
    }
  }
}

/** A channel with four threads, all of which are this one: 0 dies, the others are the rest of the world. */
class World {
  readonly memory;
  readonly line;
  readonly unloading = new Unloading();

  constructor(capacity: number) {
    this.memory = Memory.make(capacity, 4096);
    this.line = new Line(this.memory);
    for (let thread = 10; thread < 14; thread++) takePlace(this.memory.words, thread, () => {});
  }

  put(who: number, value: string): number {
    const put = this.line.put(who, new Load(value, false, this.memory, 'test'), 'line', 0);
    assert.ok(put === 'kept' || put === 'waits', put);
    return this.line.number;
  }

  take(who: number): unknown {
    return this.line.take(who, this.unloading) ? this.unloading.read() : undefined;
  }

  bury(): void {
    bury(this.memory.words, 10, true);
  }

  drain(): unknown[] {
    const values: unknown[] = [];
    for (let value = this.take(2); value !== undefined; value = this.take(2)) values.push(value);
    return values;
  }
}

/** Before: two values, and one between them that was withdrawn, if it can have been. */
function worldWithValues(capacity: number): World {
  const world = new World(capacity);
  world.put(1, 'first');
  if (capacity < 2) assert.ok(world.line.withdraw(3, world.put(3, 'withdrawn')));
  world.put(1, 'second');
  return world;
}

for (const capacity of [0, 1, 2, 8]) {
  test(`a sender that dies has sent its value or not, and harms nobody (capacity ${capacity})`, () => {
    let moments = 0;
    for (; ; moments++) {
      const world = worldWithValues(capacity);
      const died = dyingAt(moments, () => world.put(0, 'of the dead'));
      world.bury();
      world.put(1, 'third');
      const left = world.drain();
      assert.deepEqual(
        left.filter((value) => value !== 'of the dead'),
        ['first', 'second', 'third'],
        `at ${moments}`,
      );
      // Kept values survive their sender; those that waited are void.
      const wasSent = left.includes('of the dead');
      if (capacity < 8) assert.equal(wasSent, false, `at ${moments}`);
      if (!died) assert.equal(wasSent, capacity === 8);
      if (!died) break;
    }
    assert.ok(moments >= 3, `${moments} moments`);
  });

  test(`a receiver that dies has taken a value or not, and only that one (capacity ${capacity})`, () => {
    const lost = new Set<number>();
    for (let moment = 0; ; moment++) {
      const world = worldWithValues(capacity);
      let taken: unknown;
      const died = dyingAt(moment, () => {
        taken = world.take(0);
      });
      world.bury();
      world.put(1, 'third');
      const left = world.drain();
      assert.ok(left.length >= 2, `at ${moment}: ${left}`);
      assert.deepEqual(left, ['first', 'second', 'third'].slice(-left.length), `at ${moment}`);
      lost.add(3 - left.length);
      if (died) continue;
      assert.equal(taken, 'first');
      assert.equal(left.length, 2);
      break;
    }
    assert.deepEqual([...lost].sort(), [0, 1], 'it died before it had taken it, and after');
  });

  test(`one that dies while it withdraws a value does not take those of others with it (capacity ${capacity})`, () => {
    for (let moment = 0; ; moment++) {
      const world = worldWithValues(capacity);
      const number = world.put(0, 'of the dead');
      let withdrawn: boolean | undefined;
      const died = dyingAt(moment, () => {
        withdrawn = world.line.withdraw(0, number);
      });
      world.bury();
      const left = world.drain();
      assert.deepEqual(
        left.filter((value) => value !== 'of the dead'),
        ['first', 'second'],
        `at ${moment}`,
      );
      if (died) continue;
      assert.equal(withdrawn, capacity < 8);
      assert.equal(left.includes('of the dead'), !withdrawn);
      break;
    }
  });
}

test('one that dies while it closes the channel has closed it or not, with the whole cause', () => {
  for (let moment = 0; ; moment++) {
    const world = worldWithValues(2);
    const died = dyingAt(moment, () => world.line.close(0, new Uint8Array([1, 2, 3])));
    world.bury();
    if (world.line.closing !== 0) assert.deepEqual([...world.memory.cause.subarray(0, 3)], [1, 2, 3]);
    else world.put(1, 'third');
    assert.deepEqual(world.drain(), world.line.closing ? ['first', 'second'] : ['first', 'second', 'third']);
    if (!died) break;
  }
});

test('one that dies while it takes a place leaves no lock behind, and its place can be had again', () => {
  for (let moment = 0; ; moment++) {
    const world = worldWithValues(0);
    const { words } = world.memory;
    world.put(0, 'of the dead');
    world.bury();
    const died = dyingAt(moment, () => takePlace(words, 20, (who) => world.line.forget(who)));
    bury(words, 20, true);
    const place = takePlace(words, 30, (who) => world.line.forget(who));
    assert.notEqual(place, undefined);
    assert.deepEqual(world.drain(), ['first', 'second'], `at ${moment}`);
    if (!died) break;
  }
});
