/** The reactor stops while a call runs, while others wait, and while a trigger that cleans up makes one more. */
import { reactor, ThreadPool, threadModule } from 'interloop';
import { Gate } from '../gate.ts';
import { runReactor } from './run-reactor.ts';

const labour = threadModule<typeof import('../workers/labour.ts')>(new URL('../workers/labour.js', import.meta.url));
const pool = new ThreadPool(reactor, { maxThreads: 1, stopTimeout: 60_000 });
const gate = new Gate();
const codeOf = (error: unknown) => console.log((error as { code: string }).code);

reactor.callWhenRunning(async () => {
  pool.deferToThread(labour.hold, gate.words).addCallback(() => console.log('ran'));
  await gate.begun();
  for (let i = 0; i < 3; i++) pool.deferToThread(labour.number).addErrback(codeOf);
  reactor.addSystemEventTrigger('before', 'shutdown', () => {
    setTimeout(() => gate.open(), 1);
    return pool.deferToThread(labour.promised, 'cleaned up').addCallback((word) => console.log(word));
  });
  reactor.addSystemEventTrigger('during', 'shutdown', () => {
    console.log(`${pool.statistics.threads} threads during shutdown`);
    pool.deferToThread(labour.number).addErrback(codeOf);
  });
  reactor.stop();
});
await runReactor();
console.log('stopped');
