/** What do Deferreds and promises cost? deferred-chain.js BATCHES WARMUP. Nanoseconds each. */
import { costOfEach, took } from './cost.js';
import { report } from './talk.js';

const DEEP = 20_000;
const MANY = 1_000;

const [batches, warmup] = process.argv.slice(2).map(Number);
const subject = await import(process.env.BENCH_API === 'interloop' ? './deferreds.js' : './promises.js');
const times = { later: MANY, ready: MANY, failure: MANY, nested: DEEP, coroutine: DEEP, queue: MANY, lock: MANY };

const costs = {};
for (const [name, count] of Object.entries(times)) {
  const batch = subject[name];
  const share = count === DEEP ? 10 : 1;
  if (batch) {
    costs[name] = await costOfEach(count, () => took(() => batch(count)), {
      batches: batches / share,
      warmup: warmup / share,
    });
  }
}
report(costs);
