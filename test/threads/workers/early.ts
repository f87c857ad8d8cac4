import { workerData } from 'node:worker_threads';
import { reactor, threadModule } from 'interloop';

const { say } = threadModule<{ say(word: string): void }>(workerData);
reactor.callFromThread(say, 'early');
