/**
 * A whole program: a reactor that runs for as long as its main function.
 */
import { inspect } from 'node:util';
import { maybeDeferred } from '../deferred/results.ts';
import { InvalidArgumentError, ReactorNotRunning } from '../errors.ts';
import { err } from '../log/index.ts';
import { exitWithSignal } from '../reactor/exit-with-signal.ts';
import { reactor as theReactor } from '../reactor/global.ts';
import type { Reactor, RunOptions } from '../reactor/reactor.ts';

/** How `react()` runs its reactor: as `run()` does, and which. */
export interface ReactOptions extends RunOptions {
  /** What runs; without it, the reactor of the program. */
  readonly reactor?: Reactor;
}

/**
 * Runs the reactor until `main(reactor, ...argv)`, and the Deferred or promise that it returns, has ended, and sets the
 * exit code of the process: 0, or 1 if it has failed, which is logged. Twisted's `react` raises `SystemExit` instead.
 *
 * `main` is called just before `startup`, inside the host if there is one. A reactor that is stopped earlier is no error.
 * If a signal has ended it, the process ends by that signal. A `process.exitCode` that `main` has set stays.
 *
 * @returns resolves when the shutdown is over, unless a signal was the end
 * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
 * @throws whatever `reactor.run()` rejects with
 * @example
 * import { deferLater, react } from 'interloop';
 *
 * await react(async (reactor, name) => {
 *   await deferLater(reactor, 10);
 *   console.log(`hello, ${name}`); // hello, world
 * }, ['world']);
 */
export async function react<Args extends readonly unknown[] = []>(
  main: (reactor: Reactor, ...argv: Args) => unknown,
  argv?: Args,
  options: ReactOptions = {},
): Promise<void> {
  if (typeof main !== 'function') throw new InvalidArgumentError(`react() takes a function, not ${inspect(main)}`);
  const { reactor = theReactor, ...runOptions } = options;
  const args = (argv ?? []) as unknown as Args;
  let hasEnded = false;
  const begin = (): void => {
    maybeDeferred(main, reactor, ...args)
      .addErrback((error) => {
        err(error, 'main function encountered error');
        process.exitCode ||= 1;
      })
      .addCallback(() => {
        if (!hasEnded) reactor.callWhenRunning(stopUnlessStopping, reactor);
      });
  };
  const trigger = reactor.addSystemEventTrigger('before', 'startup', begin);
  try {
    const { signal } = await reactor.run(runOptions);
    exitWithSignal(signal);
  } finally {
    hasEnded = true;
    trigger[Symbol.dispose]();
  }
}

function stopUnlessStopping(reactor: Reactor): void {
  try {
    reactor.stop();
  } catch (error) {
    if (!(error instanceof ReactorNotRunning)) throw error;
  }
}
