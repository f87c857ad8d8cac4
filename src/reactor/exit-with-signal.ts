/**
 * The end of a program that a signal has ended.
 */
import type { StopSignal } from './signals.ts';

/**
 * Ends the process by the signal that has ended its reactor, so that a shell sees what it expects: 128 + the signal's
 * number. It is what `twistd` does at its end. Does nothing without a signal, or where somebody listens to it.
 *
 * @example
 * import { exitWithSignal, reactor } from 'interloop';
 *
 * reactor.callWhenRunning(() => reactor.stop());
 * const { signal } = await reactor.run();
 * exitWithSignal(signal);
 */
export function exitWithSignal(signal: StopSignal | undefined): void {
  if (signal !== undefined && process.listenerCount(signal) === 0) process.kill(process.pid, signal);
}
