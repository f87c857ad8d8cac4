/**
 * Types are tested by the compiler: a line below `@ts-expect-error` that compiles is an error.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  Deferred,
  DeferredList,
  DeferredLock,
  DeferredQueue,
  ensureDeferred,
  execute,
  fail,
  gatherResults,
  inlineCallbacks,
  maybeDeferred,
  type Outcome,
  race,
  succeed,
} from 'interloop';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Compiles if `T` is the type of what is given. */
const is =
  <T>() =>
  <A>(_value: A & (Equal<A, T> extends true ? unknown : never)): void => {};

declare const text: Deferred<string>;
declare const number: Deferred<number>;
declare const either: Deferred<string | number>;
declare const flag: boolean;

/** Never called. */
export async function results(): Promise<void> {
  is<Deferred<number>>()(text.addCallback((x) => x.length));
  is<Deferred<number>>()(text.addCallback(async (x) => x.length));
  is<Deferred<number>>()(text.addCallback(() => number));
  is<Deferred<number>>()(text.addCallback(() => Promise.resolve(number)));
  is<Deferred<void>>()(text.addCallback(() => {}));
  is<Deferred<number>>()(text.addCallback((x, radix) => parseInt(x, radix), 10));
  is<Deferred<number>>()(text.addCallback(parseInt));

  is<Deferred<string | number>>()(text.addErrback(() => 1));
  is<Deferred<string | null>>()(text.addErrback(async () => null));
  is<Deferred<string>>()(
    text.addErrback((error) => {
      is<unknown>()(error);
      throw error;
    }),
  );
  is<Deferred<number | boolean>>()(
    text.addCallbacks(
      (x) => x.length,
      () => true,
    ),
  );
  is<Deferred<number>>()(text.addCallbacks((x) => x.length));
  is<Deferred<boolean>>()(text.addBoth((result) => result instanceof Error));
  is<Deferred<string>>()(text.addFinally(() => 5));
  is<Deferred<string>>()(text.addTimeout(5));
  is<Deferred<string | undefined>>()(text.addTimeout(5, undefined, () => undefined));
  is<Deferred<string>>()(text.cancelOn(AbortSignal.abort()));
  is<Deferred<void>>()(text.chainDeferred(either));

  is<string>()(await text);
  is<Promise<string>>()(text.toPromise());
  is<Deferred<number>>()(Deferred.from(Promise.resolve(1)));
  is<Deferred<Response>>()(Deferred.from((signal) => fetch('', { signal })));
  is<Deferred<string>>()(Deferred.from(text));

  is<Deferred<number>>()(succeed(1));
  is<Deferred<void>>()(succeed());
  is<Deferred<never>>()(fail('e'));
  is<Deferred<number>>()(maybeDeferred((x: string) => x.length, 'a'));
  is<Deferred<number>>()(maybeDeferred(() => number));
  is<Deferred<number>>()(execute(Math.max, 1, 2));
  is<Deferred<number>>()(ensureDeferred(async () => 1));

  is<Deferred<[string, number]>>()(gatherResults([text, number]));
  is<Deferred<string[]>>()(gatherResults([text].slice()));
  is<Deferred<[string, number]>>()(gatherResults([text, Promise.resolve(1)]));
  is<Deferred<[index: number, value: string | number]>>()(race([text, number]));
  is<[Outcome<string>, Outcome<number>]>()(await new DeferredList([text, number]));
  is<[Outcome<string>]>()(await new DeferredList([text], { consumeErrors: true }));
  is<[Outcome<string>] | [value: string, index: number]>()(
    await new DeferredList([text], { fireOnOneCallback: true, consumeErrors: flag }),
  );

  const length = inlineCallbacks(function* (word: Deferred<string>) {
    is<string>()(yield* word);
    return (yield* word).length;
  });
  is<(word: Deferred<string>) => Deferred<number>>()(length as (word: Deferred<string>) => Deferred<number>);
  is<Deferred<number>>()(length(text));
  is<Deferred<DeferredLock>>()(new DeferredLock().acquire());
  is<Deferred<string>>()(new DeferredLock().run(() => text));
  is<Deferred<string>>()(new DeferredQueue<string>().get());
}

/** Never called. */
export function mistakes(): void {
  // @ts-expect-error a string has no toFixed
  text.addCallback((x) => x.toFixed());
  // @ts-expect-error the value is a string
  text.addCallback((x: number) => x);
  // @ts-expect-error an error may be anything
  text.addErrback((error) => error.message);
  // @ts-expect-error not a function
  text.addCallback(5);
  // @ts-expect-error an argument is missing
  text.addCallback((x: string, n: number) => x.repeat(n));
  // @ts-expect-error an argument is of the wrong type
  text.addCallback((x: string, n: number) => x.repeat(n), 'many');
  // @ts-expect-error fired with a number
  text.callback(5);
  // @ts-expect-error fired with nothing
  text.callback();
  // @ts-expect-error the other one wants a number
  text.chainDeferred(number);
  // @ts-expect-error not a Deferred of strings
  const wrong: Deferred<string> = number;
  // @ts-expect-error not a canceller
  new Deferred<string>((d) => d.callback(5));
  // @ts-expect-error not Deferreds
  gatherResults([1, 2]);
  // @ts-expect-error not a function of a number
  maybeDeferred((x: number) => x, 'a');
  // @ts-expect-error no such argument
  inlineCallbacks(function* (_n: number) {})('a');
  // @ts-expect-error no string
  new DeferredQueue<string>().put(1);
  // @ts-expect-error no clock
  text.addTimeout(5, { later() {} });
  // @ts-expect-error a promise is not a signal
  text.cancelOn(Promise.resolve());
  new Deferred().callback();
  const wider: Deferred<string | number> = text;
  void [wrong, wider];
}

test('the types of Deferreds are what the compiler has checked', () => {
  assert.equal(typeof results, typeof mistakes);
});
