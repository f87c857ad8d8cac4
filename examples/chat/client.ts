/** A chat client for a terminal: what is typed is sent line by line, what the others say is printed. */
import { ConnectionDone, connectProtocol, StandardIO } from 'interloop';
import { chatOptions } from '../chat-client/chat-options.ts';
import { TextLines } from '../support/lines.ts';
import { endProgram, endProgramFor, runProgram } from '../support/program.ts';

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
  what: 'A chat client. /who tells who is there, /nick NAME renames you, /quit or Ctrl-D leaves.',
  options: chatOptions,
  main: async ({ values }) => {
    const chat = await connectProtocol(values.connect, new Chat());
    chat.sendLine(`/nick ${values.nick}`);
    new StandardIO(new Keyboard(chat));
  },
});
