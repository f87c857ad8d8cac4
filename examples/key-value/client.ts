/** Makes the request of the command line, or those of its standard input, line by line. */
import { backoffPolicy, clientFromString, LineReader, reactor, StandardIO } from 'interloop';
import { COMMON_OPTIONS, endProgram, runProgram } from '../support/program.ts';
import { StoreClient } from './store-client.ts';

const policy = backoffPolicy({ initialDelay: 200, maxDelay: 5000 });

await runProgram({
  help: `A client of the key-value server. When the connection is lost it is made again, and no request is lost.

  node client.js [options] [REQUEST]

  REQUEST              GET KEY, SET KEY VALUE, DELETE KEY or KEYS; without one those of the standard input are made
  --connect=ENDPOINT   the server (default tcp:127.0.0.1:7003), also tls:HOST:PORT:caCerts=FILE or unix:PATH
${COMMON_OPTIONS}`,
  options: ['connect'],
  mostWords: 1000,
  main: async ({ values, words }) => {
    const endpoint = clientFromString(values.connect ?? 'tcp:127.0.0.1:7003');
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
