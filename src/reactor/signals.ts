/**
 * The signals that ask a program to end, for as long as a reactor runs.
 *
 * As in Twisted: SIGINT only if nobody else listens to it, so that a program's own handler wins; SIGTERM and SIGBREAK
 * always. Unlike in Twisted the handlers are given back at the end.
 */
import { isMainThread } from 'node:worker_threads';

/** A signal that makes a reactor stop. */
export type StopSignal = 'SIGINT' | 'SIGTERM' | 'SIGBREAK';

/** Calls `onSignal` for each; returns what takes the handlers away again. Does nothing in a worker, which gets none. */
export function handleSignals(onSignal: (signal: StopSignal) => void): () => void {
  if (!isMainThread) return () => {};
  const signals: StopSignal[] = process.platform === 'win32' ? ['SIGTERM', 'SIGBREAK'] : ['SIGTERM'];
  if (process.listenerCount('SIGINT') === 0) signals.push('SIGINT');
  const handlers = signals.map((signal) => [signal, () => onSignal(signal)] as const);
  for (const [signal, handler] of handlers) process.on(signal, handler);
  return () => {
    for (const [signal, handler] of handlers) process.removeListener(signal, handler);
  };
}
