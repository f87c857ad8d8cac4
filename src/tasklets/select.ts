/**
 * Waiting for whichever of several channels is ready first.
 */
import { inspect } from 'node:util';
import { checkMilliseconds, type Scheduler, timers } from '../deferred/scheduler.ts';
import { InvalidArgumentError, TimeoutError } from '../errors.ts';
import { abortable, type WaitOptions } from './abortable.ts';
import { Limit } from './limit.ts';
import { randomBelow } from './random.ts';
import { refused } from './refused.ts';
import { type Operation, type Outcome, operationsOf, type Selectable } from './selectable.ts';
import { Selection } from './selection.ts';
import { perform } from './wait.ts';

/** One of the things that `select()` chooses from. */
export type SelectCase<T = unknown> =
  | { readonly receive: Selectable<T> }
  | { readonly send: Selectable<T>; readonly value: T };

/** How `select()` chooses, and for how long it waits. */
export interface SelectOptions extends WaitOptions {
  /** How long it waits, in milliseconds, before it fails with a TimeoutError or takes the default. */
  readonly timeout?: number | undefined;
  /** Whose milliseconds: a reactor, or a `Clock` in tests. Default: Node's timers. */
  readonly clock?: Scheduler | undefined;
  /** Whether the first case that is ready is taken, instead of any of those. Default: false. */
  readonly inOrder?: boolean | undefined;
}

/** What `select()` comes to when no case was ready: an object with the value that was given for this. */
export interface NothingSelected<D> {
  /** No case. */
  readonly index: -1;
  /** No channel. */
  readonly channel: undefined;
  /** The default. */
  readonly value: D;
}

/** What `select()` comes to: which case it was, counted from 0, its channel, and the value that was received. */
export type Selected<C extends readonly SelectCase[]> = {
  readonly [I in keyof C]: {
    readonly index: I extends `${infer N extends number}` ? N : number;
    readonly channel: ChannelOf<C[I]>;
    readonly value: C[I] extends { readonly receive: Selectable<infer T> } ? T : undefined;
  };
}[number];

type ChannelOf<C> = C extends { readonly receive: infer R } ? R : C extends { readonly send: infer S } ? S : never;

/** Cases whose values fit the channels that they are sent to. */
export type Fitting<C extends readonly SelectCase[]> = {
  readonly [I in keyof C]: C[I] extends { readonly send: Selectable<infer T> }
    ? { readonly send: Selectable<T>; readonly value: T }
    : C[I];
};

/**
 * Does one of several operations, whichever is possible first: `{ receive: channel }` or `{ send: channel, value }`.
 *
 * Exactly one of them happens. Where several are possible at once the choice is fair, by chance, which is the same in every run
 * (`seedSelect()`). It fails as the operation does: with what was sent to be thrown, or if the channel is closed, which `error.channel`
 * tells. With a `default` it does not wait, or with a `timeout` only so long, and then comes to `{ index: -1, value: default }`
 * after having given way to others.
 *
 * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT` (rejects, as do the others)
 * @throws ChannelClosed `ERR_INTERLOOP_CHANNEL_CLOSED`
 * @throws TimeoutError `ERR_INTERLOOP_TIMEOUT`
 * @throws TaskletExit `ERR_INTERLOOP_TASKLET_EXIT` if the tasklet is killed
 * @throws the signal's reason
 * @example
 * import { Channel, select } from 'interloop';
 *
 * const mail = new Channel();
 * const news = new Channel();
 * news.send('it rains');
 * const { index, value } = await select([{ receive: mail }, { receive: news }], { timeout: 1000 });
 * console.log(index, value); // 1 it rains
 */
export function select<const C extends readonly SelectCase[], D>(
  cases: C & Fitting<C>,
  options: SelectOptions & { readonly default: D },
): Promise<Selected<C> | NothingSelected<D>>;
export function select<const C extends readonly SelectCase[]>(
  cases: C & Fitting<C>,
  options?: SelectOptions,
): Promise<Selected<C>>;
export function select(
  cases: readonly SelectCase[],
  options: SelectOptions & { readonly default?: unknown } = {},
): Promise<unknown> {
  let operation: Operation;
  try {
    operation = abortable(selection(cases, options), options, 'select()');
  } catch (error) {
    operation = refused(error);
  }
  const target = {
    get name() {
      return described(cases);
    },
  };
  return perform(operation, 'to', target, select);
}

interface Candidate {
  readonly index: number;
  readonly channel: Selectable<unknown> | undefined;
  readonly operation: Operation;
}

function selection(cases: readonly SelectCase[], options: SelectOptions & { readonly default?: unknown }): Operation {
  if (!Array.isArray(cases)) throw new InvalidArgumentError(`select() takes an array of cases, not ${inspect(cases)}`);
  const candidates = cases.map(candidate);
  const start = options.inOrder === true || cases.length < 2 ? 0 : randomBelow(cases.length);
  const inTurn = [...candidates.slice(start), ...candidates.slice(0, start), ...limit(options)];
  if (inTurn.length === 0) throw new InvalidArgumentError('select() of no cases needs a timeout or a default');
  const tell = ({ value, failed, givesWay }: Outcome, place: number): Outcome => {
    const { index, channel } = inTurn[place]!;
    return { value: failed ? value : { index, channel, value }, failed, givesWay };
  };
  return new Selection(
    inTurn.map(({ operation }) => operation),
    tell,
  );
}

function candidate(each: SelectCase, index: number): Candidate {
  const { receive, send, value } = Object(each) as Partial<Record<string, unknown>>;
  const channel = (receive ?? send) as Selectable<unknown>;
  const operations = operationsOf(channel);
  if (operations === undefined) {
    const wanted = 'A case of select() is { receive: channel } or { send: channel, value }';
    throw new InvalidArgumentError(`${wanted}, not ${inspect(each)}`);
  }
  return { index, channel, operation: receive === channel ? operations.receiving() : operations.sending(value) };
}

/** What ends the waiting when no case is ready. */
function limit(options: SelectOptions & { readonly default?: unknown }): Candidate[] {
  const { timeout, clock = timers } = options;
  if (timeout !== undefined) checkMilliseconds(timeout, 'The timeout of select()');
  const hasDefault = 'default' in options;
  if (timeout === undefined && !hasDefault) return [];
  const ms = timeout ?? 0;
  const value = () => (hasDefault ? options.default : new TimeoutError('select()', ms));
  const operation = new Limit(ms, clock, () => ({ value: value(), failed: !hasDefault, givesWay: true }));
  return [{ index: -1, channel: undefined, operation }];
}

/** What a report calls the cases. */
function described(cases: readonly SelectCase[]): string {
  const each = (one: SelectCase) =>
    'receive' in one ? `receive from ${one.receive.name}` : `send to ${one.send.name}`;
  return cases.map(each).join(' or to ');
}
