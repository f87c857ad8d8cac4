import { parentPort, threadId } from 'node:worker_threads';
import { Deferred, reactor } from 'interloop';

/** Never answers. */
export function beAsked(): Deferred<void> {
  parentPort?.postMessage('asked');
  return new Deferred();
}

if (!reactor.wasStarted) {
  reactor.callWhenRunning(() => parentPort?.postMessage(threadId));
  reactor.run({ installSignalHandlers: false });
}
