/**
 * Functions that run in turn, and the channels that they meet at.
 *
 * Reading order: run-queue.ts (who runs when), selectable.ts (what can be waited for), wait.ts (an operation from the call to its
 * return), tasklet.ts, exchange.ts (how values change hands), channel.ts and channel-calls.ts, selection.ts and select.ts,
 * deadlock.ts.
 */
export type { WaitOptions } from './abortable.ts';
export { Channel, type ChannelOptions } from './channel.ts';
export {
  type BlockedOperation,
  type DeadlockHandler,
  getBlocked,
  onDeadlock,
  reportBlocked,
} from './deadlock.ts';
export type { BufferPolicy, Preference } from './exchange.ts';
export { seedSelect } from './random.ts';
export { getRuncount, schedule } from './schedule.ts';
export { type NothingSelected, type SelectCase, type Selected, type SelectOptions, select } from './select.ts';
export type { Selectable } from './selectable.ts';
export {
  getCurrent,
  getMain,
  type Tasklet,
  type TaskletOptions,
  type TaskletResult,
  tasklet,
} from './tasklet.ts';
export { waitFor } from './wait-for.ts';
