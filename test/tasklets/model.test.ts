/**
 * Random programs of tasklets do, line by line, what the reference does: in the same order, with the same values, and with
 * the same left over. So nothing is lost, nothing comes twice, and nobody is overtaken.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Channel, getRuncount, schedule, select, type Tasklet, tasklet } from 'interloop';
import { seed } from '../support/seed.ts';
import {
  type Body,
  type Case,
  EXIT,
  type Line,
  type Program,
  Reference,
  type Seen,
  SIGNALS,
  valueIn,
} from './reference.ts';

const number = fc.nat(20);
const signal = fc.option(number, { nil: undefined, freq: 6 });
const cases: fc.Arbitrary<Case[]> = fc.array(fc.record({ sends: fc.boolean(), channel: number }), {
  minLength: 1,
  maxLength: 3,
});
const { body } = fc.letrec<{ body: Body; line: Line }>((tie) => ({
  line: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 8, arbitrary: fc.record({ do: fc.constantFrom('send', 'receive'), channel: number, signal }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('select'), cases, signal, default: fc.boolean() }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('trySend', 'tryReceive'), channel: number }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('sendException'), channel: number, signal }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('schedule') }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('join', 'kill', 'raise'), whom: number }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('close', 'break off'), channel: number }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('abort'), signal: number }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('start'), body: tie('body') }) },
  ) as fc.Arbitrary<Line>,
  body: fc.record({ lines: fc.array(tie('line'), { maxLength: 8, size: 'max' }), isStubborn: fc.boolean() }),
}));
const channel = fc.oneof(
  fc.record({ capacity: fc.constant(0), buffer: fc.constant('fifo' as const) }),
  fc.record({ capacity: fc.integer({ min: 1, max: 2 }), buffer: fc.constantFrom('fifo', 'sliding', 'dropping') }),
);
const preferred = fc.tuple(channel, fc.constantFrom(-1, 0, 1)).map(([each, preference]) => ({ ...each, preference }));
const programs = fc.record({
  channels: fc.array(preferred, { minLength: 1, maxLength: 3 }),
  bodies: fc.array(body, { minLength: 1, maxLength: 6, size: 'max' }),
}) as fc.Arbitrary<Program>;

/** The program, with tasklets and channels. */
class Real {
  readonly #channels: readonly Channel<string>[];
  readonly #controllers = Array.from({ length: SIGNALS }, () => new AbortController());
  readonly #tasklets: Tasklet[] = [];
  readonly #trace: string[] = [];

  constructor({ channels, bodies }: Program) {
    this.#channels = channels.map((options) => new Channel<string>(options));
    for (const each of bodies) this.#start(each);
  }

  async run(): Promise<Seen> {
    do await schedule();
    while (getRuncount() > 1);
    return {
      trace: this.#trace.splice(0),
      balances: this.#channels.map(({ balance }) => balance),
      blocked: this.#tasklets.filter(({ blocked }) => blocked !== undefined).map(({ name }) => name),
    };
  }

  killAll(): void {
    for (const each of this.#tasklets) each.kill();
  }

  #start({ lines, isStubborn }: Body): void {
    const name = `t${this.#tasklets.length}`;
    const note = (line: number, what: unknown): unknown => this.#trace.push(`${name}.${line} ${what}`);
    const run = async (): Promise<void> => {
      note(-1, 'begins');
      for (const [index, line] of lines.entries()) {
        try {
          note(index, await this.#do(line, name, index));
        } catch (error) {
          const text = nameOf(error);
          note(index, text);
          if (text === EXIT && !isStubborn) throw error;
        }
      }
    };
    const t = tasklet(run, { name })();
    t.result.addErrback(() => {});
    this.#tasklets.push(t);
  }

  async #do(line: Line, name: string, index: number): Promise<unknown> {
    const channelOf = (which: number) => this.#channels[which % this.#channels.length]!;
    const signalOf = (which: number | undefined) =>
      which === undefined ? {} : { signal: this.#controllers[which % SIGNALS]!.signal };
    const value = valueIn(name, index);
    switch (line.do) {
      case 'send':
        await channelOf(line.channel).send(value, signalOf(line.signal));
        return 'sent';
      case 'sendException':
        await channelOf(line.channel).sendException(value, signalOf(line.signal));
        return 'sent';
      case 'receive':
        return await channelOf(line.channel).receive(signalOf(line.signal));
      case 'trySend':
        return channelOf(line.channel).trySend(value) ? 'sent' : 'not sent';
      case 'tryReceive':
        return channelOf(line.channel).tryReceive()?.value ?? 'nothing';
      case 'close':
        channelOf(line.channel).close();
        return 'closed';
      case 'break off':
        channelOf(line.channel).close('broken');
        return 'closed';
      case 'schedule':
        await schedule();
        return 'its turn';
      case 'join':
        await this.#whom(line.whom).join();
        return 'ended';
      case 'kill':
        this.#whom(line.whom).kill();
        return 'kill';
      case 'raise':
        this.#whom(line.whom).raise(`raised by ${name}.${index}`);
        return 'raise';
      case 'abort':
        this.#controllers[line.signal % SIGNALS]!.abort(`aborted ${line.signal % SIGNALS}`);
        return 'aborted';
      case 'start':
        this.#start(line.body);
        return 'started';
      case 'select': {
        const from = line.cases.map(({ sends, channel }) =>
          sends ? { send: channelOf(channel), value } : { receive: channelOf(channel) },
        );
        const options = { ...signalOf(line.signal), inOrder: true, ...(line.default ? { default: '' } : {}) };
        const { index: chosen, value: received } = await select(from, options);
        return chosen < 0 ? 'default' : `${chosen} ${received ?? 'sent'}`;
      }
    }
  }

  #whom(which: number): Tasklet {
    return this.#tasklets[which % this.#tasklets.length]!;
  }
}

function nameOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : error;
}

test('tasklets and channels do what the reference does, in the same order', { timeout: 120_000 }, async () => {
  const property = fc.asyncProperty(programs, async (program) => {
    const [expected, actual] = [new Reference(program), new Real(program)];
    for (let killed = 0; killed < 20; killed++) {
      const wanted = expected.run();
      assert.deepEqual(await actual.run(), wanted);
      if (wanted.blocked.length === 0) return;
      expected.killAll();
      actual.killAll();
    }
    assert.fail('somebody cannot be killed');
  });
  await fc.assert(property, { seed, numRuns: 1500 });
});
