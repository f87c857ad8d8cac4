/**
 * What crosses threads: calls by name, a pool of threads, a reactor in a thread.
 *
 * Start with `wire.ts`, which tells how two threads talk, and `route.ts`, which finds the other one.
 */
import './accept.ts';

export type { ThreadCalls } from './call-multiple.ts';
export {
  type SentThreadChannel,
  type SyncOptions,
  ThreadChannel,
  type ThreadChannelOptions,
} from './channel/thread-channel.ts';
export {
  callInThread,
  callMultipleInThread,
  deferToThread,
  getThreadPool,
  suggestThreadPoolSize,
} from './defer-to-thread.ts';
export { exposeToThreads } from './modules.ts';
export { ThreadPool, type ThreadPoolOptions, type ThreadPoolStatistics } from './pool.ts';
export { ReactorClient } from './reactor-client.ts';
export { ReactorThread, type ReactorThreadOptions, type ThreadEnding } from './reactor-thread.ts';
export { threadModule } from './reference.ts';
export { blockingCallFromThread, RemoteReactor, reactorOf } from './remote-reactor.ts';
export { isInReactorThread } from './route.ts';
export { type CallChannel, callInTasklet, type TaskletCall } from './tasklet-calls.ts';
export { type CallSource, dispatchTasklets } from './tasklet-dispatcher.ts';
export type { AnyFunction, FunctionName, Returned, ThreadModule, ThreadReference } from './types.ts';
