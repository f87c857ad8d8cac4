/**
 * What runs in the thread of a ReactorThread: its reactor, from the first call that was made to the last.
 */
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { reactor } from '../reactor/global.ts';
import './accept.ts';
import { Inbox } from './inbox.ts';
import type { ReactorThreadData } from './reactor-thread.ts';
import { hasOwnReactor, worksFor } from './route.ts';

const { end, owner } = workerData as ReactorThreadData;
worksFor(owner);
hasOwnReactor();
const inbox = new Inbox(end, reactor);
for (let got = receiveMessageOnPort(end.port); got; got = receiveMessageOnPort(end.port)) inbox.take(got.message);
await inbox.settled;

reactor.callWhenRunning(() => parentPort?.postMessage('running'));
await reactor.run({ installSignalHandlers: false });
parentPort?.postMessage('stopped');
await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
// The thread is the reactor's: what still holds the loop open was to be closed by a shutdown trigger.
process.exit(0);

function flushed(stream: NodeJS.WriteStream): Promise<void> | undefined {
  return stream.writableLength > 0 ? new Promise((resolve) => stream.write('', () => resolve())) : undefined;
}
