/** The reactor stops while calls run that do not come to an end. */
import { reactor, ThreadPool, threadModule } from 'interloop';
import { Gate } from '../gate.ts';
import { runReactor } from './run-reactor.ts';

const labour = threadModule<typeof import('../workers/labour.ts')>(new URL('../workers/labour.js', import.meta.url));
const pool = new ThreadPool(reactor, { maxThreads: 2, stopTimeout: 20 });
const gate = new Gate();

reactor.callWhenRunning(async () => {
  for (const work of [labour.hold, labour.linger] as (typeof labour.hold)[]) {
    pool
      .deferToThread(work, gate.words)
      .addErrback((error) => console.log((error as Error).message.replace(/file:.*\//, '')));
    await gate.begun();
  }
  await gate.begun(2);
  reactor.stop();
});
await runReactor();
console.log('stopped');
