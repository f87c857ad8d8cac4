/** What the kernel knows of a process: read from outside, so that looking costs the process nothing. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';

export const isKnown = existsSync('/proc/self/schedstat');

/** CPU time in milliseconds, and how often the kernel let one of its threads run again, since its start. */
export function usage(pid) {
  const total = { cpu: 0, wakeUps: 0 };
  if (!isKnown) return { cpu: Number.NaN, wakeUps: Number.NaN };
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    const read = (name) => readFileSync(`/proc/${pid}/task/${thread}/${name}`, 'utf8');
    total.cpu += Number(read('schedstat').split(' ')[0]) / 1e6;
    total.wakeUps += Number(read('status').match(/^voluntary_ctxt_switches:\s+(\d+)/m)[1]);
  }
  return total;
}
