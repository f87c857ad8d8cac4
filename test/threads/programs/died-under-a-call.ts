/** One worker waits for another one, which is terminated. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { reactor } from 'interloop';

const victim = new Worker(new URL('../workers/victim.js', import.meta.url));
const [victimId] = await once(victim, 'message');
const caller = new Worker(new URL('../workers/calls-victim.js', import.meta.url), { workerData: victimId });
victim.on('message', () => victim.terminate());
caller.on('message', (line) => {
  console.log(line);
  reactor.stop();
});
await reactor.run();
