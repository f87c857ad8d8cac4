/** The smallest program: a reactor that runs until Ctrl-C. */
import { exitWithSignal, reactor } from 'interloop';
import { runOptions } from './options.ts';

console.log('To stop this example, press Ctrl-C');
const { signal } = await reactor.run(runOptions);
exitWithSignal(signal);
