/** Makes the request of the command line, or those of its standard input, line by line. */
import { backoffPolicy, LineReader, reactor, StandardIO } from 'interloop';
import { connectTo } from '../support/endpoint-options.ts';
import { text } from '../support/option-kinds.ts';
import { endProgram, runProgram } from '../support/program.ts';
import { StoreClient } from './store-client.ts';

const policy = backoffPolicy({ initialDelay: 200, maxDelay: 5000 });
const REQUESTS = 'GET KEY, SET KEY VALUE, DELETE KEY or KEYS; without one those of the standard input are made';

await runProgram({
  what: 'A client of the key-value server. When the connection is lost it is made again, and no request is lost.',
  options: { connect: connectTo('tcp:127.0.0.1:7003') },
  words: { ...text('REQUEST', REQUESTS), most: 1000 },
  main: async ({ values, words }) => {
    const endpoint = values.connect;
    const say = (what: string) => console.error(`${endpoint}: ${what}`);
    const client = new StoreClient(endpoint, {
      policy: (failed) => {
        if (failed === 1) say('not connected, trying again');
        return policy(failed);
      },
      onConnected: () => say('connected'),
    });
    reactor.addSystemEventTrigger('before', 'shutdown', () => client.close());
    if (words.length > 0) console.log(await client.request(words.join(' ')));
    else for await (const line of standardInput()) console.log(await client.request(line));
    endProgram();
  },
});

/** The next line is read when the answer to the one before has come. */
function standardInput(): LineReader {
  const lines = new LineReader();
  new StandardIO(lines);
  return lines;
}
