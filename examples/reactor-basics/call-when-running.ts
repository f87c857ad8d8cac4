/** A function that is called when the reactor runs, and stops it. */
import { msg, reactor, startLogging } from 'interloop';
import { runOptions } from './options.ts';

startLogging(process.stdout);

function onRunning(what: string): void {
  msg('Called as the reactor runs');
  msg(what);
  msg('Will shut down');
  reactor.stop();
}

reactor.callWhenRunning(onRunning, 'This was passed to onRunning');
await reactor.run(runOptions);
