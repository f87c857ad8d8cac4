// Enters new hosts 50 times: work of many kinds inside, a call at the host's level, and out again.
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { enter, leave, modal } from 'interloop/host';
import { collect, makeHost } from './host.ts';

async function echo(): Promise<void> {
  const server = createServer((socket) => pipeline(socket, socket)).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1').end('x'.repeat(100_000));
  let bytes = 0;
  for await (const chunk of client) bytes += chunk.length;
  server.close();
  if (bytes !== 100_000) throw new Error(`${bytes} bytes came back`);
}

async function work(): Promise<void> {
  const timer = new Promise((resolve) => setTimeout(resolve, 2));
  const child = new Promise((resolve) => execFile('true', resolve));
  await Promise.all([timer, child, echo(), readFile(new URL(import.meta.url)), modal(() => {})]);
  leave();
}

for (let i = 0; i < 50; i++) {
  const entry = enter(makeHost());
  if (i < 5) modal(() => void work());
  else modal(leave);
  await entry;
}
await collect();
console.log('done');
