/** Runs until a signal: `until-signal.js [own] [off]`. */
import { exitWithSignal, reactor } from 'interloop';

if (process.argv.includes('own')) {
  process.on('SIGINT', () => {
    console.log('own handler');
    reactor.stop();
  });
}
reactor.addSystemEventTrigger('during', 'shutdown', () => console.log('shutdown'));
reactor.callWhenRunning(() => console.log('running'));
const { signal } = await reactor.run({ installSignalHandlers: !process.argv.includes('off') });
console.log(signal, process.listenerCount('SIGTERM'), process.listenerCount('SIGINT'));
exitWithSignal(signal);
