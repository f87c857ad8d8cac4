/** Asks a finger server. */
import { ConnectionDone, connectProtocol, Deferred, Protocol, reactor, TCPClientEndpoint } from 'interloop';
import { printable } from '../support/lines.ts';
import { seconds } from '../support/option-kinds.ts';
import { UsageError } from '../support/options.ts';
import { endProgram, runProgram } from '../support/program.ts';

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
  what: 'Asks a finger server about a user, or who there is.',
  options: { timeout: seconds('seconds until it gives up', 10) },
  words: {
    value: 'USER@HOST:PORT',
    meaning: 'whom, and which server; each part may be missing',
    otherwise: '@127.0.0.1:7079',
    read,
  },
  main: async ({ values, words: [whom] }) => {
    const { user, host, port } = whom!;
    const timeout = values.timeout * 1000;
    const question = new Question(user);
    await connectProtocol(new TCPClientEndpoint(host, port, { timeout }), question);
    const answer = await question.answer.addTimeout(timeout, reactor);
    for (const line of answer.trimEnd().split(/\r?\n/)) console.log(printable(line));
    endProgram();
  },
});
