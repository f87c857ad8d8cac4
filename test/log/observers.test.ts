import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addObserver, type LogEvent, type LogObserver, msg, removeObserver } from 'interloop';
import { program } from './program.ts';

/** An observer and what it was given; gone at the end of the test. */
function observer(t: { after(fn: () => void): void }, then: LogObserver = () => {}) {
  const messages: string[] = [];
  const observe = (event: LogEvent) => {
    messages.push(event.message);
    then(event);
  };
  addObserver(observe);
  t.after(() => removeObserver(observe));
  return { messages, observe };
}

test('all observers get every event, in the order of logging', (t) => {
  const [one, two] = [observer(t), observer(t)];
  msg('first');
  msg('second');
  assert.deepEqual([one.messages, two.messages], Array(2).fill(['first', 'second']));
});

test('a removed observer gets nothing more, and removing it again is no error', (t) => {
  const { messages, observe } = observer(t);
  removeObserver(observe);
  removeObserver(observe);
  msg('unseen');
  assert.deepEqual(messages, []);
});

test('an observer that was added twice gets an event once', (t) => {
  const { messages, observe } = observer(t);
  addObserver(observe);
  msg('once');
  assert.deepEqual(messages, ['once']);
});

test('an observer can be removed and added while an event is given', (t) => {
  const last = observer(t, () => {});
  const early = observer(t, () => removeObserver(late.observe));
  const late = observer(t);
  msg('first');
  assert.deepEqual([last.messages, early.messages, late.messages], [['first'], ['first'], []]);
});

test('an observer that throws is told of to the others once, and goes on', (t) => {
  const others = observer(t);
  const error = new Error('disk full');
  const reported: unknown[] = [];
  observer(t, (event) => reported.push(event.error));
  const broken = observer(t, function writeToDisk() {
    throw error;
  });
  msg('one');
  msg('two');
  assert.deepEqual(broken.messages, ['one', 'two']);
  assert.deepEqual(others.messages, ['one', 'an observer of the log failed, which is told once: observe', 'two']);
  assert.deepEqual(reported, [undefined, error, undefined]);
});

test('an observer is not given what it logs itself; others are', (t) => {
  const others = observer(t);
  const talkative = observer(t, () => msg('an echo'));
  msg('hello');
  assert.deepEqual(talkative.messages, ['hello']);
  assert.deepEqual(others.messages, ['hello', 'an echo']);
});

test('two observers that answer each other come to an end', (t) => {
  const one = observer(t, () => msg('one answers'));
  const two = observer(t, () => msg('two answers'));
  msg('hello');
  assert.deepEqual(one.messages, ['hello', 'two answers']);
  assert.deepEqual(two.messages, ['one answers', 'hello']);
});

test('what is not a function is no observer', () => {
  for (const wrong of [undefined, {}, 'log'] as never[]) {
    assert.throws(() => addObserver(wrong), { code: 'ERR_INTERLOOP_INVALID_ARGUMENT' });
  }
});

test('the first observer is given what was logged before, the next ones are not', async () => {
  const { stdout } = await program(`
    log.msg('early');
    log.addObserver((event) => console.log('first', event.message));
    log.addObserver((event) => console.log('second', event.message));
    log.msg('late');`);
  assert.equal(stdout, 'first early\nfirst late\nsecond late\n');
});

test('of what was logged before the first observer, the last 200 events are kept', async () => {
  const { stdout } = await program(`
    for (let i = 0; i < 1000; i++) log.msg(i);
    const seen = [];
    log.addObserver((event) => seen.push(event.message));
    console.log(seen.length, seen.at(0), seen.at(-1));`);
  assert.equal(stdout, '200 800 999\n');
});

test('an error that nobody listens to is written to stderr, a message is not', async () => {
  const { stdout, stderr } = await program(`log.msg('quiet'); log.err(new Error('loud'), 'while starting');`);
  assert.equal(stdout, '');
  assert.match(stderr, /^\S+ \S+ error \[-\] while starting: Error: loud\n\t {4}at /);
  assert.doesNotMatch(stderr, /quiet/);
});

test('an error that an observer or a subscriber of the channel has got is not written to stderr', async () => {
  const withObserver = await program(`log.addObserver(() => {}); log.err(new Error('heard'));`);
  const withSubscriber = await program(`
    import { subscribe } from 'node:diagnostics_channel';
    subscribe('interloop:log', () => {});
    log.err(new Error('heard'));`);
  assert.deepEqual([withObserver.stderr, withSubscriber.stderr], ['', '']);
});

test('when the only observer throws, that and the error that it was given are written to stderr', async () => {
  const { stderr } = await program(`
    log.addObserver(() => { throw new Error('broken') });
    log.err(new Error('lost'));`);
  assert.match(stderr, /Error: broken/);
  assert.match(stderr, /Error: lost/);
});

test('an error that is logged for an observer that is busy is not lost', async () => {
  const { stderr } = await program(`
    log.addObserver(({ message }) => { if (message === 'go') log.err(new Error('inside an observer')) });
    log.msg('go');`);
  assert.match(stderr, /Error: inside an observer/);
});
