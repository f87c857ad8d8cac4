import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  addObserver,
  Deferred,
  fail,
  type LogEvent,
  Reactor,
  removeObserver,
  reportUnhandledErrors,
  succeed,
} from 'interloop';

const PHASES = ['before', 'during', 'after'] as const;

function fixture(): { reactor: Reactor; order: string[]; note: (what: string) => () => void } {
  const order: string[] = [];
  return { reactor: new Reactor(), order, note: (what) => () => void order.push(what) };
}

/** What is logged while `during` runs. */
function logged(during: () => void): LogEvent[] {
  const events: LogEvent[] = [];
  const observer = (event: LogEvent) => events.push(event);
  addObserver(observer);
  during();
  removeObserver(observer);
  return events;
}

test('an event calls its triggers phase by phase, in the order in which they were added', () => {
  const { reactor, order, note } = fixture();
  for (const phase of ['after', 'before', 'during'] as const) {
    reactor.addSystemEventTrigger(phase, 'mine', note(`${phase} 1`));
    reactor.addSystemEventTrigger(phase, 'mine', note(`${phase} 2`));
  }
  reactor.fireSystemEvent('mine');
  assert.deepEqual(order, ['before 1', 'before 2', 'during 1', 'during 2', 'after 1', 'after 2']);
});

test('a trigger gets its arguments and is called once', () => {
  const { reactor } = fixture();
  const seen: unknown[] = [];
  reactor.addSystemEventTrigger('during', 'mine', (a: number, b: string) => seen.push([a, b]), 1, 'two');
  reactor.fireSystemEvent('mine');
  reactor.fireSystemEvent('mine');
  assert.deepEqual(seen, [[1, 'two']]);
});

test('an event that nobody waits for is nothing, and any string is a name', () => {
  const { reactor, order, note } = fixture();
  for (const name of ['unknown', '', '__proto__', 'constructor']) {
    reactor.fireSystemEvent(name);
    reactor.addSystemEventTrigger('during', name, note(name));
    reactor.fireSystemEvent(name);
  }
  assert.deepEqual(order, ['unknown', '', '__proto__', 'constructor']);
});

test('what a trigger throws is logged once, with phase and event, and stops no other', () => {
  const { reactor, order, note } = fixture();
  for (const phase of PHASES) {
    reactor.addSystemEventTrigger(phase, 'mine', () => {
      throw new Error(phase);
    });
    reactor.addSystemEventTrigger(phase, 'mine', note(phase));
  }
  const events = logged(() => reactor.fireSystemEvent('mine'));
  assert.deepEqual(order, PHASES);
  assert.deepEqual(
    events.map(({ message, error }) => [message, (error as Error).message]),
    PHASES.map((phase) => [`while calling a trigger ${phase} mine`, phase]),
  );
});

test('a before trigger that a before trigger adds runs in the same firing', () => {
  const { reactor, order, note } = fixture();
  reactor.addSystemEventTrigger('before', 'mine', () => {
    reactor.addSystemEventTrigger('before', 'mine', note('added'));
  });
  reactor.addSystemEventTrigger('during', 'mine', note('during'));
  reactor.fireSystemEvent('mine');
  assert.deepEqual(order, ['added', 'during']);
});

test('a during trigger may add during and after triggers of this firing, and before triggers of the next', () => {
  const { reactor, order, note } = fixture();
  reactor.addSystemEventTrigger('during', 'mine', () => {
    for (const phase of PHASES) {
      reactor.addSystemEventTrigger(phase, 'mine', note(phase));
    }
  });
  reactor.fireSystemEvent('mine');
  assert.deepEqual(order, ['during', 'after']);
  reactor.fireSystemEvent('mine');
  assert.deepEqual(order, ['during', 'after', 'before']);
});

test('Deferreds that have fired do not make an event wait', () => {
  const { reactor, order, note } = fixture();
  reactor.addSystemEventTrigger('before', 'mine', () => succeed(1));
  reactor.addSystemEventTrigger('during', 'mine', note('during'));
  reactor.fireSystemEvent('mine');
  assert.deepEqual(order, ['during']);
});

test('an event waits for all Deferreds of its before triggers, whether they succeed or fail', () => {
  const { reactor, order, note } = fixture();
  const [first, second] = [new Deferred<void>(), new Deferred<void>()];
  reactor.addSystemEventTrigger('before', 'mine', () => first);
  reactor.addSystemEventTrigger('before', 'mine', () => second);
  reactor.addSystemEventTrigger('during', 'mine', note('during'));
  reactor.fireSystemEvent('mine');
  second.callback();
  assert.deepEqual(order, []);
  first.errback(new Error('a Deferred of a before trigger'));
  assert.deepEqual(order, ['during']);
});

test('an event waits for promises and other thenables as well', async () => {
  const { reactor, order, note } = fixture();
  let resolve = () => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  reactor.addSystemEventTrigger('before', 'mine', () => promise);
  reactor.addSystemEventTrigger('before', 'mine', async () => {});
  // biome-ignore lint/suspicious/noThenProperty: that is what is tested
  reactor.addSystemEventTrigger('before', 'mine', () => ({ then: (done: () => void) => done() }));
  reactor.addSystemEventTrigger('during', 'mine', note('during'));
  reactor.fireSystemEvent('mine');
  await null;
  assert.deepEqual(order, []);
  resolve();
  await promise;
  assert.deepEqual(order, ['during']);
});

test('a Deferred of a before trigger that fails is logged once, with its event, and is answered for', () => {
  const { reactor, order, note } = fixture();
  const error = new Error('not saved');
  reactor.addSystemEventTrigger('before', 'mine', () => fail(error));
  reactor.addSystemEventTrigger('during', 'mine', note('during'));
  const events = logged(() => reactor.fireSystemEvent('mine'));
  assert.deepEqual(order, ['during']);
  assert.deepEqual(
    events.map((event) => [event.message, event.error]),
    [['while waiting for a trigger before mine', error]],
  );
  assert.equal(reportUnhandledErrors(), 0);
});

test('a Deferred of a before trigger keeps its value for whoever comes later', () => {
  const { reactor, order } = fixture();
  const saved = new Deferred<string>();
  reactor.addSystemEventTrigger('before', 'mine', () => saved);
  reactor.fireSystemEvent('mine');
  saved.callback('saved');
  saved.addCallback((what) => order.push(what));
  assert.deepEqual(order, ['saved']);
});

test('with nothing left to wait for, an event goes on outside of the callbacks of what it has waited for', () => {
  const { reactor, order, note } = fixture();
  const done = succeed();
  for (const event of ['outer', 'inner']) reactor.addSystemEventTrigger('before', event, () => done);
  reactor.addSystemEventTrigger('during', 'outer', () => {
    reactor.fireSystemEvent('inner');
    order.push('outer');
  });
  reactor.addSystemEventTrigger('during', 'inner', note('inner'));
  reactor.fireSystemEvent('outer');
  assert.deepEqual(order, ['inner', 'outer']);
});

test('what during and after triggers return is not waited for', () => {
  const { reactor, order, note } = fixture();
  reactor.addSystemEventTrigger('during', 'mine', () => new Deferred());
  reactor.addSystemEventTrigger('after', 'mine', note('after'));
  reactor.fireSystemEvent('mine');
  assert.deepEqual(order, ['after']);
});

test('different events are independent, also while one waits', () => {
  const { reactor, order, note } = fixture();
  reactor.addSystemEventTrigger('before', 'slow', () => new Deferred());
  reactor.addSystemEventTrigger('during', 'quick', note('quick'));
  reactor.fireSystemEvent('slow');
  reactor.fireSystemEvent('quick');
  assert.deepEqual(order, ['quick']);
});

test('a trigger that was removed is not called, and is removed once', () => {
  const { reactor, order, note } = fixture();
  for (const phase of PHASES) {
    const id = reactor.addSystemEventTrigger(phase, 'mine', note(phase));
    reactor.removeSystemEventTrigger(id);
    assert.throws(() => reactor.removeSystemEventTrigger(id), { code: 'ERR_INTERLOOP_TRIGGER_GONE' });
  }
  reactor.fireSystemEvent('mine');
  assert.deepEqual(order, []);
});

test('the same function in another phase is another trigger', () => {
  const { reactor, order, note } = fixture();
  const fn = note('called');
  const id = reactor.addSystemEventTrigger('before', 'mine', fn);
  reactor.addSystemEventTrigger('after', 'mine', fn);
  reactor.removeSystemEventTrigger(id);
  reactor.fireSystemEvent('mine');
  assert.deepEqual(order, ['called']);
});

test('while an event is fired, what it has not called yet may be removed, what it has called may not', () => {
  const { reactor, order, note } = fixture();
  const late = reactor.addSystemEventTrigger('after', 'mine', note('late'));
  const self = reactor.addSystemEventTrigger('during', 'mine', () => {
    assert.throws(() => reactor.removeSystemEventTrigger(self), { code: 'ERR_INTERLOOP_TRIGGER_GONE' });
    reactor.removeSystemEventTrigger(late);
  });
  reactor.fireSystemEvent('mine');
  assert.deepEqual(order, []);
});

test('a before trigger may remove what its event has not called yet, in all phases', () => {
  const { reactor, order, note } = fixture();
  reactor.addSystemEventTrigger('before', 'mine', () => {
    for (const trigger of triggers) trigger.remove();
    order.push('first');
  });
  const triggers = PHASES.map((phase) => reactor.addSystemEventTrigger(phase, 'mine', note(phase)));
  reactor.addSystemEventTrigger('after', 'mine', note('last'));
  reactor.fireSystemEvent('mine');
  assert.deepEqual(order, ['first', 'last']);
});

test('while an event waits, its during and after triggers may be removed, and others added', () => {
  const { reactor, order, note } = fixture();
  const wait = new Deferred();
  reactor.addSystemEventTrigger('before', 'mine', () => wait);
  const triggers = (['during', 'after'] as const).map((phase) =>
    reactor.addSystemEventTrigger(phase, 'mine', note(phase)),
  );
  reactor.fireSystemEvent('mine');
  for (const trigger of triggers) reactor.removeSystemEventTrigger(trigger);
  reactor.addSystemEventTrigger('during', 'mine', note('added'));
  wait.callback();
  assert.deepEqual(order, ['added']);
});

test('an event that is fired by a trigger of its own calls what is left, and then all of it was called', () => {
  const { reactor, order, note } = fixture();
  reactor.addSystemEventTrigger('before', 'mine', () => {
    order.push('first');
    reactor.fireSystemEvent('mine');
    order.push('first returns');
  });
  for (const phase of PHASES) reactor.addSystemEventTrigger(phase, 'mine', note(phase));
  reactor.fireSystemEvent('mine');
  assert.deepEqual(order, ['first', ...PHASES, 'first returns']);
});

test('a before trigger of a firing that waits is gone when the event is fired again', () => {
  const { reactor } = fixture();
  const trigger = reactor.addSystemEventTrigger('before', 'mine', () => new Deferred());
  reactor.fireSystemEvent('mine');
  reactor.fireSystemEvent('mine');
  assert.throws(() => trigger.remove(), { code: 'ERR_INTERLOOP_TRIGGER_GONE' });
});

test('what addSystemEventTrigger() has not returned is refused as a trigger', () => {
  for (const garbage of [undefined, null, 1, 'mine', [], ['before', () => {}], {}] as never[]) {
    assert.throws(() => new Reactor().removeSystemEventTrigger(garbage), { code: 'ERR_INTERLOOP_INVALID_ARGUMENT' });
  }
});

test('a before trigger that was called already is removed with a warning while the event waits', async () => {
  const { reactor } = fixture();
  const id = reactor.addSystemEventTrigger('before', 'mine', () => new Deferred());
  reactor.fireSystemEvent('mine');
  const warned = new Promise<Error>((resolve) => process.once('warning', resolve));
  reactor.removeSystemEventTrigger(id);
  assert.match((await warned).message, /called already/);
});

test('disposing of a trigger removes it, and may come too late', () => {
  const { reactor, order, note } = fixture();
  const id = reactor.addSystemEventTrigger('during', 'mine', note('during'));
  id[Symbol.dispose]();
  id[Symbol.dispose]();
  reactor.fireSystemEvent('mine');
  assert.deepEqual(order, []);
});
