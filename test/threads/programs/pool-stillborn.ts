/** With `workers/stillborn.js` preloaded: no thread comes to life. */
import { Reactor, ThreadPool, threadModule } from 'interloop';

const labour = threadModule<typeof import('../workers/labour.ts')>(new URL('../workers/labour.js', import.meta.url));
const pool = new ThreadPool(new Reactor(), { minThreads: 1, maxThreads: 2 });
for (let i = 0; i < 3; i++) {
  await pool.deferToThread(labour.number).addErrback((error) => console.log((error as { code: string }).code));
}
console.log(`${pool.statistics.threads} threads`);
