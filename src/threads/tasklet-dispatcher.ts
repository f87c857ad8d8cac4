/**
 * The other end of `tasklet-calls.ts`: receives calls and makes each in a tasklet of its own.
 *
 * It is a tasklet itself, so that it waits for calls as a servant does: if nothing else is left, the program ends. In the
 * main tasklet, that would be a deadlock.
 */
import { threadId } from 'node:worker_threads';
import { ChannelClosed } from '../errors.ts';
import { err } from '../log/index.ts';
import { notCloneable } from '../messages/not-cloneable.ts';
import { type Packed, packError } from '../messages/packed-error.ts';
import { type Tasklet, tasklet } from '../tasklets/tasklet.ts';
import { load } from './modules.ts';
import { threadModule } from './reference.ts';
import { refused } from './refused.ts';
import { reactorOf } from './remote-reactor.ts';
import type { TaskletCall } from './tasklet-calls.ts';
import { described } from './types.ts';

/** Where calls come from: a ThreadChannel, or a channel of this thread. */
export interface CallSource {
  /** Rejects with ChannelClosed when no more will come. */
  receive(): Promise<TaskletCall>;
}

const caller = threadModule<typeof import('./tasklet-calls.ts')>(new URL('./tasklet-calls.js', import.meta.url));

/**
 * Receives the calls that `callInTasklet()` sends, and makes each in a tasklet of its own, until the channel is closed;
 * resolves when the tasklets that were begun have ended, too. To be run in a worker, a thread of the pool for example.
 *
 * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT` if `channel` cannot receive
 * @throws what `receive()` throws but for ChannelClosed (rejects)
 * @example
 * // worker.js, to be called by callInThread(threadModule(workerUrl).serve, channel)
 * import { dispatchTasklets } from 'interloop';
 *
 * export function serve(channel) {
 *   return dispatchTasklets(channel);
 * }
 */
export function dispatchTasklets(channel: CallSource): Promise<void> {
  if (typeof channel?.receive !== 'function') {
    throw refused('channel', channel, 'a channel that dispatchTasklets() can receive from');
  }
  return new Promise((resolve, reject) => {
    tasklet(() => dispatch(channel).then(resolve, reject), { name: 'dispatcher' })();
  });
}

async function dispatch(channel: CallSource): Promise<void> {
  const running = new Set<Tasklet>();
  try {
    for (;;) {
      const call = await channel.receive();
      tell(call, () => reactorOf(call.caller).callFromThread(caller.taken, call.id, threadId));
      const made: Tasklet = tasklet(() => serve(call).finally(() => running.delete(made)), {
        name: described(call.what),
      })();
      running.add(made);
    }
  } catch (error) {
    if (!(error instanceof ChannelClosed)) throw error;
  } finally {
    await Promise.all([...running].map((made) => made.join()));
  }
}

/** What runs in the tasklet. It does not fail: whoever asked is told. */
async function serve({ caller: thread, id, what, args }: TaskletCall): Promise<void> {
  let value: unknown;
  let error: Packed | undefined;
  try {
    value = await (await load(what))(...args);
  } catch (thrown) {
    error = packError(thrown);
  }
  tell({ caller: thread, id, what, args }, () => {
    try {
      reactorOf(thread).callFromThread(caller.answered, id, error, value);
    } catch (cause) {
      const refusal = packError(notCloneable(described(what), 'result', [value], cause));
      reactorOf(thread).callFromThread(caller.answered, id, refusal, undefined);
    }
  });
}

/** The thread that asked may be gone; then there is nobody to tell. */
function tell(call: TaskletCall, say: () => void): void {
  try {
    say();
  } catch (error) {
    err(error, `while answering ${described(call.what)} to thread ${call.caller}`);
  }
}
