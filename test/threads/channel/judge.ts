/**
 * The model that the stress test is compared with: a channel is a line. All that is known of a run is in the logs of its
 * threads, those of dead ones included, and in what was left in the channels.
 */
import assert from 'node:assert/strict';
import { BEGINS, type Line, NOT_SENT, RECEIVED, SENT, WAITS, WRONG } from './log.ts';

/** What a thread did. */
export interface Witness {
  readonly lines: readonly Line[];
  readonly wasKilled: boolean;
}

/** Who sends a value, from its number. */
function senderOf(id: number): number {
  return Math.floor(id / 4096);
}

/** @param left what was in the channels at the end, by channel */
export function judge(witnesses: readonly Witness[], left: readonly (readonly number[])[]): Record<string, number> {
  const all = witnesses.flatMap(({ lines }) => lines);
  const those = (what: number) => all.filter((line) => line.what === what);
  assert.equal(those(WRONG).length, 0, 'an operation has failed as it should not, or a value was not whole');

  const places = new Map<number, number>();
  for (const [channel, ids] of [
    ...left.entries(),
    ...those(RECEIVED).map(({ id, channel }) => [channel, [id]] as const),
  ]) {
    for (const id of ids) {
      assert.ok(!places.has(id), `${id} was received twice`);
      places.set(id, channel);
    }
  }
  const begun = new Map(those(BEGINS).map(({ id, channel }) => [id, channel]));
  for (const [id, channel] of places)
    assert.equal(begun.get(id), channel, `${id} was never sent to channel ${channel}`);
  for (const { id } of those(NOT_SENT)) assert.ok(!places.has(id), `${id} was not sent and was received`);

  const lost = those(SENT).filter(({ id }) => !places.has(id));
  for (const channel of left.keys()) {
    const gone = lost.filter((line) => line.channel === channel).map(({ id }) => id);
    const mayHaveTaken = witnesses
      .filter(({ wasKilled }) => wasKilled)
      .reduce((sum, { lines }) => sum + open(lines, channel), 0);
    assert.ok(
      gone.length <= mayHaveTaken,
      `${gone} were sent to channel ${channel} and lost; dead receivers: ${mayHaveTaken}`,
    );
  }
  for (const { lines } of witnesses) assertInOrder(lines);
  for (const ids of left) assertInOrder(ids.map((id) => ({ what: RECEIVED, id, channel: 0, actor: 0 })));
  return { sent: those(SENT).length, received: those(RECEIVED).length, left: left.flat().length, lost: lost.length };
}

/** How many receivers of a dead thread may have had a value in their hands that they did not write down. */
function open(lines: readonly Line[], channel: number): number {
  const here = lines.filter((line) => line.channel === channel);
  return here.filter(({ what }) => what === WAITS).length - here.filter(({ what }) => what > WAITS).length;
}

/** Each receiver has got the values of each sender in the order in which they were sent. */
function assertInOrder(lines: readonly Line[]): void {
  const last = new Map<string, number>();
  for (const { what, id, channel, actor } of lines) {
    if (what !== RECEIVED) continue;
    const pair = `${senderOf(id)} to ${actor} over ${channel}`;
    assert.ok(id > (last.get(pair) ?? -1), `${id} came after ${last.get(pair)}, from ${pair}`);
    last.set(pair, id);
  }
}
