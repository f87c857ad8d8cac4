/**
 * What a thread of the stress test does: several tasklets, or the thread itself if it blocks, act at random at the channels.
 *
 * What comes of it goes into shared memory, where it is also found if the thread is killed: before each act and after it.
 */
import { setImmediate as go, setTimeout as sleep } from 'node:timers/promises';
import { schedule, select, type ThreadChannel, tasklet } from 'interloop';
import { Log } from './log.ts';
import { Random } from './random.ts';

/** How a thread is to act. */
export interface Part {
  readonly seed: number;
  /** Of the thread, by which its values are known. */
  readonly who: number;
  readonly acts: number;
  readonly tasklets: number;
  readonly log: Int32Array;
  readonly blocks: boolean;
}

/** A value as it goes through a channel: of several sizes and kinds, and with its number twice, to see that it is whole. */
export type Word = number | { readonly id: number; readonly text: string; readonly again: number };

const TEXTS = ['', 'short', 'ü€'.repeat(40), 'x'.repeat(700), 'long '.repeat(4000)];

function wordOf(id: number, random: Random): Word {
  return random.below(2) === 0 ? id : { id, text: TEXTS[random.below(TEXTS.length)]!, again: id };
}

export function idOf(word: Word): number {
  if (typeof word === 'number') return word;
  if (word.id !== word.again || !TEXTS.includes(word.text))
    throw new Error(`a word is broken: ${JSON.stringify(word)}`);
  return word.id;
}

/** Acts, until all acts are done. */
export async function act(part: Part, channels: readonly ThreadChannel<Word>[]): Promise<void> {
  const log = new Log(part.log);
  const random = new Random(part.seed);
  if (part.blocks) {
    for (let n = 0; n < part.acts; n++) block(part.who, n, channels, random, log);
    return;
  }
  const each = tasklet(async (number: number) => {
    const own = new Random(part.seed + 1 + number);
    for (let n = 0; n < part.acts; n++) {
      await perform(part.who * 8 + number, n, channels, own, log);
      await pause(own);
    }
  });
  await Promise.all(Array.from({ length: part.tasklets }, (_, number) => each(number).join()));
}

async function perform(actor: number, n: number, channels: readonly ThreadChannel<Word>[], random: Random, log: Log) {
  const at = random.below(channels.length);
  const channel = channels[at]!;
  const id = Log.id(actor, n);
  const options = random.below(2) === 0 ? {} : { signal: AbortSignal.timeout(random.below(20)) };
  const kind = random.below(10);
  if (kind < 3) await log.sends(id, at, () => channel.send(wordOf(id, random), options));
  else if (kind < 6) await log.receives(actor, at, () => channel.receive(options));
  else if (kind === 6) await log.sends(id, at, async () => channel.trySend(wordOf(id, random)));
  else if (kind === 7) await log.receives(actor, at, async () => channel.tryReceive()?.value);
  else await trade(actor, id, at, random.below(channels.length), channels, random, log);
}

/** Sends to one channel or receives from another, whichever is possible first. */
async function trade(
  actor: number,
  id: number,
  to: number,
  from: number,
  channels: readonly ThreadChannel<Word>[],
  random: Random,
  log: Log,
): Promise<void> {
  const cases = [{ send: channels[to]!, value: wordOf(id, random) }, { receive: channels[from]! }] as const;
  const options = random.below(3) === 0 ? { default: undefined } : { timeout: random.below(30), default: undefined };
  log.begins(id, to);
  await log.receives(actor, from, async () => {
    try {
      const { index, value } = await select(cases, options);
      log.sent(id, to, index === 0);
      return index === 1 ? (value as Word) : undefined;
    } catch (error) {
      log.sent(id, to, false);
      throw error;
    }
  });
}

function block(who: number, n: number, channels: readonly ThreadChannel<Word>[], random: Random, log: Log): void {
  const at = random.below(channels.length);
  const channel = channels[at]!;
  const actor = who * 8;
  const id = Log.id(actor, n);
  const timeout = { timeout: random.below(20) };
  if (random.below(2) === 0) log.sendsSync(id, at, () => channel.sendSync(wordOf(id, random), timeout));
  else log.receivesSync(actor, at, () => channel.receiveSync(timeout));
}

function pause(random: Random): Promise<unknown> | undefined {
  switch (random.below(8)) {
    case 0:
      return go();
    case 1:
      return schedule();
    case 2:
      return sleep(random.below(3));
    default:
      return undefined;
  }
}
