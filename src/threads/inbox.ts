/**
 * The reactor's end of a link: has the calls of another thread made by the reactor of this one, in their order.
 *
 * What arrives is put into a queue, and the reactor is handed one call that takes from it, in the next pass; also in a
 * host, since what arrives at a port wakes libuv. Handing in each call by itself would be right as well, and costs twice as
 * much. A pass takes a limited number, so that a flood from a thread does not stop a host from painting. When a function's
 * module is not loaded yet, the queue stands still until it is: nothing overtakes.
 *
 * Triggers are added at once and not in a pass, for those of `startup` have to be there before the first one.
 */
import { Deferred } from '../deferred/index.ts';
import { isThenable } from '../deferred/thenable.ts';
import { ThreadStoppedError } from '../errors.ts';
import { err } from '../log/index.ts';
import { notCloneable } from '../messages/not-cloneable.ts';
import { onMessages } from '../messages/on-messages.ts';
import { packError } from '../messages/packed-error.ts';
import { transferListOf } from '../messages/transfer.ts';
import type { Reactor } from '../reactor/reactor.ts';
import type { TriggerId } from '../reactor/system-event.ts';
import { InOrder } from './in-order.ts';
import { find, load } from './modules.ts';
import { described, type FunctionName } from './types.ts';
import { ANSWERS, type Answer, type Call, type End, type Plain, type Question, STATE, STOPPED, TAKEN } from './wire.ts';

type Trigger = Extract<Call, { kind: 'trigger' }>;
type Queued = Plain | Question | Extract<Call, { kind: 'stop' }>;

interface Asked {
  readonly question: Question;
  running?: Deferred<unknown>;
}

const MOST_IN_A_PASS = 512;

export class Inbox {
  readonly #end: End;
  readonly #reactor: Reactor;
  readonly #names: FunctionName[] = [];
  readonly #triggers = new InOrder();
  /** Who waits for an answer, and what is going on for it. */
  readonly #questions = new Map<number, Asked>();
  readonly #endOfReactor: TriggerId | undefined;
  #queue: Queued[] = [];
  #next = 0;
  /** Whether the reactor will take from the queue, or an import will see to it. */
  #isSeenTo = false;

  constructor(end: End, reactor: Reactor, onClose?: () => void) {
    this.#end = end;
    this.#reactor = reactor;
    if (!reactor.hasEnded) this.#endOfReactor = reactor.addSystemEventTrigger('after', 'shutdown', () => this.#stop());
    Atomics.store(end.words, STATE, reactor.hasEnded ? STOPPED : TAKEN);
    Atomics.notify(end.words, STATE);
    this.#wakeUp();
    onMessages(end.port, (call: Call) => this.take(call));
    end.port.on('messageerror', (error) => err(error, 'while reading a call of another thread'));
    end.port.on('close', () => {
      this.#endOfReactor?.[Symbol.dispose]();
      onClose?.();
    });
    end.port.unref();
    end.blocking.unref();
  }

  /** Resolves when the triggers that have come so far are added. */
  get settled(): Promise<void> {
    return this.#triggers.settled;
  }

  /** Takes what has arrived. */
  take(call: Call): void {
    if (isPlain(call)) this.#put(call);
    else if (isQuestion(call)) this.#putQuestion(call);
    else if (call.kind === 'name') this.#names[call.key] = call.name;
    else if (call.kind === 'cancel') this.#cancel(call.id);
    else if (call.kind === 'trigger') this.#addTrigger(call);
    else this.#put(call);
  }

  #putQuestion(question: Question): void {
    this.#questions.set(question[1], { question });
    this.#put(question);
  }

  #put(call: Queued): void {
    this.#queue.push(call);
    if (!this.#isSeenTo) this.#handIn();
  }

  #handIn(): void {
    this.#isSeenTo = true;
    this.#reactor.handIn(this.#makeCalls);
  }

  readonly #makeCalls = (): void => {
    const until = Math.min(this.#queue.length, this.#next + MOST_IN_A_PASS);
    while (this.#next < until) {
      if (!this.#make(this.#queue[this.#next]!)) return;
      this.#next++;
    }
    this.#isSeenTo = this.#next < this.#queue.length;
    if (this.#isSeenTo) {
      this.#handIn();
    } else {
      this.#queue = [];
      this.#next = 0;
    }
  };

  /** Makes a call; `false` if it has to be tried again, which is seen to. */
  #make(call: Queued): boolean {
    if (isPlain(call)) return this.#callPlain(call);
    if (isQuestion(call)) return this.#ask(call);
    this.#stopReactor();
    return true;
  }

  #stopReactor(): void {
    try {
      this.#reactor.stop();
    } catch (error) {
      err(error, 'while stopping the reactor for another thread');
    }
  }

  #callPlain(call: Plain): boolean {
    const name = this.#names[call[0]]!;
    try {
      const fn = find(name);
      if (!fn) return this.#waitFor(name);
      fn(...call.slice(1));
    } catch (error) {
      err(error, `while calling ${described(name)} from another thread`);
    }
    return true;
  }

  #ask(question: Question): boolean {
    const [, id, key, args] = question;
    const asked = this.#questions.get(id);
    if (!asked) return true;
    try {
      const fn = find(this.#names[key]!);
      if (!fn) return this.#waitFor(this.#names[key]!);
      const value = fn(...args);
      if (isThenable(value)) this.#answerLater(question, asked, value);
      else this.#answer(question, value);
    } catch (error) {
      this.#answerError(question, error);
    }
    return true;
  }

  #answerLater(question: Question, asked: Asked, value: PromiseLike<unknown>): void {
    asked.running = Deferred.from(value);
    asked.running.addCallbacks(
      (result) => this.#answer(question, result),
      (error) => this.#answerError(question, error),
    );
  }

  /** Goes on when the module is loaded; if that fails, the call at the head of the queue is told. */
  #waitFor(name: FunctionName): false {
    load(name).then(
      () => this.#handIn(),
      (error) => {
        this.#reactor.callFromThread(() => {
          const call = this.#queue[this.#next++]!;
          if (isPlain(call)) err(error, `while calling ${described(name)} from another thread`);
          else if (isQuestion(call)) this.#answerError(call, error);
          this.#makeCalls();
        });
      },
    );
    return false;
  }

  #addTrigger({ phase, event, key, args }: Trigger): void {
    const name = this.#names[key]!;
    this.#triggers.find(
      name,
      (fn) => this.#reactor.addSystemEventTrigger(phase, event, fn, ...args),
      (error) => err(error, `while adding ${described(name)} as a trigger ${phase} ${event}`),
    );
  }

  #cancel(id: number): void {
    const asked = this.#questions.get(id);
    this.#questions.delete(id);
    asked?.running?.cancel();
  }

  #answer(question: Question, value: unknown): void {
    const [, id, key] = question;
    if (!this.#questions.delete(id)) return;
    try {
      this.#send(question, [id, value]);
    } catch (error) {
      const what = described(this.#names[key]!);
      this.#send(question, [id, undefined, packError(notCloneable(what, 'result', [value], error))]);
    }
  }

  #answerError(question: Question, error: unknown): void {
    const [, id] = question;
    if (this.#questions.delete(id)) this.#send(question, [id, undefined, packError(error)]);
  }

  #send([kind]: Question, answer: Answer): void {
    const { port, blocking } = this.#end;
    (kind === 'wait' ? blocking : port).postMessage(answer, transferListOf(answer));
    if (kind === 'wait') this.#wakeUp();
  }

  /** The reactor has stopped: whoever waits is told. */
  #stop(): void {
    for (const { question } of [...this.#questions.values()]) {
      const what = described(this.#names[question[2]]!);
      this.#answerError(question, new ThreadStoppedError(what, 'the reactor'));
    }
    Atomics.store(this.#end.words, STATE, STOPPED);
    this.#wakeUp();
  }

  #wakeUp(): void {
    Atomics.add(this.#end.words, ANSWERS, 1);
    Atomics.notify(this.#end.words, ANSWERS);
  }
}

function isPlain(call: Call): call is Plain {
  return Array.isArray(call) && typeof call[0] === 'number';
}

function isQuestion(call: Call): call is Question {
  return Array.isArray(call) && typeof call[0] === 'string';
}
