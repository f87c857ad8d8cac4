import assert from 'node:assert/strict';
import { channel } from 'node:diagnostics_channel';
import { beforeEach, test } from 'node:test';
import { addObserver, callWithContext, err, type LogEvent, Logger, msg } from 'interloop';

const events: LogEvent[] = [];
addObserver((event) => events.push(event));
beforeEach(() => {
  events.length = 0;
});

/** An event without its time. */
function only(): Omit<LogEvent, 'time'> {
  assert.equal(events.length, 1);
  const { time, ...rest } = events[0]!;
  assert.equal(typeof time, 'number');
  return rest;
}

test('msg logs a message of level info, put together as console.log does', () => {
  msg('%d bytes from', 12, { host: 'localhost' });
  assert.deepEqual(only(), { level: 'info', system: '-', message: "12 bytes from { host: 'localhost' }" });
});

test('err logs what was thrown, and what was being done', () => {
  const error = new TypeError('no');
  err(error, 'while saying yes');
  assert.deepEqual(only(), { level: 'error', system: '-', message: 'while saying yes', error });
});

test('err without a reason has the error as its message', () => {
  err(new TypeError('no'));
  assert.equal(only().message, 'TypeError: no');
});

test('whatever was thrown can be logged', () => {
  const hostile = new Proxy(() => {}, {
    get() {
      throw new Error('hands off');
    },
  });
  for (const thrown of [undefined, null, 'text', 12n, Symbol('s'), Object.create(null), hostile]) {
    events.length = 0;
    err(thrown);
    assert.equal(only().error, thrown);
    assert.ok('error' in only());
  }
});

test('whatever is in a message can be logged', () => {
  msg({
    [Symbol.for('nodejs.util.inspect.custom')]() {
      throw new Error('not to be seen');
    },
  });
  assert.equal(only().message, '(object that cannot be shown)');
});

test('a logger has a method for every level and says its system', () => {
  const log = new Logger('mail');
  for (const level of ['debug', 'info', 'warn', 'error', 'critical'] as const) {
    events.length = 0;
    log[level]('it is', { what: level });
    assert.deepEqual(only(), { level, system: 'mail', message: 'it is', what: level });
  }
});

test('a logger needs a name', () => {
  assert.throws(() => new Logger(undefined as never), { code: 'ERR_INTERLOOP_INVALID_ARGUMENT' });
});

test('fields win over the context, and what makes an event cannot be replaced', () => {
  callWithContext({ system: 'context', user: 'ada', time: 'never', level: 'none', message: 'none' }, () => {
    new Logger('own').info('text', { user: 'grace' });
  });
  assert.deepEqual(only(), { level: 'info', system: 'own', message: 'text', user: 'grace' });
});

test('an event is frozen', () => {
  msg('as it was');
  assert.ok(Object.isFrozen(events[0]));
});

test('the channel interloop:log gets every event', (t) => {
  const published: unknown[] = [];
  const subscriber = (event: unknown) => published.push(event);
  channel('interloop:log').subscribe(subscriber);
  t.after(() => channel('interloop:log').unsubscribe(subscriber));
  msg('one');
  err('two');
  assert.deepEqual(published, events);
});
