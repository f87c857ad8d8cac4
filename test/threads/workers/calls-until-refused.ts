/** Waits for an answer that does not come, and then calls until it is told not to: what came of both goes to the owner. */
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { blockingCallFromThread, reactor, threadModule } from 'interloop';

const inFlight = threadModule<typeof import('./in-flight.ts')>(new URL('./in-flight.js', import.meta.url));
const codeOf = (error: unknown) => (error as { code: string }).code;

try {
  parentPort?.postMessage(['blocking call', blockingCallFromThread(inFlight.never, workerData as Int32Array)]);
} catch (error) {
  parentPort?.postMessage(['blocking call', codeOf(error)]);
}
for (let isRefused = false; !isRefused; await sleep(1)) {
  try {
    reactor.callFromThread(inFlight.count);
  } catch (error) {
    isRefused = true;
    parentPort?.postMessage(['plain calls', codeOf(error)]);
  }
}
