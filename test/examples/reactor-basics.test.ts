import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { node, type Outcome } from '../cli/command.ts';
import { inEachHost } from '../cli/in-each-host.ts';
import { example } from './example.ts';

const SHORT = { REACTOR_BASICS_SECOND: '10' };
const TIME = String.raw`.*\d:\d\d.*`;

/** On Node's own loop, and in each host. */
function onEachLoop(sentence: string, check: (...args: string[]) => Promise<void>): void {
  test(`${sentence}, on Node's loop`, () => check());
  inEachHost(sentence, (host) => check(`--host=${host}`));
}

function run(program: string, ...args: string[]): Promise<Outcome> {
  return node([example(`reactor-basics/${program}`), ...args], { env: SHORT });
}

/** The messages of a log, each without its time, level and system. */
function messagesOf(log: string): string {
  return log.replaceAll(/^.* info +\[-\] /gm, '');
}

/** Sends the signals one by one, each when the output has what is said to come before it. */
async function interrupt(program: string, args: string[], plan: [NodeJS.Signals, after: string][]): Promise<Outcome> {
  const child = spawn(process.execPath, [example(`reactor-basics/${program}`), ...args]);
  const closed = once(child, 'close');
  const output = Promise.all([text(child.stdout), text(child.stderr)]);
  let seen = '';
  child.stdout.on('data', (chunk) => {
    seen += chunk;
    const [next] = plan;
    if (!next || !seen.includes(next[1])) return;
    plan.shift();
    child.kill(next[0]);
  });
  const [[stdout, stderr], [status, signal]] = await Promise.all([output, closed]);
  return { stdout, stderr, ends: signal ?? status };
}

onEachLoop('callWhenRunning calls with its argument and stops', async (...args) => {
  const { stdout, stderr, ends } = await run('call-when-running.ts', ...args);
  assert.deepEqual([stderr, ends], ['', 0]);
  assert.match(messagesOf(stdout), /^Called as the reactor runs\nThis was passed to onRunning\nWill shut down\n/);
});

onEachLoop('callLater calls after its time and stops', async (...args) => {
  const { stdout, stderr, ends } = await run('call-later.ts', ...args);
  assert.deepEqual([stderr, ends], ['', 0]);
  assert.match(messagesOf(stdout), new RegExp(`^${TIME}\nCalled after 4 seconds\n${TIME}\nWill stop\n`));
});

onEachLoop("an event of one's own is fired, and its trigger stops", async (...args) => {
  const { stdout, stderr, ends } = await run('custom-event.ts', ...args);
  assert.deepEqual([stderr, ends], ['', 0]);
  const lines = [
    TIME,
    'Called after 4 seconds',
    TIME,
    'Will fire Event1 after 4 seconds',
    TIME,
    'In the trigger of Event1',
  ];
  assert.match(messagesOf(stdout), new RegExp(`^${lines.join('\n')}, shutting down\n`));
});

onEachLoop('signals are logged by name, and only SIGINT stops', async (...args) => {
  const { stdout, stderr, ends } = await interrupt('signals.ts', args, [
    ['SIGHUP', 'Press Ctrl-C'],
    ['SIGINT', 'Received signal SIGHUP'],
  ]);
  assert.deepEqual([stderr, ends], ['', 0]);
  assert.match(messagesOf(stdout), /\nReceived signal SIGHUP\nReceived signal SIGINT\nShutting down\n/);
});

onEachLoop('the smallest program runs until Ctrl-C, and ends by that signal', async (...args) => {
  const { stdout, stderr, ends } = await interrupt('run.ts', args, [['SIGINT', 'press Ctrl-C']]);
  assert.deepEqual([stdout, stderr, ends], ['To stop this example, press Ctrl-C\n', '', 'SIGINT']);
});

onEachLoop('the log tells what Ctrl-C does', async (...args) => {
  const { stdout, stderr, ends } = await interrupt('logging.ts', args, [['SIGINT', 'press Ctrl-C']]);
  assert.deepEqual([stderr, ends], ['', 'SIGINT']);
  assert.match(messagesOf(stdout), /^To stop this example, press Ctrl-C\nReceived SIGINT, shutting down\.\n/);
});

test('a program that blocks gets the result of a Deferred while the reactor goes on', async () => {
  const { stdout, stderr, ends } = await run('blocking.ts');
  assert.deepEqual([stderr, ends], ['', 0]);
  assert.deepEqual(stdout.trimEnd().split('\n'), [
    'starting',
    'setting up a callback after a second',
    'getting a Deferred',
    'the reactor is still running',
    'the Deferred is fired',
    'got the Deferred: got it!',
    'stopping',
    'stopped',
  ]);
});
