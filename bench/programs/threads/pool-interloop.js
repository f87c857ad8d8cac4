import { reactor, ThreadPool, threadModule } from '../../interloop.js';

export function makePool(threads) {
  const work = threadModule(new URL('./work.js', import.meta.url));
  const pool = new ThreadPool(reactor, { minThreads: threads, maxThreads: threads });
  return (name, argument) => pool.deferToThread(work[name], argument);
}
