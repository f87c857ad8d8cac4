import { workerData } from 'node:worker_threads';
import { reactor, threadModule } from 'interloop';

const [module, how] = workerData;
reactor.callFromThread(threadModule<{ say(how: string): void }>(module).say, how);
if (how === 'exits') process.exit();
