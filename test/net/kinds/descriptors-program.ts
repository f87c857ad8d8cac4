// node descriptors-program.js WAY HOST: one way in which descriptors and the end of a process have to do with each other.
import { writeSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { Reactor } from 'interloop';
import { enter } from 'interloop/host';
import { leftovers } from 'interloop/testing';
import { type HostName, hostUnderTest } from '../../support/hosts.ts';
import * as libc from './descriptors-libc.ts';

const [way = '', host = ''] = process.argv.slice(2);
const [read, write] = libc.pipe();
const reactor = new Reactor();

function onRead(doRead: (data: string) => void): void {
  const reader = {
    fileno: () => read,
    doRead: () => doRead(libc.readAll(read)),
    connectionLost: (reason: Error) => console.log(reason.message),
  };
  reactor.addReader(reader);
}

async function terminate(): Promise<void> {
  const one = async (): Promise<void> => {
    const worker = new Worker(new URL(import.meta.url), { argv: ['in a worker', ''] });
    await new Promise((resolve) => worker.once('message', resolve));
    await worker.terminate();
    for (let i = 0; i < 3; i++) await setImmediate();
  };
  await one();
  const { descriptors } = leftovers();
  for (let i = 0; i < 3; i++) await one();
  const left = leftovers().descriptors - descriptors;
  console.log(left === 3 * 2 ? 'terminated' : `${left} descriptors for 3 pipes`);
}

const ways: Record<string, () => void> = {
  wait: () =>
    onRead((data) => {
      console.log('read', data);
      reactor.removeAll();
    }),
  exit: () => onRead(() => process.exit(3)),
  throw: () =>
    onRead(() =>
      process.nextTick(() => {
        throw new Error('thrown in a tick');
      }),
    ),
  handle: () => {
    process.on('uncaughtException', ({ message }) => {
      console.log('handled', message);
      writeSync(write, 'again');
    });
    onRead((data) => {
      process.nextTick(() => {
        if (data === 'x') throw new Error('thrown in a tick');
        console.log('read', data);
        reactor.removeAll();
      });
    });
  },
  terminate: () => void terminate(),
  refused: () => {
    try {
      onRead(() => {});
    } catch (error) {
      console.log((error as { code: string }).code, (error as Error).message);
    }
    void reactor.run().then(() => {});
    reactor.callLater(1, () => reactor.stop());
  },
  'in a worker': () => {
    onRead(() => {
      writeSync(write, 'x');
      parentPort?.postMessage('waiting');
    });
  },
};

if (isMainThread) process.on('exit', (code) => console.log('exit', code));
if (host === '' || host === "Node's loop") ways[way]?.();
else {
  const found = hostUnderTest(host as HostName);
  if ('skip' in found) throw new Error(found.skip);
  void enter(found.make(), { ref: false });
  ways[way]?.();
}
writeSync(write, 'x');
