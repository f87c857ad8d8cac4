/**
 * One wish of one caller at a channel between threads: to receive, to send in line, or to send if there is room.
 */
import type { Entry, Fifo } from '../../deferred/fifo.ts';
import type { Operation, Outcome, Watcher } from '../../tasklets/selectable.ts';
import { RECEIVERS, SEEKERS } from './memory.ts';
import type { Load } from './parcel.ts';
import type { Place } from './place.ts';
import type { SharedExchange } from './shared-exchange.ts';

export const SENT_GIVING_WAY: Outcome = { value: undefined, failed: false, givesWay: true };

/** What the kinds have in common: a place among those of this thread who wait, which others see a count of. */
export abstract class Waiting implements Operation {
  protected readonly exchange: SharedExchange;
  protected readonly place: Place;
  protected watcher: Watcher | undefined = undefined;
  #line: Fifo<Waiting> | undefined = undefined;
  #word = 0;
  #entry: Entry<Waiting> | undefined = undefined;

  /** @throws TooManyThreadsError `ERR_INTERLOOP_TOO_MANY_THREADS` */
  constructor(exchange: SharedExchange) {
    this.exchange = exchange;
    this.place = exchange.place;
  }

  abstract attempt(): Outcome | undefined;

  abstract watch(watcher: Watcher): void;

  /** Another attempt is worth while. */
  changed(): void {
    this.watcher!.changed();
  }

  leave(): void {
    if (this.leaveLine()) this.exchange.rest(this.place.arm());
  }

  /** It fails, wherever it waits. */
  fail(outcome: Outcome): void {
    this.leaveLine();
    this.watcher!.done(outcome);
  }

  protected wait(line: Fifo<Waiting>, word: number): void {
    this.#line = line;
    this.#word = word;
    this.#entry = line.push(this);
    this.place.add(word, 1);
  }

  protected leaveLine(): boolean {
    if (this.#entry === undefined) return false;
    this.#line!.remove(this.#entry);
    this.#entry = undefined;
    this.place.add(this.#word, -1);
    return true;
  }

  /** Stands in line from now on, unless it is to be told of a death; makes another attempt since then. */
  protected watchFrom(watcher: Watcher, line: Fifo<Waiting>, word: number): void {
    const { exchange } = this;
    this.watcher = watcher;
    this.wait(line, word);
    const death = exchange.death();
    if (death !== undefined) {
      this.fail({ value: death, failed: true, givesWay: true });
      return;
    }
    const wakes = this.place.arm();
    watcher.changed();
    exchange.rest(wakes);
  }
}

export class Receiving extends Waiting {
  /** Nothing for one that comes while others of this thread wait: what is there is theirs, and they will have been woken. */
  attempt(): Outcome | undefined {
    const { first } = this.exchange.receivers;
    return first === undefined || first === this ? this.exchange.take() : undefined;
  }

  watch(watcher: Watcher): void {
    this.#count(watcher.choice, 1);
    this.watchFrom(watcher, this.exchange.receivers, RECEIVERS);
    this.exchange.seek();
  }

  protected override leaveLine(): boolean {
    if (!super.leaveLine()) return false;
    this.#count(this.watcher!.choice, -1);
    return true;
  }

  #count(choice: object | undefined, more: number): void {
    if (choice === undefined) return;
    const { choices } = this.exchange;
    const count = (choices.get(choice) ?? 0) + more;
    if (count === 0) choices.delete(choice);
    else choices.set(choice, count);
  }
}

/** Sends when there is room, or a receiver waits. */
export class Seeking extends Waiting {
  readonly #value: unknown;
  #load: Load | undefined = undefined;

  constructor(exchange: SharedExchange, value: unknown) {
    super(exchange);
    this.#value = value;
  }

  attempt(): Outcome | undefined {
    try {
      this.#load ??= this.exchange.load(this.#value, 'send()');
    } catch (error) {
      return { value: error, failed: true, givesWay: false };
    }
    return this.exchange.send(this.#load, 'given', this.watcher?.choice);
  }

  watch(watcher: Watcher): void {
    this.#load!.keep();
    this.watchFrom(watcher, this.exchange.seekers, SEEKERS);
  }
}

/** Stands in line in the shared memory, or looks for room there. */
export class Sending extends Waiting {
  number = 0;
  readonly #value: unknown;
  readonly #isThrown: boolean;
  #load: Load | undefined = undefined;
  #standing: Entry<Sending> | undefined = undefined;

  constructor(exchange: SharedExchange, value: unknown, isThrown: boolean) {
    super(exchange);
    this.#value = value;
    this.#isThrown = isThrown;
  }

  attempt(): Outcome | undefined {
    const { exchange } = this;
    try {
      const call = this.#isThrown ? 'sendException()' : 'send()';
      this.#load ??= exchange.load(this.#value, call, this.#isThrown);
    } catch (error) {
      return { value: error, failed: true, givesWay: false };
    }
    if (exchange.isClosing) return exchange.closedOutcome();
    if (exchange.memory.capacity === 0 || exchange.seekers.length > 0) return undefined;
    return exchange.send(this.#load, 'kept');
  }

  watch(watcher: Watcher): void {
    const { exchange } = this;
    this.watcher = watcher;
    const death = exchange.death();
    if (death !== undefined) watcher.done({ value: death, failed: true, givesWay: true });
    else if (exchange.seekers.length > 0 || !this.#enter()) this.#seek();
  }

  /** There may be room. */
  override changed(): void {
    this.#enter();
  }

  override leave(): void {
    this.giveUp();
  }

  giveUp(): Outcome | undefined {
    if (this.#standing === undefined) {
      super.leave();
      return undefined;
    }
    this.#leaveStanding();
    const isTooLate = !this.exchange.withdraw(this.number);
    this.exchange.rest(this.place.arm());
    return isTooLate ? SENT_GIVING_WAY : undefined;
  }

  /** What became of the value is known. */
  done(outcome: Outcome): void {
    this.#leaveStanding();
    this.watcher!.done(outcome);
  }

  override fail(outcome: Outcome): void {
    this.watcher!.done(this.giveUp() ?? outcome);
  }

  #seek(): void {
    this.#load!.keep();
    this.wait(this.exchange.seekers, SEEKERS);
    const wakes = this.place.arm();
    this.#enter();
    this.exchange.rest(wakes);
  }

  /** Goes into the line in the memory; false if that has no room. */
  #enter(): boolean {
    const { exchange } = this;
    const wakes = this.place.arm();
    const put = exchange.put(this.#load!, 'line');
    if (put === undefined) return false;
    this.leaveLine();
    if (typeof put === 'number') {
      this.number = put;
      this.#standing = exchange.senders.push(this);
    } else this.watcher!.done({ ...put, givesWay: true });
    exchange.announce();
    exchange.rest(wakes);
    return true;
  }

  #leaveStanding(): void {
    if (this.#standing !== undefined) this.exchange.senders.remove(this.#standing);
    this.#standing = undefined;
  }
}
