/**
 * What a host user needs to see whether it is healthy.
 */
import { addon } from './native.ts';

/** A moment of one entry, as a frozen record. Times are in milliseconds. */
export interface HostStatistics {
  /** The host's name. */
  readonly host: string;
  /** How Node gets its turns: `watch` needs no thread, `waker` has a poller. */
  readonly form: 'watch' | 'waker';
  /** How long Node has been inside, in milliseconds. */
  readonly elapsed: number;
  /** How often Node was run. */
  readonly turns: number;
  /** How often the host was asked for a turn by the waker; 0 in the watch form. */
  readonly wakes: number;
  /** Turns that found no JavaScript to run, among them those with tasks of V8: a collection of garbage may be hundreds. */
  readonly emptyTurns: number;
  /** Functions that were brought to the host's own level by `modal()`. */
  readonly hops: number;
  /** Time in turns: mean, 99th percentile (to one part in nine) and longest, in milliseconds. */
  readonly turnTime: Readonly<{ mean: number; p99: number; longest: number }>;
  /** The longest time that the host did not let Node in, in milliseconds. */
  readonly longestHostBlock: number;
}

/** Reads the counters of this thread's guest, or `undefined` when there is none. */
export function readStatistics(host: string, form: 'watch' | 'waker', since: number): HostStatistics | undefined {
  const counters = addon().statistics(new Float64Array(8));
  if (!counters) return undefined;
  const [turns, wakes, emptyTurns, hops, mean, p99, longest, longestHostBlock] = counters as unknown as Octet;
  return Object.freeze({
    host,
    form,
    elapsed: performance.now() - since,
    turns,
    wakes,
    emptyTurns,
    hops,
    turnTime: Object.freeze({ mean, p99, longest }),
    longestHostBlock,
  });
}

type Octet = [number, number, number, number, number, number, number, number];

/**
 * The record as lines for a person.
 *
 * @example
 * import { enter, formatStatistics, hosted, leave, modal } from 'interloop/host';
 * import { frame } from 'interloop/hosts/frame';
 *
 * const entered = enter(frame());
 * console.log(await modal(() => formatStatistics(hosted().statistics()))); // host   frame (watch), 0.02 s ...
 * leave();
 * await entered;
 */
export function formatStatistics(s: HostStatistics): string {
  const ms = (value: number) => `${value < 10 ? value.toFixed(3) : value.toFixed(1)} ms`;
  const rows: [string, string][] = [
    ['host', `${s.host} (${s.form}), ${(s.elapsed / 1000).toFixed(2)} s`],
    ['turns', `${s.turns}, ${s.emptyTurns} of them found nothing to run`],
    ['wakes', s.form === 'watch' ? 'none needed (watch form)' : `${s.wakes}`],
    ['modal calls', `${s.hops}`],
    ['time in turns', `mean ${ms(s.turnTime.mean)}, p99 ${ms(s.turnTime.p99)}, longest ${ms(s.turnTime.longest)}`],
    ['longest host block', ms(s.longestHostBlock)],
  ];
  return rows.map(([name, value]) => `${name.padEnd(20)}${value}`).join('\n');
}
