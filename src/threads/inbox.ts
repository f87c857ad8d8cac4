/**
 * The reactor's end of a link: has the calls of another thread made by the reactor of this one, in their order.
 *
 * A function is found at once when its module is loaded. Until then its call waits for the import, and so does every call
 * after it. From there on a call is `reactor.callFromThread()`: it is made in the next pass, also in a host, since what
 * arrives at a port wakes libuv; before `run()` it waits for that.
 */
import { type Deferred, maybeDeferred } from '../deferred/index.ts';
import { ThreadStoppedError } from '../errors.ts';
import { err } from '../log/index.ts';
import { notCloneable } from '../messages/not-cloneable.ts';
import { packError } from '../messages/packed-error.ts';
import { transferListOf } from '../messages/transfer.ts';
import type { Reactor } from '../reactor/reactor.ts';
import type { TriggerId } from '../reactor/system-event.ts';
import { InOrder } from './in-order.ts';
import { type AnyFunction, described, type FunctionName } from './types.ts';
import { ANSWERS, type Call, type End, STATE, STOPPED, TAKEN } from './wire.ts';

type Question = Extract<Call, { kind: 'ask' | 'wait' }>;
type Trigger = Extract<Call, { kind: 'trigger' }>;

export class Inbox {
  readonly #end: End;
  readonly #reactor: Reactor;
  readonly #names: FunctionName[] = [];
  /** Who waits for an answer, and what is going on for it. */
  readonly #questions = new Map<number, { readonly question: Question; running?: Deferred<unknown> }>();
  readonly #endOfReactor: TriggerId | undefined;
  readonly #order = new InOrder();

  constructor(end: End, reactor: Reactor, onClose?: () => void) {
    this.#end = end;
    this.#reactor = reactor;
    if (!reactor.hasEnded) this.#endOfReactor = reactor.addSystemEventTrigger('after', 'shutdown', () => this.#stop());
    Atomics.store(end.words, STATE, reactor.hasEnded ? STOPPED : TAKEN);
    this.#wakeUp(end.words);
    end.port.on('message', (call: Call) => this.take(call));
    end.port.on('close', () => {
      this.#endOfReactor?.[Symbol.dispose]();
      onClose?.();
    });
    end.port.unref();
    end.blocking.unref();
  }

  /** Resolves when what has come so far is with the reactor. */
  get settled(): Promise<void> {
    return this.#order.settled;
  }

  /** Takes one call. */
  take(call: Call): void {
    if (isPlain(call)) {
      const [key, ...args] = call;
      const name = this.#names[key]!;
      this.#order.find(
        name,
        (fn) => this.#reactor.callFromThread(fn, ...args),
        (error) => err(error, `while calling ${described(name)} from another thread`),
      );
    } else if (call.kind === 'name') {
      this.#names[call.key] = call.name;
    } else if (call.kind === 'cancel') {
      this.#cancel(call.id);
    } else if (call.kind === 'stop') {
      this.#order.after(() => this.#reactor.callFromThread(() => this.#reactor.stop()));
    } else if (call.kind === 'trigger') {
      this.#addTrigger(call);
    } else {
      this.#ask(call);
    }
  }

  #ask(question: Question): void {
    const { id, args } = question;
    this.#questions.set(id, { question });
    const run = (fn: AnyFunction): void => {
      const asked = this.#questions.get(id);
      if (!asked) return;
      asked.running = maybeDeferred(fn, ...args);
      asked.running.addCallbacks(
        (value) => this.#answer(question, value),
        (error) => this.#answerError(question, error),
      );
    };
    this.#order.find(
      this.#names[question.key]!,
      (fn) => this.#reactor.callFromThread(run, fn),
      (error) => this.#answerError(question, error),
    );
  }

  #addTrigger({ phase, event, key, args }: Trigger): void {
    const name = this.#names[key]!;
    this.#order.find(
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
    const { id } = question;
    if (!this.#questions.delete(id)) return;
    try {
      this.#send(question, { id, value }, [value]);
    } catch (error) {
      const what = described(this.#names[question.key]!);
      this.#send(question, { id, error: packError(notCloneable(what, 'result', [value], error)) });
    }
  }

  #answerError(question: Question, error: unknown): void {
    if (this.#questions.delete(question.id)) this.#send(question, { id: question.id, error: packError(error) });
  }

  #send({ kind }: Question, answer: object, values: readonly unknown[] = []): void {
    const { port, blocking, words } = this.#end;
    (kind === 'wait' ? blocking : port).postMessage(answer, transferListOf(values));
    if (kind === 'wait') this.#wakeUp(words);
  }

  /** The reactor has stopped: whoever waits is told. */
  #stop(): void {
    const { words } = this.#end;
    for (const { question } of [...this.#questions.values()]) {
      const what = described(this.#names[question.key]!);
      this.#answerError(question, new ThreadStoppedError(what, 'the reactor'));
    }
    Atomics.store(words, STATE, STOPPED);
    this.#wakeUp(words);
  }

  #wakeUp(words: Int32Array): void {
    Atomics.add(words, ANSWERS, 1);
    Atomics.notify(words, ANSWERS);
  }
}

function isPlain(call: Call): call is Extract<Call, readonly unknown[]> {
  return Array.isArray(call);
}
