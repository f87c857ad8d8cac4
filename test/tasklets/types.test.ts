/**
 * Types are tested by the compiler: a line below `@ts-expect-error` that compiles is an error.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  Channel,
  type Deferred,
  type NothingSelected,
  type Selectable,
  select,
  succeed,
  type Tasklet,
  tasklet,
  waitFor,
} from 'interloop';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Compiles if `T` is the type of what is given. */
const is =
  <T>() =>
  <A>(_value: A & (Equal<A, T> extends true ? unknown : never)): void => {};

declare const text: Channel<string>;
declare const number: Channel<number>;
declare const anything: Selectable<unknown>;
declare const bell: Channel<void>;

/** Never called. */
export async function results(): Promise<void> {
  is<Tasklet<number>>()(tasklet((x: string) => x.length)('a'));
  is<Tasklet<number>>()(tasklet(async (x: string) => x.length)('a'));
  is<Tasklet<string>>()(tasklet(() => succeed('a'))());
  is<Tasklet<number>>()(
    tasklet(function* () {
      const word: string = yield* succeed('a');
      return word.length;
    })(),
  );
  is<(x: number, y?: string) => Tasklet<void>>()(tasklet(async (_x: number, _y?: string) => {}));
  is<number>()(await tasklet(() => 1)().join());
  is<Deferred<number>>()(tasklet(() => 1)().result);
  const any: Tasklet = tasklet(() => 1)();

  is<string>()(await text.receive());
  is<{ readonly value: string } | undefined>()(text.tryReceive());
  for await (const word of text) is<string>()(word);
  is<Channel<unknown>>()(new Channel());
  await bell.send();
  await text.send('a', { signal: AbortSignal.timeout(1) });

  is<number>()(await waitFor(Promise.resolve(1)));
  is<number>()(await waitFor(succeed(1)));
  is<Response>()(await waitFor((signal) => fetch('', { signal })));

  const chosen = await select([{ receive: text }, { receive: number }, { send: text, value: 'a' }]);
  is<string | number | undefined>()(chosen.value);
  is<0 | 1 | 2>()(chosen.index);
  is<Channel<string> | Channel<number>>()(chosen.channel);
  if (chosen.index === 0) is<string>()(chosen.value);
  if (chosen.index === 1) is<number>()(chosen.value);
  if (chosen.index === 2) is<undefined>()(chosen.value);

  const polled = await select([{ receive: text }], { default: true });
  if (polled.index === -1) {
    is<boolean>()(polled.value);
    is<NothingSelected<boolean>>()(polled);
  } else is<string>()(polled.value);

  const many = await select(
    [text, text].map((receive) => ({ receive })),
    { timeout: 5 },
  );
  is<string>()(many.value);
  is<number>()(many.index);
  is<unknown>()((await select([{ receive: anything }])).value);
  void any;
}

/** Never called. */
export function mistakes(): void {
  // @ts-expect-error an argument is missing
  tasklet((x: number) => x)();
  // @ts-expect-error an argument of the wrong type
  tasklet((x: number) => x)('a');
  // @ts-expect-error not a function
  tasklet(5);
  // @ts-expect-error a channel of strings
  text.send(5);
  // @ts-expect-error nothing is sent
  text.send();
  // @ts-expect-error no such preference
  new Channel({ preference: 2 });
  // @ts-expect-error no such buffer
  new Channel({ capacity: 1, buffer: 'lifo' });
  // @ts-expect-error a value of the wrong type
  select([{ send: text, value: 5 }]);
  // @ts-expect-error a value is missing
  select([{ send: text }]);
  // @ts-expect-error not a channel
  select([{ receive: 5 }]);
  // @ts-expect-error not a promise
  waitFor(5);
  // @ts-expect-error a promise is not a signal
  text.receive({ signal: Promise.resolve() });
}

test('the types of tasklets and channels are what the compiler has checked', () => {
  assert.equal(typeof results, typeof mistakes);
});
