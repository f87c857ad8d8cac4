/** Sends back everything that it receives. */
import { Factory } from 'interloop';
import { listenAt } from '../support/endpoint-options.ts';
import { listen, runProgram } from '../support/program.ts';
import { Echo } from './echo.ts';

await runProgram({
  what: 'Sends back everything that it receives, until Ctrl-C.',
  options: { listen: listenAt('tcp:7001:127.0.0.1') },
  main: ({ values }) => listen(values.listen, Factory.forProtocol(Echo)),
});
