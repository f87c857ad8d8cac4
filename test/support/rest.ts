/**
 * Rest, which is asked for in one of several periods and not in each: V8 collects garbage in tasks of Node's loop and on threads of
 * its own, which takes turns and time of the processor and comes to an end. What spins or polls does not.
 */

const PERIODS = 10;

/** Measures again and again until it is no more than `most`; tells what it was in the end. */
export async function atRest(most: number, measure: () => number | Promise<number>): Promise<number> {
  let measured = Number.POSITIVE_INFINITY;
  for (let period = 0; period < PERIODS && measured > most; period++) measured = await measure();
  return measured;
}

/** The microseconds of processor that this process takes, all threads together, while `body` runs. */
export async function processorTime(body: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await body();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}
