/**
 * One small use of each thing that Node offers to wait for. Each resolves when its callback has run.
 */
import { execFile } from 'node:child_process';
import { stat } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect, createServer as createTcpServer } from 'node:net';
import { Worker } from 'node:worker_threads';

export type Primitive = () => Promise<unknown>;

const done = (start: (callback: () => void) => void): Primitive => {
  return () => new Promise<void>((resolve) => start(resolve));
};

let imports = 0;

/** By name, so that a failure can say which. */
export const primitives: Readonly<Record<string, Primitive>> = {
  'a tick': done((callback) => process.nextTick(callback)),
  'a microtask': done((callback) => queueMicrotask(callback)),
  'a promise': async () => {
    await null;
    await Promise.resolve();
  },
  'a timer': done((callback) => setTimeout(callback, 2)),
  'an immediate': done((callback) => setImmediate(callback)),
  'an fs callback': done((callback) => stat('.', callback)),
  'an fs promise': () => readFile(new URL(import.meta.url)),
  'a socket': tcpRoundTrip,
  fetch: fetchFromOurselves,
  'a message of a worker': () => {
    return once(new Worker('require("node:worker_threads").parentPort.postMessage(1)', { eval: true }), 'message');
  },
  'the exit of a child': done((callback) => execFile('true', callback)),
  'a signal': () => {
    const signalled = once(process, 'SIGWINCH');
    process.kill(process.pid, 'SIGWINCH');
    return signalled;
  },
  'a dynamic import': () => import(`data:text/javascript,export default ${++imports}`),
};

/** Starts all of them at once; tells the names of those that have run when all have, or when the time is up. */
export async function startAll(ran: Set<string>): Promise<void> {
  await Promise.all(
    Object.entries(primitives).map(async ([name, primitive]) => {
      await primitive();
      ran.add(name);
    }),
  );
}

function once(emitter: NodeJS.EventEmitter, event: string): Promise<unknown> {
  return new Promise((resolve) => emitter.once(event, resolve));
}

function tcpRoundTrip(): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createTcpServer((socket) => socket.pipe(socket)).listen(0, '127.0.0.1', () => {
      const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
      client.on('error', reject);
      client.once('data', () => client.end());
      client.once('close', () => server.close(() => resolve()));
      client.write('ping');
    });
  });
}

function fetchFromOurselves(): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer((_, response) => response.end('pong')).listen(0, '127.0.0.1', async () => {
      try {
        const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
        await response.text();
        server.closeAllConnections();
        server.close(() => resolve());
      } catch (error) {
        reject(error);
      }
    });
  });
}
