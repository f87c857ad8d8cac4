/** Sends back everything that it receives. */
import { Factory } from 'interloop';
import { COMMON_OPTIONS, listen, runProgram } from '../support/program.ts';
import { Echo } from './echo.ts';

await runProgram({
  help: `Sends back everything that it receives, until Ctrl-C.

  node server.js [options]

  --listen=ENDPOINT    where (default tcp:7001:127.0.0.1), also tls:7001:certKey=FILE or unix:PATH
${COMMON_OPTIONS}`,
  options: ['listen'],
  main: ({ values }) => listen(values.listen ?? 'tcp:7001:127.0.0.1', Factory.forProtocol(Echo)),
});
