/**
 * Who runs when.
 *
 * There is one queue in a thread, first in, first out, and what stands in it is not tasklets but **turns**: an operation that
 * has come to something, whose caller is to go on with it. (A tasklet usually waits in one operation, but nothing keeps it
 * from waiting in two with `Promise.all`, and the main tasklet, which is all that runs outside of others, often does.)
 * A tasklet that is given a turn *holds* it until it waits in an operation, ends, or has nothing more to do before the event
 * loop brings something. Only then is the next one given.
 *
 * **The end of a turn.** Operations and ends tell, and the next turn is given while they are on the stack: its promise is
 * resolved, and JavaScript gets to it in a microtask. The one thing that nobody tells is `await` of something foreign. It may
 * be a matter of microtasks (an async function that returns) or of I/O, and only the second ends a turn. So a watch is kept for
 * the moment when no microtask is left: a tick that is asked for in a microtask comes after all microtasks. It must be
 * asked for there, since one that is asked for in a tick comes before them; and it says nothing if a turn was given since.
 * Rejected: to give the next turn a fixed number of microtasks later, which makes the order depend on how deeply async
 * functions are nested; and setImmediate, which is exact as well, but costs a go of the event loop for each such wait.
 *
 * **Coming back.** A tasklet that awaited something foreign goes on when that is ready; JavaScript cannot be told to wait.
 * If no turn is held it then holds one, and otherwise it runs beside the holder until its next operation.
 * `waitFor()` is the way to wait for something foreign and go on in order.
 *
 * **Preference.** A turn may be put before the queue: those are first in, first out among themselves.
 *
 * **Letting the loop live.** Turns that follow one another in microtasks keep timers and I/O from running for as long as there
 * are any. So after 10 milliseconds of turns without a pause the next one waits for a `setImmediate`: everything that is
 * ready has its go, and the order of the turns stays what it was. Operations that need not wait count as well: one
 * that comes too late, in a loop that never waits, is held up in the same way and is the first to go on.
 */
import { Fifo } from '../deferred/fifo.ts';

/** What stands in the queue. */
export interface Turn {
  /** Whose it is. */
  readonly strand: object;
  /** Goes on, in a microtask. */
  take(): void;
}

const SLICE_MS = 10;
/** How many operations that need not wait go by before the clock is looked at. */
const OPERATIONS_PER_LOOK = 16;

class RunQueue {
  readonly #turns = new Fifo<Turn>();
  readonly #preferred = new Fifo<Turn>();
  readonly #heldUp = new Fifo<Turn>();
  #holder: object | undefined = undefined;
  /** When the turns have to pause, in milliseconds of `performance`; 0 while there are none. */
  #pauseAt = 0;
  #isPausing = false;
  #isWatching = false;
  #wasGivenSince = false;
  #operations = 0;

  /** How many turns wait to be given. */
  get length(): number {
    return this.#turns.length + this.#preferred.length + this.#heldUp.length;
  }

  /** Puts a turn at the end. */
  append(turn: Turn): void {
    this.#turns.push(turn);
    this.#watch();
  }

  /** Puts a turn before the queue. */
  prefer(turn: Turn): void {
    this.#preferred.push(turn);
    this.#watch();
  }

  /** `strand` waits, or has ended: if it holds the turn, or nobody does, the next one is given. */
  giveWay(strand: object): void {
    if (this.#holder === undefined || this.#holder === strand) this.#give();
  }

  /** `strand` need not wait; false if it has to pause all the same, with a turn that is given to `holdUp()`. */
  goOn(strand: object): boolean {
    this.#holder ??= strand;
    this.#watch();
    this.#operations = (this.#operations + 1) % OPERATIONS_PER_LOOK;
    return this.#operations !== 0 || !this.#isTimeUp();
  }

  /** Puts a turn before all others, to be given after a pause. */
  holdUp(turn: Turn): void {
    this.#heldUp.push(turn);
    this.#pause();
  }

  #give(): void {
    this.#holder = undefined;
    if (this.length === 0) return;
    if (this.#isTimeUp()) {
      this.#pause();
      return;
    }
    const turn = this.#first().shift();
    this.#holder = turn.strand;
    this.#wasGivenSince = true;
    this.#watch();
    turn.take();
  }

  #first(): Fifo<Turn> {
    if (this.#heldUp.length > 0) return this.#heldUp;
    return this.#preferred.length > 0 ? this.#preferred : this.#turns;
  }

  #isTimeUp(): boolean {
    const now = performance.now();
    if (this.#pauseAt === 0) this.#pauseAt = now + SLICE_MS;
    return now > this.#pauseAt;
  }

  #pause(): void {
    this.#holder = undefined;
    if (this.#isPausing) return;
    this.#isPausing = true;
    setImmediate(() => {
      this.#isPausing = false;
      this.#pauseAt = 0;
      this.#give();
    });
  }

  /** Sees to it that the next turn is given when no microtask is left. */
  #watch(): void {
    if (this.#isWatching) return;
    this.#isWatching = true;
    queueMicrotask(() => {
      this.#wasGivenSince = false;
      process.nextTick(this.#onQuiet);
    });
  }

  readonly #onQuiet = (): void => {
    this.#isWatching = false;
    if (this.#wasGivenSince) this.#watch();
    else this.#give();
    if (this.#holder === undefined && !this.#isPausing) this.#pauseAt = 0;
  };
}

/** The queue of this thread. */
export const runQueue: RunQueue = new RunQueue();
