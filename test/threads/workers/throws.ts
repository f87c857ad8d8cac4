import { workerData } from 'node:worker_threads';
import { reactor, threadModule } from 'interloop';

const settings = threadModule<typeof import('./settings.ts')>(new URL('./settings.js', import.meta.url));
reactor.callFromThread(settings.refuse);
reactor.callFromThread(threadModule<{ next(): void }>(workerData).next);
