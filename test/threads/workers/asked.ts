import { parentPort, threadId } from 'node:worker_threads';
import { Deferred, reactor } from 'interloop';

export function ask(): Deferred<void> {
  parentPort?.postMessage('asked');
  return new Deferred(() => parentPort?.postMessage('cancelled there'));
}

if (!reactor.wasStarted) {
  reactor.callWhenRunning(() => parentPort?.postMessage(threadId));
  reactor.run({ installSignalHandlers: false });
}
