/**
 * What programs of tasklets have to do: Stackless' scheduler and channels as a list of who can run and a list of who waits,
 * both searched from the front, one step after the other and without a promise.
 */
import type { BufferPolicy, Preference } from 'interloop';

/** One line of a program. Channels, tasklets and signals are meant by number, counted round. */
export type Line =
  | {
      readonly do: 'send' | 'sendException' | 'receive';
      readonly channel: number;
      readonly signal?: number | undefined;
    }
  | { readonly do: 'trySend' | 'tryReceive'; readonly channel: number }
  | { readonly do: 'close' | 'break off'; readonly channel: number }
  | {
      readonly do: 'select';
      readonly cases: readonly Case[];
      readonly signal?: number | undefined;
      readonly default: boolean;
    }
  | { readonly do: 'schedule' }
  | { readonly do: 'join' | 'kill' | 'raise'; readonly whom: number }
  | { readonly do: 'abort'; readonly signal: number }
  | { readonly do: 'start'; readonly body: Body };

export interface Case {
  readonly sends: boolean;
  readonly channel: number;
}

/** What one tasklet does; a stubborn one goes on when it was killed. */
export interface Body {
  readonly lines: readonly Line[];
  readonly isStubborn: boolean;
}

/** How a channel is made. */
export interface ChannelKind {
  readonly capacity: number;
  readonly buffer: BufferPolicy;
  readonly preference: Preference;
}

export interface Program {
  readonly channels: readonly ChannelKind[];
  readonly bodies: readonly Body[];
}

export const SIGNALS = 3;
export const EXIT = 'ERR_INTERLOOP_TASKLET_EXIT';
export const CLOSED = 'ERR_INTERLOOP_CHANNEL_CLOSED';
export const INVALID = 'ERR_INTERLOOP_INVALID_ARGUMENT';

/** What can be seen of a program: what each line came to, in the order of time, and what is left. */
export interface Seen {
  readonly trace: readonly string[];
  readonly balances: readonly number[];
  readonly blocked: readonly string[];
}

/** What a value is called that a tasklet sends in a line. */
export const valueIn = (name: string, line: number): string => `value of ${name}.${line}`;

/** A value, or a text that stands for an error. */
interface Result {
  readonly text: string;
  readonly failed?: boolean;
  /** Whether it was raised in whoever comes to it, and did not come out of somebody else. */
  readonly isRaised?: boolean;
}

interface Actor {
  readonly name: string;
  readonly body: Body;
  line: number;
  end: Result | undefined;
  readonly raised: string[];
}

interface Runnable {
  readonly actor: Actor;
  result: Result;
  /** Whether nothing has happened but that its turn comes. */
  readonly isTurn: boolean;
  readonly isPreferred: boolean;
}

interface Waiting {
  readonly actor: Actor;
  readonly cases: readonly Case[];
  readonly parcel: Result;
  /** What a case that was done comes to as a line. */
  readonly tell: (index: number, result: Result) => Result;
  readonly signal: number | undefined;
  readonly joins: Actor | undefined;
}

class Basin {
  readonly capacity: number;
  readonly buffer: BufferPolicy;
  readonly preference: Preference;
  readonly values: Result[] = [];
  isClosed = false;

  constructor({ capacity, buffer, preference }: ChannelKind) {
    this.capacity = capacity;
    this.buffer = buffer;
    this.preference = preference;
  }
}

const SENT: Result = { text: 'sent' };
const failure = (text: string): Result => ({ text, failed: true });

export class Reference {
  readonly #basins: Basin[];
  readonly #actors: Actor[] = [];
  readonly #runnable: Runnable[] = [];
  readonly #waiting: Waiting[] = [];
  readonly #aborted = new Set<number>();
  readonly #trace: string[] = [];

  constructor({ channels, bodies }: Program) {
    this.#basins = channels.map((channel) => new Basin(channel));
    for (const body of bodies) this.#start(body);
  }

  /** Runs until everybody waits or has ended. */
  run(): Seen {
    for (let next = this.#runnable.shift(); next !== undefined; next = this.#runnable.shift()) this.#resume(next);
    return {
      trace: this.#trace.splice(0),
      balances: this.#basins.map((basin) => this.#balance(basin)),
      blocked: this.#actors
        .filter((actor) => this.#waiting.some((entry) => entry.actor === actor))
        .map(({ name }) => name),
    };
  }

  /** Kills all that live, in the order in which they were made. */
  killAll(): void {
    for (const actor of this.#actors) this.#raise(actor, EXIT);
  }

  #start(body: Body): void {
    const actor = { name: `t${this.#actors.length}`, body, line: -1, end: undefined, raised: [] };
    this.#actors.push(actor);
    this.#append({ actor, result: { text: 'begins' }, isTurn: true, isPreferred: false });
  }

  #append(runnable: Runnable): void {
    const place = this.#runnable.findIndex(({ isPreferred }) => !isPreferred);
    if (runnable.isPreferred && place >= 0) this.#runnable.splice(place, 0, runnable);
    else this.#runnable.push(runnable);
  }

  #resume({ actor, result }: Runnable): void {
    if (actor.line < 0 && result.failed) {
      this.#finish(actor, failure(result.text));
      return;
    }
    let came: Result | undefined = result;
    while (came !== undefined) {
      this.#trace.push(`${actor.name}.${actor.line} ${came.text}`);
      const isKilled = came.text === EXIT && !actor.body.isStubborn;
      actor.line++;
      if (isKilled || actor.line >= actor.body.lines.length) {
        this.#finish(actor, isKilled ? failure(EXIT) : { text: 'ended' });
        return;
      }
      came = this.#act(actor, actor.body.lines[actor.line]!);
    }
  }

  #finish(actor: Actor, end: Result): void {
    actor.end = end;
    for (const entry of this.#waiting.filter(({ joins }) => joins === actor))
      this.#done(entry, entry.tell(0, end), false);
  }

  /** What a line comes to if the actor goes on at once; otherwise it has been put where it belongs. */
  #act(actor: Actor, line: Line): Result | undefined {
    const basin = 'channel' in line ? this.#basins[line.channel % this.#basins.length]! : undefined;
    const actorOf = (whom: number) => this.#actors[whom % this.#actors.length]!;
    const value = { text: valueIn(actor.name, actor.line) };
    const asItIs = (_: number, result: Result) => result;
    switch (line.do) {
      case 'start':
        this.#start(line.body);
        return { text: 'started' };
      case 'close':
      case 'break off':
        this.#close(basin!, line.do === 'break off');
        return { text: 'closed' };
      case 'abort':
        this.#abort(line.signal % SIGNALS);
        return { text: 'aborted' };
      case 'kill':
      case 'raise': {
        const whom = actorOf(line.whom);
        const error = line.do === 'kill' ? EXIT : `raised by ${actor.name}.${actor.line}`;
        if (whom === actor && actor.raised.includes(error)) actor.raised.splice(actor.raised.indexOf(error), 1);
        if (whom === actor) return failure(error);
        this.#raise(whom, error);
        return { text: line.do };
      }
      case 'trySend':
        return this.#send(basin!, value)?.result ?? { text: 'not sent' };
      case 'tryReceive':
        return this.#receive(basin!)?.result ?? { text: 'nothing' };
    }
    if (actor.raised.length > 0) return failure(actor.raised.shift()!);
    if ('signal' in line && line.signal !== undefined && this.#aborted.has(line.signal % SIGNALS)) {
      return failure(`aborted ${line.signal % SIGNALS}`);
    }
    const wait = { actor, parcel: value, tell: asItIs, signal: undefined, joins: undefined };
    switch (line.do) {
      case 'schedule':
        this.#append({ actor, result: { text: 'its turn' }, isTurn: true, isPreferred: false });
        return undefined;
      case 'join': {
        const joins = actorOf(line.whom);
        if (joins === actor) return failure(INVALID);
        if (joins.end !== undefined) return joins.end;
        this.#waiting.push({ ...wait, cases: [], joins });
        return undefined;
      }
      case 'select': {
        const tell = (index: number, result: Result) =>
          result.failed ? result : { text: `${index} ${result === SENT ? 'sent' : result.text}` };
        const entry = { ...wait, cases: line.cases, tell, signal: line.signal };
        return this.#choose(entry, line.default ? { text: 'default' } : undefined);
      }
      case 'send':
      case 'sendException': {
        const parcel = line.do === 'send' ? value : failure(value.text);
        const cases = [{ sends: true, channel: line.channel }];
        return this.#choose({ ...wait, cases, parcel, signal: line.signal }, undefined);
      }
      case 'receive':
        return this.#choose(
          { ...wait, cases: [{ sends: false, channel: line.channel }], signal: line.signal },
          undefined,
        );
    }
  }

  #choose(entry: Waiting, otherwise: Result | undefined): Result | undefined {
    const { actor, cases, parcel, tell } = entry;
    for (const [index, { sends, channel }] of cases.entries()) {
      const basin = this.#basins[channel % this.#basins.length]!;
      const came = sends ? this.#send(basin, parcel) : this.#receive(basin);
      if (came === undefined) continue;
      if (!came.givesWay) return tell(index, came.result);
      this.#append({ actor, result: tell(index, came.result), isTurn: false, isPreferred: false });
      return undefined;
    }
    if (otherwise === undefined) this.#waiting.push(entry);
    else this.#append({ actor, result: otherwise, isTurn: false, isPreferred: false });
    return undefined;
  }

  #send(basin: Basin, parcel: Result): { result: Result; givesWay: boolean } | undefined {
    if (basin.isClosed) return { result: failure(CLOSED), givesWay: false };
    const receiver = this.#first(basin, false);
    if (receiver !== undefined) {
      const givesWay = basin.preference === -1;
      this.#done(receiver.entry, receiver.entry.tell(receiver.index, parcel), givesWay);
      return { result: SENT, givesWay };
    }
    const isFull = basin.values.length >= basin.capacity;
    if (isFull && basin.buffer === 'fifo') return undefined;
    if (!isFull || basin.buffer === 'sliding') basin.values.push(parcel);
    if (basin.values.length > basin.capacity) basin.values.shift();
    return { result: SENT, givesWay: false };
  }

  #receive(basin: Basin): { result: Result; givesWay: boolean } | undefined {
    const sender = this.#first(basin, true);
    if (sender !== undefined) basin.values.push(sender.entry.parcel);
    const result = basin.values.shift();
    if (result === undefined) return basin.isClosed ? { result: failure(CLOSED), givesWay: false } : undefined;
    const givesWay = sender !== undefined && basin.preference === 1;
    if (sender !== undefined) this.#done(sender.entry, sender.entry.tell(sender.index, SENT), givesWay);
    return { result, givesWay };
  }

  /** Who waits longest to send to a channel, or to receive from it, and in which case. */
  #first(basin: Basin, sends: boolean): { entry: Waiting; index: number } | undefined {
    for (const entry of this.#waiting) {
      const index = entry.cases.findIndex((each) => each.sends === sends && this.#isAt(each, basin));
      if (index >= 0) return { entry, index };
    }
    return undefined;
  }

  #isAt({ channel }: Case, basin: Basin): boolean {
    return this.#basins[channel % this.#basins.length] === basin;
  }

  #balance(basin: Basin): number {
    const cases = this.#waiting.flatMap((entry) => entry.cases.filter((each) => this.#isAt(each, basin)));
    const senders = cases.filter(({ sends }) => sends).length;
    return basin.values.length + senders - (cases.length - senders);
  }

  #close(basin: Basin, breaksOff: boolean): void {
    basin.isClosed = true;
    const wake = (sends: boolean): void => {
      for (let found = this.#first(basin, sends); found !== undefined; found = this.#first(basin, sends)) {
        this.#done(found.entry, failure(CLOSED), false);
      }
    };
    if (basin.values.length === 0 && this.#first(basin, true) === undefined) wake(false);
    if (breaksOff) wake(true);
  }

  #abort(signal: number): void {
    this.#aborted.add(signal);
    const isMeant = (entry: Waiting) => entry.signal !== undefined && entry.signal % SIGNALS === signal;
    for (const entry of this.#waiting.filter(isMeant)) this.#done(entry, failure(`aborted ${signal}`), false);
  }

  #raise(actor: Actor, error: string): void {
    const inQueue = this.#runnable.find((runnable) => runnable.actor === actor);
    const isKilled = actor.raised.includes(EXIT) || (inQueue?.result.isRaised && inQueue.result.text === EXIT);
    if (actor.end !== undefined || (error === EXIT && isKilled)) return;
    const waiting = this.#waiting.find((entry) => entry.actor === actor);
    const result = { text: error, failed: true, isRaised: true };
    if (waiting !== undefined) this.#done(waiting, result, false);
    else if (inQueue?.isTurn && !inQueue.result.failed) inQueue.result = result;
    else actor.raised.push(error);
  }

  #done(entry: Waiting, result: Result, isPreferred: boolean): void {
    this.#waiting.splice(this.#waiting.indexOf(entry), 1);
    this.#append({ actor: entry.actor, result, isTurn: false, isPreferred });
  }
}
