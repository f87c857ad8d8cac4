/** The same with a log, which tells what Ctrl-C does. */
import { exitWithSignal, msg, reactor, startLogging } from 'interloop';
import { runOptions } from './options.ts';

startLogging(process.stdout);
reactor.callWhenRunning(msg, 'To stop this example, press Ctrl-C');
const { signal } = await reactor.run(runOptions);
exitWithSignal(signal);
