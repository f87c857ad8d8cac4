/**
 * What runs in the thread of a ReactorThread: its reactor, from the first call that was made to the last.
 */
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { reactor } from '../reactor/global.ts';
import './accept.ts';
import { endThread } from './end-thread.ts';
import { Inbox } from './inbox.ts';
import { worksFor } from './owner.ts';
import type { ReactorThreadData } from './reactor-thread.ts';
import { hasOwnReactor } from './route.ts';

const { end, owner } = workerData as ReactorThreadData;
worksFor(owner);
hasOwnReactor();
const inbox = new Inbox(end, reactor);
for (let got = receiveMessageOnPort(end.port); got; got = receiveMessageOnPort(end.port)) inbox.take(got.message);
await inbox.settled;

reactor.callWhenRunning(() => parentPort?.postMessage('running'));
await reactor.run({ installSignalHandlers: false });
parentPort?.postMessage('stopped');
await endThread();
