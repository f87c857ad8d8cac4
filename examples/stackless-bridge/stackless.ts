/**
 * What the thread of the tasklets runs: a dispatcher, and the function that is called.
 */
import { threadId } from 'node:worker_threads';
import { dispatchTasklets, getCurrent, schedule, type TaskletCall, type ThreadChannel } from 'interloop';

/** Receives calls from the channel, and runs each in a tasklet of its own, until the channel is closed; gives its thread. */
export async function dispatcher(channel: ThreadChannel<TaskletCall>): Promise<number> {
  await dispatchTasklets(channel);
  return threadId;
}

/** Runs in a tasklet, so it may give way to others, or wait at a channel. */
export async function aFunction(...args: number[]): Promise<string> {
  await schedule();
  return `${getCurrent().name.split(' ')[0]} in thread ${threadId}: ${args.join(', ')}`;
}
