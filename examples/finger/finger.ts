/** Asks a finger server. */
import { ConnectionDone, connectProtocol, Deferred, Protocol, reactor, TCPClientEndpoint } from 'interloop';
import { printable } from '../support/lines.ts';
import { numberOption } from '../support/numbers.ts';
import { COMMON_OPTIONS, endProgram, runProgram, UsageError } from '../support/program.ts';

const MOST_BYTES = 1_000_000;

/** Sends the question, and collects the answer. */
class Question extends Protocol {
  readonly answer = new Deferred<string>(() => this.transport.abortConnection());
  readonly #text: string;
  readonly #pieces: Buffer[] = [];
  #length = 0;

  constructor(text: string) {
    super();
    this.#text = text;
  }

  override connectionMade(): void {
    this.transport.write(`${this.#text}\r\n`);
  }

  override dataReceived(data: Buffer): void {
    this.#pieces.push(data);
    this.#length += data.length;
    if (this.#length > MOST_BYTES) this.transport.abortConnection();
  }

  override connectionLost(reason: Error): void {
    if (this.answer.called) return;
    if (reason instanceof ConnectionDone) this.answer.callback(Buffer.concat(this.#pieces).toString());
    else this.answer.errback(reason);
  }
}

/** `user@host:port`, of which each part may be missing. */
function read(address: string): { user: string; host: string; port: number } {
  const parts = /^([^@]*)(?:@([^:@]+)(?::(\d+))?)?$/.exec(address);
  const [, user = '', host = '127.0.0.1', port = '7079'] = parts ?? [];
  if (parts && Number(port) >= 1 && Number(port) <= 65_535) return { user, host, port: Number(port) };
  throw new UsageError(`"${address}" is not USER@HOST:PORT`);
}

await runProgram({
  help: `Asks a finger server about a user, or who there is.

  node finger.js [options] [USER][@HOST[:PORT]]

  USER@HOST:PORT       whom, and which server (default: all, of 127.0.0.1:7079)
  --timeout=S          seconds until it gives up (default 10)
${COMMON_OPTIONS}`,
  options: ['timeout'],
  mostWords: 1,
  main: async ({ values, words }) => {
    const { user, host, port } = read(words[0] ?? '');
    const timeout = numberOption('timeout', values.timeout, 10, 3600) * 1000;
    const question = new Question(user);
    await connectProtocol(new TCPClientEndpoint(host, port, { timeout }), question);
    const answer = await question.answer.addTimeout(timeout, reactor);
    for (const line of answer.trimEnd().split(/\r?\n/)) console.log(printable(line));
    endProgram();
  },
});
