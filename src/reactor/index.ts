/**
 * The reactor: Twisted's, name for name, on Node's loop and in any host.
 *
 * Reading order: core.ts, reactor.ts, system-event.ts (triggers in three phases), delayed-calls.ts (time), driver.ts (what makes
 * it go), signals.ts, global.ts (the reactor of the program).
 */
export type { ReactorOptions } from './core.ts';
export type { DelayedCall } from './delayed-call.ts';
export { exitWithSignal } from './exit-with-signal.ts';
export { install, reactor } from './global.ts';
export { Reactor, type RunOptions, type RunResult } from './reactor.ts';
export type { StopSignal } from './signals.ts';
export type { Phase, TriggerId } from './system-event.ts';
export type { ReactorTime } from './time.ts';
export type { FunctionWaker } from './waker-driver.ts';
