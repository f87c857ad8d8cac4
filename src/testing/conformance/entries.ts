/**
 * From wherever the host is entered, everything works inside, also what was started before.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { stat } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:net';
import { MessageChannel } from 'node:worker_threads';
import { enter, leave } from '../../host/enter.ts';
import { whenHosted } from '../when-hosted.ts';
import { primitives, startAll } from './primitives.ts';
import { type Check, type Subject, sleep } from './subject.ts';

/** The places from which a program may call `enter()`. Top levels of modules are for tests with processes of their own. */
const contexts: Readonly<Record<string, (run: () => void) => void>> = {
  'a promise job': (run) => void Promise.resolve().then(run),
  'an async function': async (run) => {
    await sleep(1);
    run();
  },
  'a microtask': (run) => queueMicrotask(run),
  'a tick': (run) => process.nextTick(run),
  'a timer': (run) => void setTimeout(run, 1),
  'an immediate': (run) => void setImmediate(run),
  'an fs callback': (run) => stat('.', run),
  'an fs promise': async (run) => {
    await readFile(new URL(import.meta.url));
    run();
  },
  'a socket callback': (run) => {
    const server = createServer((socket) => socket.end('x')).listen(0, '127.0.0.1', () => {
      const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
      client.once('data', () => server.close());
      client.once('data', run);
    });
  },
  'a message port': (run) => {
    const { port1, port2 } = new MessageChannel();
    port1.once('message', () => port1.close());
    port1.once('message', run);
    port2.postMessage(1);
  },
  'the exit of a child': (run) => void execFile('true', run),
  'a signal': (run) => {
    process.once('SIGWINCH', run);
    process.kill(process.pid, 'SIGWINCH');
  },
};

export function entryChecks(subject: Subject): Check[] {
  return [
    ...Object.entries(contexts).map(([name, context]) => ({
      name: `entered from ${name}, everything that Node offers works inside`,
      run: () => everythingWorks(subject, context),
    })),
    {
      name: 'the entry resolves with what the host returned, and the host may be entered again',
      run: async () => {
        for (let i = 0; i < 2; i++) {
          whenHosted(leave);
          const result = await enter(subject.host());
          assert.ok(result === undefined || result === 0, `run() returned ${String(result)}`);
        }
      },
    },
  ];
}

async function everythingWorks(subject: Subject, context: (run: () => void) => void): Promise<void> {
  const ran = new Set<string>();
  const old = new Set<string>();
  let isInside = false;
  await new Promise<unknown>((resolve, reject) => {
    context(() => {
      setTimeout(() => old.add('a timer'), 5);
      setImmediate(() => old.add('an immediate'));
      stat('.', () => old.add('an fs callback'));
      enter(subject.host()).then(resolve, reject);
      whenHosted(async () => {
        isInside = true;
        const late = setTimeout(leave, 10_000);
        await startAll(ran);
        await sleep(10);
        clearTimeout(late);
        leave();
      });
    });
  });
  assert.ok(isInside, 'the host returned before Node had its first turn');
  assert.deepEqual([...ran].sort(), Object.keys(primitives).sort(), 'made inside');
  assert.deepEqual([...old].sort(), ['a timer', 'an fs callback', 'an immediate'].sort(), 'made before the entry');
}
