/** A chat server. */
import { listenAt } from '../support/endpoint-options.ts';
import { listen, runProgram } from '../support/program.ts';
import { Room } from './room.ts';

await runProgram({
  what: 'A room in which everybody reads what everybody writes, until Ctrl-C.',
  options: { listen: listenAt('tcp:7002:127.0.0.1') },
  main: ({ values }) => listen(values.listen, new Room()),
});
