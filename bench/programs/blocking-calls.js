/** What does a call cost that a thread sleeps in? blocking-calls.js CALLS WARMUP. Microseconds. */
import { report } from './talk.js';

const [calls, warmup] = process.argv.slice(2).map(Number);
const { measure } = await import(`./threads/blocking-${process.env.BENCH_API || 'node'}.js`);
report(await measure(calls, warmup));
process.exit();
