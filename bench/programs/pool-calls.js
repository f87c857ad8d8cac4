/**
 * What does a call in a thread of a pool cost? pool-calls.js CALLS BATCHES WARMUP. Microseconds a call: of short ones in a
 * pool of one thread, CALLS at once (batch) and one after the other (single); of some that compute for a millisecond, at
 * once in two threads (busy) and one after the other (busySingle).
 */
import { costOfEach, took } from './cost.js';
import { report } from './talk.js';

const [calls, batches, warmup] = process.argv.slice(2).map(Number);
const { makePool } = await import(`./threads/pool-${process.env.BENCH_API || 'node'}.js`);
const FEWER = 5;
const LONG = 100;

/** All at once. */
function together(pool, count, name) {
  return new Promise((resolve, reject) => {
    let left = count;
    const onEnd = () => {
      if (--left === 0) resolve();
    };
    for (let i = 0; i < count; i++) pool(name, i).then(onEnd, reject);
  });
}

async function oneByOne(pool, count, name) {
  for (let i = 0; i < count; i++) await pool(name, i);
}

const cost = async (how, pool, count, name) =>
  (await costOfEach(count, () => took(() => how(pool, count, name)), { batches, warmup })) / 1000;

const one = makePool(1);
const two = makePool(2);
report({
  batch: await cost(together, one, calls, 'increment'),
  single: await cost(oneByOne, one, calls / FEWER, 'increment'),
  busy: await cost(together, two, calls / LONG, 'compute'),
  busySingle: await cost(oneByOne, one, calls / LONG, 'compute'),
});
process.exit();
