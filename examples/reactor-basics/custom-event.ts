/** An event of one's own: fired after four seconds, and its trigger stops the reactor. */
import { msg, reactor, startLogging } from 'interloop';
import { runOptions } from './options.ts';
import { seconds } from './seconds.ts';

startLogging(process.stdout);

function onTime(what: string): void {
  msg(what);
  msg(new Date().toLocaleString());
  msg('Will fire Event1 after 4 seconds');
  reactor.callLater(seconds(4), () => reactor.fireSystemEvent('Event1'));
}

function onEvent1(): void {
  msg(new Date().toLocaleString());
  msg('In the trigger of Event1, shutting down');
  reactor.stop();
}

msg(new Date().toLocaleString());
reactor.callLater(seconds(4), onTime, 'Called after 4 seconds');
reactor.addSystemEventTrigger('during', 'Event1', onEvent1);
await reactor.run(runOptions);
