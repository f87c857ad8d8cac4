import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { reactor, reactorOf, threadModule } from 'interloop';

const far = threadModule<typeof import('../workers/asked.ts')>(new URL('../workers/asked.js', import.meta.url));
const worker = new Worker(new URL('../workers/asked.js', import.meta.url));
const [threadId] = await once(worker, 'message');
const answer = reactorOf(threadId).callInReactor(far.ask);
answer.addErrback(() => console.log('cancelled here'));
worker.on('message', (line) => {
  if (line === 'asked') return answer.cancel();
  console.log(line);
  worker.terminate();
  reactor.stop();
});
await reactor.run();
