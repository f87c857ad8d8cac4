/** A chat server. */
import { COMMON_OPTIONS, listen, runProgram } from '../support/program.ts';
import { Room } from './room.ts';

await runProgram({
  help: `A room in which everybody reads what everybody writes, until Ctrl-C.

  node server.js [options]

  --listen=ENDPOINT    where (default tcp:7002:127.0.0.1), also tls:7002:certKey=FILE or unix:PATH
${COMMON_OPTIONS}`,
  options: ['listen'],
  main: ({ values }) => listen(values.listen ?? 'tcp:7002:127.0.0.1', new Room()),
});
