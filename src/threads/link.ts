/**
 * The calling end of a link: calls to the reactor of another thread.
 */
import { receiveMessageOnPort } from 'node:worker_threads';
import { Deferred, fail } from '../deferred/index.ts';
import { ThreadDiedError, ThreadStoppedError } from '../errors.ts';
import { err } from '../log/index.ts';
import { notCloneable } from '../messages/not-cloneable.ts';
import { onMessages } from '../messages/on-messages.ts';
import { stackOfCaller, unpackError } from '../messages/packed-error.ts';
import { transferListOf } from '../messages/transfer.ts';
import type { Phase } from '../reactor/system-event.ts';
import { described, type FunctionName } from './types.ts';
import { ANSWERS, type Answer, type Call, DEAD, type End, type Key, STATE, STOPPED, UNSEEN } from './wire.ts';

interface Asked {
  readonly what: FunctionName;
  readonly deferred: Deferred<unknown>;
  readonly stack: { readonly lines: string };
}

const UNSEEN_FOR_MS = 10_000;

export class Link {
  /** What the other side is called in messages, for example `thread 3`. */
  readonly where: string;
  readonly #end: End;
  readonly #keys = new Map<FunctionName, Key>();
  readonly #asked = new Map<number, Asked>();
  #lastId = 0;
  #holds = 0;
  #whyDead: Error | undefined;
  #hasCalled = false;

  /** @param isWatched whoever makes the link sees the thread end, and tells by `end()` or `die()` */
  constructor(end: End, where: string, isWatched = false) {
    this.#end = end;
    this.where = where;
    onMessages(end.port, (answer: Answer) => this.#onAnswer(answer));
    end.port.on('messageerror', (error) => err(error, `while reading an answer of ${where}`));
    if (!isWatched) end.port.on('close', () => this.#die(() => new ThreadDiedError(where, 'it is gone')));
    end.port.unref();
  }

  /** What the reactor there, or whoever sees it die, writes. */
  get words(): Int32Array {
    return this.#end.words;
  }

  get isDead(): boolean {
    return this.#whyDead !== undefined;
  }

  /**
   * A call whose result nobody wants.
   *
   * @throws NotCloneableError `ERR_INTERLOOP_NOT_CLONEABLE`
   * @throws ThreadStoppedError `ERR_INTERLOOP_THREAD_STOPPED`
   * @throws ThreadDiedError `ERR_INTERLOOP_THREAD_DIED`
   */
  call(what: FunctionName, args: readonly unknown[]): void {
    this.#mustBeThere(what);
    this.#hasCalled = true;
    this.#post(what, args, [this.#keyOf(what), ...args]);
  }

  /**
   * A call whose result comes as a Deferred, which fails if nobody is there. To cancel it cancels what is going on there.
   *
   * @throws NotCloneableError `ERR_INTERLOOP_NOT_CLONEABLE`
   */
  ask(what: FunctionName, args: readonly unknown[]): Deferred<unknown> {
    const why = this.#whyNotThere(what);
    if (why) return fail(why);
    const id = ++this.#lastId;
    this.#post(what, args, ['ask', id, this.#keyOf(what), args]);
    const deferred = new Deferred<unknown>(
      () => this.#forget(id) && this.#end.port.postMessage({ kind: 'cancel', id }),
    );
    this.#asked.set(id, { what, deferred, stack: stackOfCaller(this.ask) });
    this.hold();
    return deferred;
  }

  /**
   * A call that this thread waits for, doing nothing else; throws what the function has thrown, and as {@link call} does.
   *
   * @param whyUnseen makes the error for a thread that has not even looked at the link in ten seconds
   */
  wait(what: FunctionName, args: readonly unknown[], whyUnseen: () => Error): unknown {
    this.#mustBeThere(what);
    const id = ++this.#lastId;
    const answers = Atomics.load(this.words, ANSWERS);
    this.#post(what, args, ['wait', id, this.#keyOf(what), args]);
    const [, value, error] = this.#sleepUntil(id, answers, what, whyUnseen);
    if (!error) return value;
    throw unpackError(error, { border: this.#border, stack: stackOfCaller(this.wait).lines });
  }

  /** Adds a trigger to the reactor there. */
  trigger(phase: Phase, event: string, what: FunctionName, args: readonly unknown[]): void {
    this.#mustBeThere(what);
    this.#post(what, args, { kind: 'trigger', phase, event, key: this.#keyOf(what), args });
  }

  /** Keeps this thread alive until as many {@link release}s. */
  hold(): void {
    if (this.#holds++ === 0) this.#end.port.ref();
  }

  release(): void {
    if (--this.#holds === 0) this.#end.port.unref();
  }

  /** For the end of this thread: what was sent over a link that nobody has looked at is lost when it ends. */
  waitUntilSeen(ms: number): void {
    if (!this.#whyDead) Atomics.wait(this.words, STATE, UNSEEN, ms);
  }

  /** Asks the reactor there to stop. */
  stop(): void {
    this.#end.port.postMessage({ kind: 'stop' } satisfies Call);
  }

  /** The other side has stopped: nothing will be answered any more. */
  end(): void {
    this.#takeAnswers();
    this.#die((what) => new ThreadStoppedError(what ? described(what) : 'a function', this.where));
  }

  /** The other side has died: nothing will be answered any more. */
  die(why: Error): void {
    this.#takeAnswers();
    this.#die(() => why);
  }

  #die(whyOf: (what?: FunctionName) => Error): void {
    if (this.#whyDead) return;
    const why = whyOf();
    this.#whyDead = why;
    if (this.#hasCalled && Atomics.load(this.#end.words, STATE) === UNSEEN) err(why);
    this.#end.port.close();
    this.#end.blocking.close();
    const asked = [...this.#asked.values()];
    this.#asked.clear();
    for (const { what, deferred } of asked) deferred.errback(whyOf(what));
  }

  /** Those that were given before the end, and not heard of yet. Not within the event `close`, where Node would crash. */
  #takeAnswers(): void {
    const { port } = this.#end;
    for (let got = receiveMessageOnPort(port); got; got = receiveMessageOnPort(port)) this.#onAnswer(got.message);
  }

  /** @param seen how many answers there were before the call */
  #sleepUntil(id: number, seen: number, what: FunctionName, whyUnseen: () => Error): Answer {
    const { words } = this.#end;
    const began = Atomics.load(words, STATE) === UNSEEN ? performance.now() : 0;
    let answers = seen;
    for (;;) {
      const state = Atomics.load(words, STATE);
      if (state === STOPPED) throw new ThreadStoppedError(described(what), `the reactor of ${this.where}`);
      if (state === DEAD) throw new ThreadDiedError(this.where, `it is gone, with ${described(what)} under way`);
      const patience = state === UNSEEN ? began + UNSEEN_FOR_MS - performance.now() : Number.POSITIVE_INFINITY;
      if (patience <= 0) throw whyUnseen();
      Atomics.wait(words, ANSWERS, answers, patience);
      answers = Atomics.load(words, ANSWERS);
      const answer = this.#blockingAnswerTo(id);
      if (answer) return answer;
    }
  }

  /** Answers to earlier calls are of no use any more. */
  #blockingAnswerTo(id: number): Answer | undefined {
    for (;;) {
      const got = receiveMessageOnPort(this.#end.blocking) as { message: Answer } | undefined;
      if (!got || got.message[0] === id) return got?.message;
    }
  }

  get #border(): string {
    return `--- in ${this.where}, called from ---`;
  }

  #onAnswer([id, value, error]: Answer): void {
    const asked = this.#forget(id);
    if (!asked) return;
    const { deferred, stack } = asked;
    if (!error) deferred.callback(value);
    else deferred.errback(unpackError(error, { border: this.#border, stack: stack.lines }));
  }

  #forget(id: number): Asked | undefined {
    const asked = this.#asked.get(id);
    this.#asked.delete(id);
    if (asked) this.release();
    return asked;
  }

  #mustBeThere(what: FunctionName): void {
    const why = this.#whyNotThere(what);
    if (why) throw why;
  }

  #whyNotThere(what: FunctionName): Error | undefined {
    if (this.#whyDead) return this.#whyDead;
    const hasStopped = Atomics.load(this.#end.words, STATE) === STOPPED;
    return hasStopped ? new ThreadStoppedError(described(what), `the reactor of ${this.where}`) : undefined;
  }

  #keyOf(what: FunctionName): Key {
    const known = this.#keys.get(what);
    if (known !== undefined) return known;
    const key = this.#keys.size;
    this.#keys.set(what, key);
    this.#end.port.postMessage({ kind: 'name', key, name: { module: what.module, name: what.name } } satisfies Call);
    return key;
  }

  #post(what: FunctionName, args: readonly unknown[], call: Call): void {
    try {
      this.#end.port.postMessage(call, transferListOf(args));
    } catch (error) {
      throw notCloneable(described(what), 'argument', args, error);
    }
  }
}
