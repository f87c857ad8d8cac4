/**
 * Results that are not there yet.
 *
 * Start with `deferred.ts`, whose head explains all the rest; `chain.ts` is the machine below it.
 */
export { getDebugging, setDebugging } from './debugging.ts';
export { Deferred, type DeferredOptions } from './deferred.ts';
export {
  DeferredList,
  type DeferredListOptions,
  type DeferredListResult,
  gatherResults,
  type Outcome,
  type Several,
} from './deferred-list.ts';
export { ensureDeferred } from './ensure-deferred.ts';
export { DeferredFilesystemLock } from './filesystem-lock.ts';
export { type CoroutineGenerator, inlineCallbacks } from './inline-callbacks.ts';
export { DeferredLock } from './lock.ts';
export { DeferredQueue, type DeferredQueueOptions } from './queue.ts';
export { race } from './race.ts';
export { execute, fail, maybeDeferred, succeed } from './results.ts';
export type { Scheduler } from './scheduler.ts';
export { DeferredSemaphore } from './semaphore.ts';
export type { OnTimeout } from './timeout.ts';
export {
  onUnhandledError,
  reportUnhandledErrors,
  type UnhandledError,
  type UnhandledErrorReporter,
} from './unhandled.ts';
