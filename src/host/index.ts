/**
 * Node inside a foreign event loop, with or without the reactor on top.
 *
 * Reading order: host.ts (what a host is), native-call.ts (how native code is described), enter.ts (in and out),
 * stay.ts (one stay), modal.ts (nested loops), statistics.ts, channels.ts, native.ts (the addon).
 */
export * from '../errors.ts';
export { beforeWait, call, type EnterOptions, enter, type Hosted, hosted, install, leave } from './enter.ts';
export type { Host, Watch } from './host.ts';
export { modal } from './modal.ts';
export {
  FIRST,
  GUEST,
  type NativeArgument,
  type NativeCall,
  type NativeResult,
  native,
  TURN,
  type Waker,
  waker,
} from './native-call.ts';
export { formatStatistics, type HostStatistics } from './statistics.ts';
export type { StayOptions } from './stay.ts';
