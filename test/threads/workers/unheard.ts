import { parentPort } from 'node:worker_threads';
import { addObserver, reactor, threadModule } from 'interloop';

const settings = threadModule<typeof import('./settings.ts')>(new URL('./settings.js', import.meta.url));
addObserver(({ error }) => parentPort?.postMessage((error as { code?: string }).code));
reactor.callFromThread(settings.get, 'quality');
setTimeout(() => {}, 100);
