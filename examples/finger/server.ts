/** A finger server (RFC 1288): one line is the question, what comes until the end of the connection is the answer. */
import { Factory, TimeoutMixin } from 'interloop';
import { listenAt } from '../support/endpoint-options.ts';
import { TextLines } from '../support/lines.ts';
import { text } from '../support/option-kinds.ts';
import { listen, runProgram } from '../support/program.ts';
import { readUsers } from './users.ts';

const PATIENCE_MS = 30_000;

class Finger extends TimeoutMixin(TextLines) {
  override maxLength = 512;
  readonly #users: string | undefined;

  constructor(users: string | undefined) {
    super();
    this.#users = users;
  }

  override connectionMade(): void {
    this.setTimeout(PATIENCE_MS);
  }

  override timeoutConnection(): void {
    this.transport.abortConnection();
  }

  override messageReceived(text: string): void {
    this.setTimeout(undefined);
    this.pauseProducing(); // one question is all
    this.#answer(text.replace(/^\/W\b/i, '').trim()).then(
      (answer) => this.#end(answer),
      (error) => this.#end(`The list of users cannot be read: ${error.message}`),
    );
  }

  async #answer(user: string): Promise<string> {
    if (user.includes('@')) return 'This server asks no others.';
    const users = await readUsers(this.#users);
    if (user === '') return [...users.keys()].join('\r\n');
    const status = users.get(user);
    return status === undefined ? `${user}: no such user` : `${user}: ${status}`;
  }

  #end(answer: string): void {
    this.transport.write(`${answer}\r\n`);
    this.transport.loseConnection();
  }
}

await runProgram({
  what: 'A finger server, until Ctrl-C.',
  options: {
    listen: listenAt('tcp:7079:127.0.0.1'),
    users: text('FILE', 'a line for each user, as in "ada: writes notes"; without it three that are made up'),
  },
  notes: "Finger's own port, 79, is not for everybody.",
  main: ({ values }) => listen(values.listen, Factory.forProtocol(Finger, values.users)),
});
