/**
 * Programs of a reactor, as data: what is generated for the comparison with Twisted.
 *
 * A program does one thing after the other with a reactor: it adds triggers and takes them back, fires events, asks for
 * delayed calls and moves them, hands calls in, runs, stops and crashes it. What is called does further things, which are
 * re-entrant, and then returns nothing or a Deferred, or throws. The trace has every call with the time and whether the
 * reactor is running, all that was thrown or logged, and after each pass the delayed calls that are to come. An operation
 * on something that is not there (yet) does nothing, so that every program means something. `peers/programs.py` does the
 * same with Twisted, and says at its head what is different there on purpose.
 */
import fc from 'fast-check';
import {
  addObserver,
  Deferred,
  type DelayedCall,
  type LogEvent,
  type Phase,
  removeObserver,
  type TriggerId,
} from 'interloop';
import { Clock } from 'interloop/testing';
import { ReactorByHand } from './by-hand.ts';

type Ending = ['nothing'] | ['throw', number] | ['deferred', number];

interface Body {
  readonly does: readonly Operation[];
  readonly ends: Ending;
}

type Operation =
  | ['trigger', Phase, string, Body]
  | ['callWhenRunning' | 'callFromThread', Body]
  | ['callLater', number, Body]
  | ['remove' | 'cancel' | 'callback' | 'errback', number]
  | ['reset' | 'delay', number, number]
  | ['fire', string]
  | ['run' | 'stop' | 'crash']
  | ['pass', number];

export interface Program {
  /** What is used: a reactor that makes one pass at a time, or nothing but a clock. */
  readonly on: 'reactor' | 'clock';
  readonly operations: readonly Operation[];
}

const DEFERREDS = 4;
const index = fc.nat({ max: 7 });
const ms = fc.nat({ max: 6 });

/** Operations of these kinds, in which what is called does further ones. */
function operations(simple: fc.Arbitrary<Operation>[], calling: (body: fc.Arbitrary<Body>) => fc.Arbitrary<Operation>) {
  const ends = fc.oneof(
    { weight: 3, arbitrary: fc.constant<Ending>(['nothing']) },
    fc.nat({ max: 99 }).map<Ending>((boom) => ['throw', boom]),
    { weight: 3, arbitrary: fc.nat({ max: DEFERREDS - 1 }).map<Ending>((which) => ['deferred', which]) },
  );
  return fc.letrec<{ operation: Operation; body: Body }>((tie) => ({
    body: fc.record({ does: fc.array(tie('operation'), { maxLength: 3, depthIdentifier: 'body' }), ends }),
    operation: fc.oneof(
      { depthSize: 'small', depthIdentifier: 'body', withCrossShrink: true },
      fc.oneof(...simple),
      calling(tie('body')),
    ),
  })).operation;
}

const onCalls: fc.Arbitrary<Operation>[] = [
  fc.tuple(fc.constant('cancel' as const), index),
  fc.tuple(fc.constant('reset' as const), index, ms),
  fc.tuple(fc.constant('delay' as const), index, fc.integer({ min: -6, max: 6 })),
];
const pass = fc.tuple(fc.constant('pass' as const), ms);
const laterOf = (body: fc.Arbitrary<Body>) => fc.tuple(fc.constant('callLater' as const), ms, body);

function programsOf(on: Program['on'], operation: fc.Arbitrary<Operation>): fc.Arbitrary<Program> {
  return fc.record({
    on: fc.constant(on),
    operations: fc.array(fc.oneof(pass, { weight: 3, arbitrary: operation }), {
      minLength: 10,
      maxLength: 40,
      size: 'max',
    }),
  });
}

/** Programs of a reactor. */
export function reactorPrograms(): fc.Arbitrary<Program> {
  const ownEvent = fc.constantFrom('mail', 'news');
  const event = fc.oneof(fc.constantFrom('startup', 'shutdown'), ownEvent);
  const phase = fc.constantFrom<Phase>('before', 'during', 'after');
  const simple: fc.Arbitrary<Operation>[] = [
    ...onCalls,
    fc.tuple(fc.constant('remove' as const), index),
    fc.tuple(fc.constantFrom('callback' as const, 'errback' as const), fc.nat({ max: DEFERREDS - 1 })),
    fc.tuple(fc.constant('fire' as const), ownEvent),
    fc.tuple(fc.constant('run' as const)),
    fc.tuple(fc.constantFrom('run' as const, 'stop' as const, 'crash' as const)),
  ];
  const calling = (body: fc.Arbitrary<Body>): fc.Arbitrary<Operation> =>
    fc.oneof<fc.MaybeWeightedArbitrary<Operation>[]>(
      { weight: 4, arbitrary: fc.tuple(fc.constant('trigger' as const), phase, event, body) },
      { weight: 2, arbitrary: laterOf(body) },
      fc.tuple(fc.constantFrom('callWhenRunning' as const, 'callFromThread' as const), body),
    );
  return programsOf('reactor', operations(simple, calling));
}

/** Programs of delayed calls on a clock, in which nothing is thrown: what becomes of that is another matter there. */
export function clockPrograms(): fc.Arbitrary<Program> {
  const quiet = (body: fc.Arbitrary<Body>) => body.map(({ does }): Body => ({ does, ends: ['nothing'] }));
  return programsOf(
    'clock',
    operations(onCalls, (body) => laterOf(quiet(body))),
  );
}

/** An error that a program throws, or that one of its Deferreds fails with. */
class Boom extends Error {
  readonly boom: number;
  readonly isOfDeferred: boolean;

  constructor(boom: number, isOfDeferred = false) {
    super();
    this.boom = boom;
    this.isOfDeferred = isOfDeferred;
  }
}

/** Runs a program and tells what it did. */
export function trace({ on, operations }: Program): string[] {
  const clock = new Clock();
  const reactor = new ReactorByHand({ time: clock });
  const time = on === 'clock' ? clock : reactor;
  const lines: string[] = [];
  const triggers: TriggerId[] = [];
  const calls: DelayedCall[] = [];
  const deferreds = Array.from({ length: DEFERREDS }, () => new Deferred<number>());
  let functions = 0;
  let depth = 0;

  const functionOf = ({ does, ends }: Body): (() => unknown) => {
    const name = functions++;
    return () => {
      lines.push(`${name} at ${time.now()}${reactor.running ? ' running' : ''}`);
      depth++;
      for (const operation of does) perform(operation);
      depth--;
      if (ends[0] === 'throw') throw new Boom(ends[1]);
      return ends[0] === 'deferred' ? deferreds[ends[1]] : undefined;
    };
  };

  const perform = (operation: Operation): void => {
    try {
      performOn(operation);
    } catch (error) {
      lines.push(`${operation[0]} throws ${(error as { code: string }).code}`);
    }
  };

  const performOn = (operation: Operation): void => {
    switch (operation[0]) {
      case 'trigger':
        triggers.push(reactor.addSystemEventTrigger(operation[1], operation[2], functionOf(operation[3])));
        break;
      case 'callWhenRunning': {
        const trigger = reactor.callWhenRunning(functionOf(operation[1]));
        if (trigger) triggers.push(trigger);
        break;
      }
      case 'callFromThread':
        reactor.callFromThread(functionOf(operation[1]));
        break;
      case 'callLater':
        calls.push(time.callLater(operation[1], functionOf(operation[2])));
        break;
      case 'remove': {
        const trigger = triggers[operation[1]];
        if (trigger) reactor.removeSystemEventTrigger(trigger);
        break;
      }
      case 'cancel':
        calls[operation[1]]?.cancel();
        break;
      case 'reset':
      case 'delay':
        calls[operation[1]]?.[operation[0]](operation[2]);
        break;
      case 'callback':
        deferreds[operation[1]]!.callback(operation[1]);
        break;
      case 'errback':
        deferreds[operation[1]]!.errback(new Boom(0, true));
        break;
      case 'fire':
        reactor.fireSystemEvent(operation[1]);
        break;
      case 'run':
        if (depth === 0 || reactor.running) void reactor.begin();
        if (depth === 0) reactor.iterate();
        break;
      case 'stop':
      case 'crash':
        reactor[operation[0]]();
        break;
      case 'pass':
        clock.advance(operation[1]);
        if (reactor.isStarted) reactor.iterate();
        lines.push(`to come: ${time.getDelayedCalls().map((call) => `${calls.indexOf(call)} at ${call.getTime()}`)}`);
    }
  };

  const observer = ({ error }: LogEvent): void => {
    if (error instanceof Boom && !error.isOfDeferred) lines.push(`logged ${error.boom}`);
  };
  addObserver(observer);
  for (const operation of operations) perform(operation);
  removeObserver(observer);
  reactor.crash();
  deferreds.forEach((deferred, i) => {
    deferred.addCallbacks(
      (value) => value !== undefined && lines.push(`Deferred ${i}: ${value}`),
      () => {},
    );
  });
  return lines;
}
