/** Without a reactor that runs: a call keeps the process alive until it has ended, a pool with nothing to do does not. */
import { Reactor, ThreadPool, threadModule } from 'interloop';

const labour = threadModule<typeof import('../workers/labour.ts')>(new URL('../workers/labour.js', import.meta.url));
const pool = new ThreadPool(new Reactor(), { minThreads: 2, maxThreads: 2, idleTimeout: Number.POSITIVE_INFINITY });

pool
  .deferToThread(labour.promised, 'a value')
  .addCallback((value) => console.log(value))
  .addCallback(() => pool.deferToThread(labour.exitLater, 3))
  .addErrback((error) => console.log((error as { code: string }).code));
