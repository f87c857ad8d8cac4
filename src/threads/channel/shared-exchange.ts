/**
 * The operations of one thread at a channel between threads, and what is done for them when the thread is woken.
 *
 * `memory.ts` tells how threads share the channel. Here is what each has for itself: its operations that wait, in the order
 * in which they came. Those that wait to receive, and those that look for room, make another attempt when the thread is
 * woken; values that stand in the line in the memory are looked up there.
 *
 * That a thread has died is told to another one only if no third has the channel, since otherwise that may do what is waited
 * for; and it is told once, to all who wait or to the next who would: a program that starts another thread goes on. One that
 * has come to its end in order, with exit code 0, is as one that only ceases to use the channel.
 */
import { Fifo } from '../../deferred/fifo.ts';
import { ChannelClosed, ThreadDiedError } from '../../errors.ts';
import type { Operation, Operations, Outcome } from '../../tasklets/selectable.ts';
import { type How, Line } from './line.ts';
import { BROKEN, CAUSE_BYTES, CAUSE_LENGTH, DEATHS, LAST_DEAD, type Memory } from './memory.ts';
import { Receiving, SENT_GIVING_WAY, Seeking, Sending, type Waiting } from './operations.ts';
import { Load, packCause, Unloading, unpackCause } from './parcel.ts';
import { hasOthers, receiversIn, wake, wakeAll, wakeReceiver, wakeSeekers } from './peers.ts';
import { Place } from './place.ts';

const unloading = new Unloading();

export class SharedExchange implements Operations {
  readonly memory: Memory;
  readonly name: string;
  readonly receivers: Fifo<Waiting> = new Fifo();
  readonly senders: Fifo<Sending> = new Fifo();
  readonly seekers: Fifo<Waiting> = new Fifo();
  /** How many of the receivers are of one choice. */
  readonly choices: Map<object, number> = new Map();
  readonly #line: Line;
  readonly #words: Int32Array;
  readonly #channel: object;
  #place: Place | undefined = undefined;
  #deathsTold = 0;
  #isServing = false;
  #isToServe = false;

  constructor(memory: Memory, name: string, channel: object) {
    this.memory = memory;
    this.name = name;
    this.#channel = channel;
    this.#words = memory.words;
    this.#line = new Line(memory);
  }

  /**
   * The place of this thread, which it takes when it first needs it.
   *
   * @throws TooManyThreadsError `ERR_INTERLOOP_TOO_MANY_THREADS`
   */
  get place(): Place {
    if (this.#place === undefined) {
      this.#place = new Place(this.memory, this.#line, this, this.name);
      this.#deathsTold = Atomics.load(this.#words, DEATHS);
    }
    return this.#place;
  }

  get balance(): number {
    return this.#line.length - receiversIn(this.#words);
  }

  get isClosing(): boolean {
    return this.#line.closing !== 0;
  }

  get isEmpty(): boolean {
    return this.#line.isEmpty;
  }

  /** Whether those who wait in line are told that they wait in vain. */
  get isBroken(): boolean {
    return this.#line.closing === BROKEN;
  }

  /** @throws TooManyThreadsError `ERR_INTERLOOP_TOO_MANY_THREADS`, as do the others */
  receiving(): Operation {
    return new Receiving(this);
  }

  /** For a choice: what it sends cannot stand in line. */
  sending(value: unknown): Operation {
    return new Seeking(this, value);
  }

  /** For `send()`: it stands in line. */
  sendingInLine(value: unknown, isThrown: boolean): Operation {
    return new Sending(this, value, isThrown);
  }

  /**
   * @throws NotCloneableError `ERR_INTERLOOP_NOT_CLONEABLE`
   * @throws TooLargeError `ERR_INTERLOOP_TOO_LARGE`
   */
  load(value: unknown, call: string, isThrown = false): Load {
    return new Load(value, isThrown, this.memory, `${call} of ${this.name}`);
  }

  /** Sends a value that is not to wait; nothing if there is no room. */
  send(load: Load, how: 'kept' | 'given', choice?: object): Outcome | undefined {
    const put = this.put(load, how, choice === undefined ? 0 : this.choices.get(choice));
    if (put === SENT) this.announce();
    return put as Outcome | undefined;
  }

  /**
   * Puts a value in; gives its number if it waits in line, what came of it otherwise, or nothing if there is no room. Others are
   * to be told of it by {@link announce}.
   */
  put(load: Load, how: How, own = 0): Outcome | number | undefined {
    const put = this.isClosing ? 'closed' : this.#line.put(this.place.who, load, how, own);
    if (put === 'no room') return undefined;
    if (put === 'closed') return this.closedOutcome();
    load.leave();
    return put === 'kept' ? SENT : this.#line.number;
  }

  /** A value was put in. */
  announce(): void {
    this.#spread();
    if (this.receivers.length > 0) this.#serveSoon();
    else wakeReceiver(this.#words, this.place.who, this.#line.number & 0xff);
  }

  take(): Outcome | undefined {
    if (this.isEmpty) return this.isClosing && this.isEmpty ? this.closedOutcome() : undefined;
    const { who } = this.place;
    if (!this.#line.take(who, unloading)) return undefined;
    const outcome = { value: unloading.read(), failed: unloading.isThrown, givesWay: false };
    this.#spread();
    wakeSeekers(this.#words, who);
    if (this.seekers.length > 0) this.#serveSoon();
    return outcome;
  }

  isSent(number: number): boolean {
    return this.#line.isSent(number);
  }

  /** Takes back a value that waits; false if it was sent already. */
  withdraw(number: number): boolean {
    const { who } = this.place;
    if (!this.#line.withdraw(who, number)) return false;
    wakeSeekers(this.#words, who);
    if (this.seekers.length > 0) this.#serveSoon();
    return true;
  }

  close(error: unknown): void {
    this.#line.close(this.place.who, error === undefined ? undefined : packCause(error, CAUSE_BYTES));
    wakeAll(this.#words);
    this.serve();
  }

  closedOutcome(): Outcome {
    return { value: new ChannelClosed(this.name, this.#channel, this.#cause()), failed: true, givesWay: false };
  }

  /** What those who wait are to be told of a thread that is gone, if they are. */
  death(): ThreadDiedError | undefined {
    const deaths = Atomics.load(this.#words, DEATHS);
    if (deaths === this.#deathsTold) return undefined;
    this.#deathsTold = deaths;
    if (hasOthers(this.#words, this.place.who)) return undefined;
    const how = `it is gone, and no other thread has the channel ${this.name}`;
    return new ThreadDiedError(`thread ${Atomics.load(this.#words, LAST_DEAD)}`, how);
  }

  /** Wakes others who may send now that this thread waits to receive. */
  seek(): void {
    wakeSeekers(this.#words, this.place.who);
    if (this.seekers.length > 0) this.#serveSoon();
  }

  /** Others of this thread are served when the one that acts has done so: what they do may be its own business. */
  #serveSoon(): void {
    if (this.#isToServe) return;
    this.#isToServe = true;
    if (!this.#isServing) queueMicrotask(() => this.serve());
  }

  /** Does what can be done for those who wait here, and sees to it that this thread is woken for the others. */
  serve(): void {
    if (this.#isServing) return;
    this.#isServing = true;
    let wakes: number;
    try {
      do {
        this.#isToServe = false;
        wakes = this.place.arm();
        this.#tellSenders();
        this.#tellOfDeath();
        retry(this.receivers);
        retry(this.seekers);
      } while (this.#isToServe);
    } finally {
      this.#isServing = false;
    }
    this.rest(wakes);
  }

  /**
   * Nothing more can be done now. While others are served this is left to the end of that: a wake that comes in between may be for
   * those who have had their turn.
   *
   * @param wakes what arming gave, before the last attempt
   */
  rest(wakes: number): void {
    if (this.#isServing) return;
    const isWaiting = this.receivers.length + this.senders.length + this.seekers.length > 0;
    this.place.hold(isWaiting);
    if (isWaiting) this.place.sleep(wakes);
    else this.place.disarm();
    if (this.receivers.length === 0 && !this.isEmpty) wakeReceiver(this.#words, this.place.who, 0);
  }

  #tellSenders(): void {
    const { senders } = this;
    const { isBroken } = this;
    for (let first = senders.first; first && this.isSent(first.number); first = senders.first) {
      first.done(SENT_GIVING_WAY);
    }
    if (isBroken) while (senders.length > 0) senders.first!.done({ ...this.closedOutcome(), givesWay: true });
  }

  #tellOfDeath(): void {
    const waiting = [this.senders, this.receivers, this.seekers].filter((line) => line.length > 0);
    const death = waiting.length > 0 ? this.death() : undefined;
    if (death === undefined) return;
    const outcome = { value: death, failed: true, givesWay: true };
    for (const line of waiting) {
      for (let i = line.length; i > 0 && line.length > 0; i--) line.first!.fail(outcome);
    }
  }

  /** Wakes those whose values were kept or taken. */
  #spread(): void {
    const { toWake } = this.#line;
    if (toWake.length === 0) return;
    const { who } = this.place;
    let isOwn = false;
    for (const each of toWake) {
      if (each === who) isOwn = true;
      else wake(this.#words, each);
    }
    toWake.length = 0;
    if (isOwn) this.#serveSoon();
  }

  #cause(): unknown {
    if (!this.isBroken) return undefined;
    return unpackCause(this.memory.cause.slice(0, Atomics.load(this.#words, CAUSE_LENGTH)));
  }
}

const SENT: Outcome = { value: undefined, failed: false, givesWay: false };

/** The first ones make another attempt, until one is in vain. */
function retry(line: Fifo<Waiting>): void {
  for (let length = line.length; length > 0; length = line.length) {
    line.first!.changed();
    if (line.length === length) return;
  }
}
