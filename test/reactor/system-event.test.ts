import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Deferred, Reactor, succeed } from 'interloop';

function fixture(): { reactor: Reactor; order: string[]; note: (what: string) => () => void } {
  const order: string[] = [];
  return { reactor: new Reactor(), order, note: (what) => () => void order.push(what) };
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

test('an event that nobody waits for is nothing', () => {
  new Reactor().fireSystemEvent('unknown');
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
    for (const phase of ['before', 'during', 'after'] as const) {
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
  for (const phase of ['before', 'during', 'after'] as const) {
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
