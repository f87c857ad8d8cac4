/**
 * Tasklets, the main one and events at odd moments: the order is anybody's guess, but what channels promise has to hold.
 *
 * Every value is a word of its own. What a sender was told was taken was received once or is in a buffer, what it was not told was
 * taken was never received, and in the end nobody stands in a line.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as go, setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { Channel, getBlocked, schedule, select, type Tasklet, tasklet, waitFor } from 'interloop';
import { seed } from '../support/seed.ts';

/** How an actor passes the time between two operations. */
const pauses: Readonly<Record<string, () => unknown>> = {
  none: () => undefined,
  microtask: () => Promise.resolve(),
  tick: () => new Promise<void>((resolve) => process.nextTick(resolve)),
  turn: () => schedule(),
  loop: () => go(),
  'waits for the loop': () => waitFor(go()),
  timer: () => waitFor((signal) => sleep(1, undefined, { signal })),
};

interface Act {
  readonly does: 'send' | 'receive' | 'trade' | 'forget';
  readonly channel: number;
  readonly other: number;
  readonly pause: string;
  /** After how many goes of the loop it is given up. */
  readonly patience: number | undefined;
}

interface Play {
  readonly channels: readonly { readonly capacity: number; readonly preference: -1 | 0 | 1 }[];
  /** The first of them act in the main tasklet, all at once. */
  readonly actors: readonly (readonly Act[])[];
  readonly outsiders: number;
  /** Who is killed, or which channel is closed, after so many goes of the loop each. */
  readonly accidents: readonly { readonly kills: boolean; readonly which: number; readonly after: number }[];
}

const act: fc.Arbitrary<Act> = fc.record({
  does: fc.constantFrom('send', 'receive', 'trade', 'forget'),
  channel: fc.nat(9),
  other: fc.nat(9),
  pause: fc.constantFrom(...Object.keys(pauses)),
  patience: fc.option(fc.nat(3), { nil: undefined, freq: 3 }),
});
const plays: fc.Arbitrary<Play> = fc.record({
  channels: fc.array(
    fc.record({ capacity: fc.nat(2), preference: fc.constantFrom(-1 as const, 0 as const, 1 as const) }),
    {
      minLength: 1,
      maxLength: 3,
    },
  ),
  actors: fc.array(fc.array(act, { minLength: 1, maxLength: 10, size: 'max' }), {
    minLength: 2,
    maxLength: 8,
    size: 'max',
  }),
  outsiders: fc.nat(3),
  accidents: fc.array(fc.record({ kills: fc.boolean(), which: fc.nat(9), after: fc.nat(3) }), { maxLength: 4 }),
});

class Stage {
  readonly #channels: readonly Channel<string>[];
  readonly #tasklets: Tasklet[] = [];
  readonly #taken = new Set<string>();
  readonly #refused = new Set<string>();
  /** By channel. */
  readonly #received: string[][];

  constructor({ channels }: Play) {
    this.#channels = channels.map((options) => new Channel<string>(options));
    this.#received = channels.map(() => []);
  }

  async play({ actors, outsiders, accidents }: Play): Promise<void> {
    const outside: Promise<void>[] = [];
    for (const [index, acts] of actors.entries()) {
      if (index < outsiders) outside.push(this.#perform(`main${index}`, acts));
      else this.#tasklets.push(tasklet(() => this.#perform(`t${index}`, acts))());
    }
    for (const { kills, which, after } of accidents) {
      for (let i = 0; i < after; i++) await go();
      if (kills && this.#tasklets.length > 0) this.#tasklets[which % this.#tasklets.length]!.kill();
      else this.#channels[which % this.#channels.length]!.close(which % 2 === 0 ? undefined : 'broken');
    }
    for (let i = 0; i < 5; i++) await go();
    const kept = this.#channels.map((channel) => drain(channel));
    for (const channel of this.#channels) channel.close('the play is over');
    for (const each of this.#tasklets) each.kill();
    await Promise.all(outside);
    for (const each of this.#tasklets) await each.join().catch(() => {});
    this.#judge(kept);
  }

  #judge(kept: readonly string[][]): void {
    const arrived = this.#received.map((received, index) => [...received, ...kept[index]!]);
    const all = arrived.flat();
    assert.equal(new Set(all).size, all.length, 'nothing comes twice');
    const words = new Set(all);
    assert.deepEqual(
      [...this.#taken].filter((word) => !words.has(word)),
      [],
      'nothing is lost',
    );
    assert.deepEqual(
      [...this.#refused].filter((word) => words.has(word)),
      [],
      'nothing arrives that was given up',
    );
    for (const { balance } of this.#channels) assert.equal(balance, 0, 'nobody stands in a line');
    assert.deepEqual(getBlocked(), []);
  }

  async #perform(name: string, acts: readonly Act[]): Promise<void> {
    for (const [index, each] of acts.entries()) {
      const word = `${name}.${index}`;
      try {
        await this.#act(each, word);
      } catch (error) {
        if ((error as { code?: unknown }).code === 'ERR_INTERLOOP_TASKLET_EXIT') throw error;
      }
      await pauses[each.pause]!();
    }
  }

  async #act({ does, channel, other, patience }: Act, word: string): Promise<void> {
    const at = channel % this.#channels.length;
    const options = patience === undefined ? {} : { signal: soon(patience) };
    if (does === 'receive') this.#received[at]!.push(await this.#channels[at]!.receive(options));
    else if (does === 'trade') await this.#trade(at, other % this.#channels.length, word, options);
    else {
      const sending = this.#note(word, this.#channels[at]!.send(word, options));
      if (does === 'send') await sending;
      else sending.catch(() => {});
    }
  }

  async #trade(at: number, other: number, word: string, options: object): Promise<void> {
    const choice = select([{ send: this.#channels[at]!, value: word }, { receive: this.#channels[other]! }], options);
    const { index, value } = await choice.catch((error) => {
      this.#refused.add(word);
      throw error;
    });
    if (index === 0) this.#taken.add(word);
    else {
      this.#refused.add(word);
      this.#received[other]!.push(value!);
    }
  }

  async #note(word: string, sending: Promise<void>): Promise<void> {
    try {
      await sending;
      this.#taken.add(word);
    } catch (error) {
      this.#refused.add(word);
      throw error;
    }
  }
}

/** All that is in a channel, also from senders that wait. */
function drain(channel: Channel<string>): string[] {
  const words: string[] = [];
  while (channel.balance > 0) words.push(channel.tryReceive()!.value);
  return words;
}

/** A signal that is aborted after some goes of the loop. */
function soon(goes: number): AbortSignal {
  const controller = new AbortController();
  const count = (left: number): void => {
    if (left === 0) controller.abort();
    else setImmediate(() => count(left - 1));
  };
  setImmediate(() => count(goes));
  return controller.signal;
}

test('nothing is lost and nothing comes twice, whoever is killed, closed or given up when', {
  timeout: 120_000,
}, async () => {
  const property = fc.asyncProperty(plays, async (play) => new Stage(play).play(play));
  await fc.assert(property, { seed, numRuns: 300 });
});
