/** A thread that calls the main one now and then. It sleeps between two calls, so that its own loop has no part in it. */
import { workerData } from 'node:worker_threads';
import { reactor, threadModule } from '../../interloop.js';
import { now } from '../clock.js';

const { port, calls, delay } = workerData;
const { arrive } = threadModule(new URL('./arrivals.js', import.meta.url));
const word = new Int32Array(new SharedArrayBuffer(4));
const call = port ? (at) => port.postMessage(at) : (at) => reactor.callFromThread(arrive, at);

for (let n = 0; n < calls; n++) {
  Atomics.wait(word, 0, 0, delay);
  call(now());
  if (n === 0) await new Promise((resolve) => setTimeout(resolve, 100)); // the first one makes the link
}
