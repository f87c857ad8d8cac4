import { workerData } from 'node:worker_threads';
import { reactor, threadModule } from 'interloop';

const { who, workers, calls } = workerData;
const tally = threadModule<typeof import('./tally.ts')>(new URL('./tally.js', import.meta.url));
for (let n = 0; n < calls; n++) reactor.callFromThread(tally.count, who, n);
reactor.callFromThread(tally.finish, workers);
