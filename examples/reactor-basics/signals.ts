/**
 * Signal handlers of one's own: each signal is logged by its name, and only SIGINT stops the reactor.
 *
 * The reactor leaves SIGINT to whoever listens to it already, so it must not be asked twice.
 */
import { msg, reactor, startLogging } from 'interloop';
import { runOptions } from './options.ts';

startLogging(process.stdout);

function onSignal(signal: NodeJS.Signals): void {
  msg(`Received signal ${signal}`);
  if (signal !== 'SIGINT') return;
  process.off('SIGINT', onSignal);
  msg('Shutting down');
  reactor.stop();
}

process.on('SIGINT', onSignal);
process.on('SIGHUP', onSignal);
reactor.callWhenRunning(() => msg(`Press Ctrl-C, or try: kill -HUP ${process.pid}`));
await reactor.run(runOptions);
