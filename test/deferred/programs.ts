/**
 * Programs of Deferreds, as data: what is generated for the property test and for the comparison with Twisted.
 *
 * A program makes a few Deferreds and then does one thing after the other with them; a callback does further things, which
 * are re-entrant, and then returns or throws. The trace has every call of a callback with what it was given, every error
 * that an operation threw, and what each Deferred has come to in the end. An operation on a Deferred that is not there (yet)
 * does nothing, so that every program means something. `peers/programs.py` does the same with Twisted.
 */
import fc from 'fast-check';

export type Canceller = 'none' | 'idle' | 'callback' | 'errback';

export type Outcome = ['pass'] | ['value', number] | ['throw', number] | ['deferred', number];

export interface Body {
  readonly does: readonly Operation[];
  readonly ends: Outcome;
}

export type Operation =
  | ['callback', number, number]
  | ['errback', number, number]
  | ['cancel' | 'pause' | 'unpause', number]
  | ['chain', number, number]
  | ['add', number, 'callback' | 'errback' | 'both', Body]
  | ['pair', number, Body, Body]
  | ['list', readonly number[], { fireOnOneCallback: boolean; fireOnOneErrback: boolean; consumeErrors: boolean }];

export interface Program {
  readonly cancellers: readonly Canceller[];
  readonly operations: readonly Operation[];
}

/** What a program needs of a Deferred. */
export interface Subject {
  callback(value: unknown): void;
  errback(error: unknown): void;
  addCallbacks(callback: (value: unknown) => unknown, errback?: ((error: unknown) => unknown) | undefined): unknown;
  addErrback(errback: (error: unknown) => unknown): unknown;
  chainDeferred(other: Subject): unknown;
  cancel(): void;
  pause(): void;
  unpause(): void;
}

export interface Maker {
  make(canceller?: (subject: Subject) => void): Subject;
  list(subjects: Subject[], options: object): Subject;
}

/** An error that a program throws. */
export class Boom extends Error {
  readonly boom: number;

  constructor(boom: number) {
    super();
    this.boom = boom;
  }
}

export function programs(): fc.Arbitrary<Program> {
  const index = fc.nat({ max: 5 });
  const number = fc.nat({ max: 9 });
  const outcome: fc.Arbitrary<Outcome> = fc.oneof(
    fc.constant<Outcome>(['pass']),
    number.map<Outcome>((value) => ['value', value]),
    number.map<Outcome>((boom) => ['throw', boom]),
    { weight: 4, arbitrary: index.map<Outcome>((other) => ['deferred', other]) },
  );
  const flags = fc.record({
    fireOnOneCallback: fc.boolean(),
    fireOnOneErrback: fc.boolean(),
    consumeErrors: fc.boolean(),
  });
  const simple: fc.Arbitrary<Operation>[] = [
    fc.tuple(fc.constantFrom('callback' as const, 'errback' as const), index, number),
    fc.tuple(fc.constantFrom('cancel' as const, 'pause' as const, 'unpause' as const), index),
    fc.tuple(fc.constant('chain' as const), index, index),
    fc.tuple(fc.constant('list' as const), fc.array(index, { maxLength: 3 }), flags),
  ];
  const { operation } = fc.letrec<{ operation: Operation; body: Body }>((tie) => ({
    body: fc.record({ does: fc.array(tie('operation'), { maxLength: 2, depthIdentifier: 'body' }), ends: outcome }),
    operation: fc.oneof(
      { depthSize: 'small', depthIdentifier: 'body', withCrossShrink: true },
      { weight: 4, arbitrary: fc.oneof(...simple) },
      {
        weight: 4,
        arbitrary: fc.tuple(
          fc.constant('add' as const),
          index,
          fc.constantFrom('callback' as const, 'errback' as const, 'both' as const),
          tie('body'),
        ),
      },
      { weight: 2, arbitrary: fc.tuple(fc.constant('pair' as const), index, tie('body'), tie('body')) },
    ),
  }));
  return fc.record({
    cancellers: fc.array(fc.constantFrom<Canceller>('none', 'none', 'idle', 'callback', 'errback'), {
      minLength: 4,
      maxLength: 6,
    }),
    operations: fc.array(operation, { minLength: 10, maxLength: 40, size: 'max' }),
  });
}

/**
 * Runs a program and tells what it did.
 *
 * None wait for each other in a circle, which makes Twisted's `cancel` recurse for ever: each waits only for what depends
 * on those after it. `asTwisted` leaves out what Twisted does differently: a Deferred that pauses itself goes on, one that
 * hands its result to one that is paused forgets the rest of its own callbacks, and a list that is cancelled while it is
 * being cancelled begins anew.
 */
export function trace(program: Program, maker: Maker, asTwisted: boolean): string[] {
  const lines: string[] = [];
  const reach = program.cancellers.map((_, index) => index);
  const pauses: number[] = [];
  let bodies = 0;
  let depth = 0;
  let isCancelling = false;
  const subjects = program.cancellers.map((canceller, index) => {
    if (canceller === 'none') return maker.make();
    return maker.make((subject) => {
      lines.push(`canceller ${index}`);
      if (canceller === 'callback') subject.callback('from canceller');
      if (canceller === 'errback') subject.errback(new Boom(100));
    });
  });

  const functionOf = (index: number, { does, ends }: Body): ((result: unknown) => unknown) => {
    const name = bodies++;
    return (result) => {
      lines.push(`${name}: ${show(result)}`);
      depth++;
      for (const operation of does) perform(operation);
      depth--;
      if (ends[0] === 'value') return ends[1];
      if (ends[0] === 'throw') throw new Boom(ends[1]);
      if (ends[0] === 'deferred' && !(asTwisted && index % 2 === 0) && reach[ends[1]]! > index)
        return subjects[ends[1]];
      if (result instanceof Error) throw result;
      return result;
    };
  };

  const perform = (operation: Operation): void => {
    try {
      performOn(operation);
    } catch (error) {
      lines.push(`${operation[0]} throws ${show(error)}`);
    }
  };

  const performOn = (operation: Operation): void => {
    if (operation[0] === 'list') {
      const inputs = operation[1].filter((input) => input < subjects.length);
      reach.push(Math.min(...inputs.map((input) => reach[input]!), subjects.length));
      subjects.push(
        maker.list(
          inputs.map((input) => subjects[input]!),
          operation[2],
        ),
      );
      return;
    }
    const [, index] = operation;
    const subject = subjects[index];
    if (subject === undefined) return;
    switch (operation[0]) {
      case 'callback':
        subject.callback(operation[2]);
        break;
      case 'errback':
        subject.errback(new Boom(operation[2]));
        break;
      case 'cancel':
        if (asTwisted && isCancelling) break;
        isCancelling = true;
        subject.cancel();
        isCancelling = false;
        break;
      case 'pause':
        if (asTwisted && (index % 2 === 1 || depth > 0)) break;
        pauses[index] = (pauses[index] ?? 0) + 1;
        subject.pause();
        break;
      case 'unpause':
        if (!pauses[index]) break;
        pauses[index]--;
        subject.unpause();
        break;
      case 'chain': {
        const other = subjects[operation[2]];
        if (other !== undefined) subject.chainDeferred(other);
        break;
      }
      case 'add': {
        const fn = functionOf(index, operation[3]);
        if (operation[2] === 'errback') subject.addErrback(fn);
        else subject.addCallbacks(fn, operation[2] === 'both' ? fn : undefined);
        break;
      }
      case 'pair':
        subject.addCallbacks(functionOf(index, operation[2]), functionOf(index, operation[3]));
    }
  };

  for (const operation of program.operations) perform(operation);
  subjects.forEach((subject, index) => {
    const end = (result: unknown): void => {
      lines.push(`end ${index}: ${show(result)}`);
    };
    subject.addCallbacks(end, end);
  });
  return lines;
}

function show(result: unknown): string {
  if (result instanceof Boom) return `!${result.boom}`;
  if (result instanceof Error) {
    const { code, index, cause } = result as { code?: string; index?: number; cause?: unknown };
    return code === 'ERR_INTERLOOP_FIRST_ERROR' ? `!first ${index} ${show(cause)}` : `!${code ?? result}`;
  }
  if (Array.isArray(result)) return `[${result.map(show).join(', ')}]`;
  return String(result);
}
