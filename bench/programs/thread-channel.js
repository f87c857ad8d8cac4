/** What does a value take to a worker? thread-channel.js VALUES. Microseconds each, of time and of the processor. */
import { report } from './talk.js';

const values = Number(process.argv[2]);
const { connect } = await import(`./threads/channel-${process.env.BENCH_API || 'node'}.js`);
const peer = await connect();
const object = { id: 1, name: 'hello, world', ok: true };

/** The best of some runs, each of as many batches as make up the number of values. */
async function measure(value, batch) {
  const [share, runs] = [batch === 1 ? 20 : batch === 10 ? 4 : 1, 5];
  const batches = Math.ceil(values / share / batch / runs);
  let [time, cpu] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let run = -1; run < runs; run++) {
    const [since, usage] = [performance.now(), process.cpuUsage()];
    for (let i = 0; i < batches; i++) await peer.send(value, batch);
    const { user, system } = process.cpuUsage(usage);
    if (run < 0) continue;
    time = Math.min(time, ((performance.now() - since) * 1000) / batches / batch);
    cpu = Math.min(cpu, (user + system) / batches / batch);
  }
  return { time, cpu };
}

const numbers = await measure(7, 1000);
const objects = await measure(object, 1000);
const few = await measure(object, 10);
const single = await measure(object, 1);
report({
  numbers: numbers.time,
  numbersCpu: numbers.cpu,
  objects: objects.time,
  objectsCpu: objects.cpu,
  few: few.time,
  single: single.time,
});
await peer.end();
