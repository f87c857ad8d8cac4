/** A chat client for a terminal: what is typed is sent line by line, what the others say is printed. */
import { userInfo } from 'node:os';
import { ConnectionDone, clientFromString, connectProtocol, StandardIO } from 'interloop';
import { TextLines } from '../support/lines.ts';
import { COMMON_OPTIONS, endProgram, endProgramFor, runProgram } from '../support/program.ts';

class Chat extends TextLines {
  override messageReceived(text: string): void {
    console.log(text);
  }

  override connectionLost(reason: Error): void {
    if (reason instanceof ConnectionDone) endProgram();
    else endProgramFor(reason);
  }
}

class Keyboard extends TextLines {
  readonly #chat: Chat;

  constructor(chat: Chat) {
    super();
    this.#chat = chat;
  }

  override messageReceived(text: string): void {
    this.#chat.sendLine(text);
  }

  /** Ctrl-D, or the end of a file. */
  override connectionLost(): void {
    this.#chat.sendLine('/quit');
    this.#chat.transport.loseWriteConnection();
  }
}

await runProgram({
  help: `A chat client. /who tells who is there, /nick NAME renames you, /quit or Ctrl-D leaves.

  node client.js [options]

  --connect=ENDPOINT   the server (default tcp:127.0.0.1:7002), also tls:HOST:PORT:caCerts=FILE or unix:PATH
  --nick=NAME          your nickname (default: your user name)
${COMMON_OPTIONS}`,
  options: ['connect', 'nick'],
  main: async ({ values }) => {
    const endpoint = clientFromString(values.connect ?? 'tcp:127.0.0.1:7002');
    const chat = await connectProtocol(endpoint, new Chat());
    chat.sendLine(`/nick ${values.nick ?? userInfo().username}`);
    new StandardIO(new Keyboard(chat));
  },
});
