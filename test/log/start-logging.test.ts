import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { test } from 'node:test';
import { callWithContext, err, Logger, type LoggingOptions, msg, startLogging } from 'interloop';
import { program } from './program.ts';

const invalid = { code: 'ERR_INTERLOOP_INVALID_ARGUMENT' };
const TIME = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}[+-]\d{4} /;

/** What is written while `during` runs, without the times that lines begin with. */
function written(during: () => void, options: LoggingOptions = {}, stream: object = {}): string {
  let text = '';
  const logging = startLogging({ write: (line) => (text += line), ...stream }, options);
  during();
  logging.stop();
  return text;
}

function lines(during: () => void, options?: LoggingOptions): string[] {
  return written(during, options)
    .trimEnd()
    .split('\n')
    .map((line) => line.replace(TIME, ''));
}

test('a line has time, level, system and message', () => {
  assert.match(
    written(() => new Logger('mail').info('hello')),
    new RegExp(`${TIME.source}info  \\[mail\\] hello\n$`),
  );
});

test('nothing is written but what was logged: no line says that the log was opened or closed', () => {
  assert.equal(
    written(() => {}),
    '',
  );
});

test('an error is written with what was being done and its stack, each line of which begins with a tab', () => {
  const [first, ...rest] = lines(() => err(new TypeError('no'), 'while asking'));
  assert.equal(first, 'error [-] while asking: TypeError: no');
  assert.ok(rest.length > 0);
  for (const line of rest) assert.match(line, /^\t {4}at /);
});

test('an error without a reason is written once', () => {
  const [first, second] = lines(() => err(new TypeError('no')));
  assert.equal(first, 'error [-] TypeError: no');
  assert.match(second!, /^\t {4}at /);
});

test('the cause of an error is written, too', () => {
  assert.match(
    written(() => err(new Error('outer', { cause: new Error('inner') }))),
    /Error: outer\n.*\[cause\]: Error: inner/s,
  );
});

test('what was thrown and is no error is written as it is', () => {
  assert.deepEqual(
    lines(() => err('just text', 'while guessing')),
    ["error [-] while guessing: 'just text'"],
  );
});

test('fields follow the message', () => {
  const during = () =>
    callWithContext({ user: 'ada lovelace', request: 7 }, () => new Logger('mail').warn('slow', { path: '/a/b' }));
  assert.deepEqual(lines(during), ["warn  [mail] slow user='ada lovelace' request=7 path=/a/b"]);
});

test('an event cannot look like two, nor move the cursor of a terminal', () => {
  const forged = '\n2026-11-20 09:22:07.250+0000 info  [-] forged\u001b[2J\r';
  const during = () => new Logger(`a${forged}`).info(`b${forged}`, { [`c${forged}`]: `d${forged}` });
  const [first, ...rest] = lines(during);
  assert.match(first!, /^info {2}\[a 2026/);
  assert.equal(rest.length, 1);
  assert.match(rest[0]!, /^\t/);
  assert.doesNotMatch(written(during), /(?![\n\t])\p{Cc}/u);
});

test('a message of several lines is indented after the first', () => {
  assert.deepEqual(
    lines(() => msg('one\ntwo\r\nthree')),
    ['info  [-] one', '\ttwo', '\tthree'],
  );
});

test('a message that is less important than the level is not written', () => {
  const during = () => {
    const log = new Logger('-');
    for (const level of ['debug', 'info', 'warn', 'error', 'critical'] as const) log[level](level);
  };
  const words = (options: LoggingOptions) => lines(during, options).map((line) => line.split(' ').at(-1));
  assert.deepEqual(words({}), ['info', 'warn', 'error', 'critical']);
  assert.deepEqual(words({ level: 'debug' }), ['debug', 'info', 'warn', 'error', 'critical']);
  assert.deepEqual(words({ level: 'error' }), ['error', 'critical']);
});

test('only a terminal that has colors gets them, or who asks for them', () => {
  const during = () => new Logger('mail').error('red', { a: 1 });
  const hasColor = (options: LoggingOptions, stream: object) => written(during, options, stream).includes('\u001b[');
  assert.equal(hasColor({}, {}), false);
  assert.equal(hasColor({}, { isTTY: true, hasColors: () => true }), true);
  assert.equal(hasColor({}, { isTTY: true, hasColors: () => false }), false);
  assert.equal(hasColor({ color: false }, { isTTY: true, hasColors: () => true }), false);
  assert.equal(hasColor({ color: true }, {}), true);
});

test('with json, an event is one line of JSON', () => {
  const error = Object.assign(new TypeError('no'), { code: 'E_NO', cause: new Error('inner') });
  const text = written(() => callWithContext({ system: 'mail', user: 'ada' }, () => err(error, 'while\nasking')), {
    json: true,
  });
  assert.equal(text.split('\n').length, 2);
  const { time, ...event } = JSON.parse(text);
  assert.match(time, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  assert.equal(event.error.stack, error.stack);
  assert.equal(event.error.cause.message, 'inner');
  assert.equal(event.error.code, 'E_NO');
  assert.deepEqual([event.error.name, event.error.message], ['TypeError', 'no']);
  assert.deepEqual([event.level, event.system, event.message, event.user], ['error', 'mail', 'while\nasking', 'ada']);
});

test('with json, what JSON cannot hold is told as text and the rest is kept', () => {
  const circle: { self?: object } = {};
  circle.self = circle;
  const hostile = {
    toJSON() {
      throw new Error('no JSON');
    },
  };
  const fields = {
    circle,
    hostile,
    big: 12n,
    nothing: undefined,
    fn: () => {},
    many: new AggregateError([new Error('a')]),
  };
  const event = JSON.parse(
    written(() => new Logger('-').info('odd', { ...fields, plain: [1, 'two'] }), { json: true }),
  );
  assert.match(event.circle, /Circular/);
  assert.match(event.hostile, /toJSON/);
  assert.deepEqual([event.big, event.nothing, event.fn], ['12', 'undefined', '[Function: fn]']);
  assert.equal(event.many.errors[0].message, 'a');
  assert.deepEqual(event.plain, [1, 'two']);
});

test('with json, thrown undefined is told', () => {
  const event = JSON.parse(written(() => err(undefined), { json: true }));
  assert.equal(event.error, 'undefined');
});

test('nothing is written after stop, which can be called again and is the end of a using block', () => {
  let text = '';
  const logging = startLogging({ write: (line) => (text += line) });
  logging.stop();
  logging[Symbol.dispose]();
  msg('unseen');
  assert.equal(text, '');
});

test('a stream or a level that is none is refused', () => {
  for (const wrong of [undefined, null, {}, 'log.txt'] as never[]) assert.throws(() => startLogging(wrong), invalid);
  assert.throws(() => startLogging({ write() {} }, { level: 'loud' as never }), invalid);
});

test('a stream that breaks does not end the program, and the other observers are told once', async () => {
  const error = new Error('nobody reads');
  const broken = new Writable({ write: (_chunk, _encoding, done) => done(error) });
  let text = '';
  const other = startLogging({ write: (line) => (text += line) });
  const logging = startLogging(broken);
  msg('one');
  await new Promise((resolve) => broken.once('close', resolve));
  msg('two');
  await new Promise((resolve) => process.nextTick(resolve));
  logging.stop();
  other.stop();
  assert.equal(text.match(/an observer of the log failed/g)?.length, 1);
  assert.match(text, /nobody reads/);
});

test('a program whose log nobody reads any more goes on', async () => {
  const { stderr } = await program(`
    import { createWriteStream } from 'node:fs';
    import { once } from 'node:events';
    import { setImmediate } from 'node:timers/promises';
    const full = createWriteStream('/dev/full');
    log.startLogging(full);
    await once(full, 'open');
    log.msg('one');
    while (!full.destroyed) await setImmediate();
    log.msg('two');
    await setImmediate();
    process.stderr.write('alive');`);
  assert.match(stderr, /an observer of the log failed.*ENOSPC.*alive$/s);
});

test('a log on standard output is there when the program ends', async () => {
  const { stdout } = await program(`log.startLogging(process.stdout); log.msg('hello'); process.exit();`);
  assert.match(stdout, / info {2}\[-\] hello\n$/);
});
