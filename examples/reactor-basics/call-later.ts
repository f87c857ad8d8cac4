/** A function that is called after four seconds; the log shows the time. */
import { msg, reactor, startLogging } from 'interloop';
import { runOptions } from './options.ts';
import { seconds } from './seconds.ts';

startLogging(process.stdout);

function onTime(what: string): void {
  msg(what);
  msg(new Date().toLocaleString());
  msg('Will stop');
  reactor.stop(); // or try reactor.sigInt() or reactor.crash()
}

msg(new Date().toLocaleString());
reactor.callLater(seconds(4), onTime, 'Called after 4 seconds');
await reactor.run(runOptions);
