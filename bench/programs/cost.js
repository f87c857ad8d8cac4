/**
 * What small things take: nanoseconds each, as the median of batches. It tells the usual batch, into which neither the
 * collection of garbage nor another process comes; what garbage costs shows where there is much of it.
 */
import { median } from '../stats.js';

/** How many nanoseconds `work` takes, to the end of the promise that it may return. */
export async function took(work) {
  const before = process.hrtime.bigint();
  const end = work();
  if (end !== undefined) await end;
  return Number(process.hrtime.bigint() - before);
}

/** `batch` does `count` things and tells how many nanoseconds they took. */
export async function costOfEach(count, batch, { batches, warmup }) {
  const costs = [];
  for (let i = -warmup; i < batches; i++) {
    const cost = await batch();
    if (i >= 0) costs.push(cost / count);
    await new Promise(setImmediate);
  }
  return median(costs);
}
