/** A store of keys and values in memory. */
import { COMMON_OPTIONS, listen, runProgram } from '../support/program.ts';
import { Store } from './store.ts';

await runProgram({
  help: `A store of keys and values, in memory, until Ctrl-C.

  node server.js [options]

  --listen=ENDPOINT    where (default tcp:7003:127.0.0.1), also tls:7003:certKey=FILE or unix:PATH
${COMMON_OPTIONS}`,
  options: ['listen'],
  main: ({ values }) => listen(values.listen ?? 'tcp:7003:127.0.0.1', new Store()),
});
