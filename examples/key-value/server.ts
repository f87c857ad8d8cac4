/** A store of keys and values in memory. */
import { listenAt } from '../support/endpoint-options.ts';
import { listen, runProgram } from '../support/program.ts';
import { Store } from './store.ts';

await runProgram({
  what: 'A store of keys and values, in memory, until Ctrl-C.',
  options: { listen: listenAt('tcp:7003:127.0.0.1') },
  main: ({ values }) => listen(values.listen, new Store()),
});
