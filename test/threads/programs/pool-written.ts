/** What a thread writes is there before the thread is gone. */
import { Reactor, ThreadPool, threadModule } from 'interloop';

const labour = threadModule<typeof import('../workers/labour.ts')>(new URL('../workers/labour.js', import.meta.url));
const pool = new ThreadPool(new Reactor(), { maxThreads: 1 });
await pool.deferToThread(
  labour.sayAll,
  Array.from({ length: 500 }, (_, i) => `line ${i}`),
);
await pool.stop();
console.log('stopped');
