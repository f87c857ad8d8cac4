/**
 * A chat in a window of Qt: it speaks to `../chat/server.ts`, and so to whoever else does.
 *
 * The reactor stops first and the window goes last, whoever wants it: Quit in the menu, the window's close button, Ctrl-C,
 * SIGTERM. Meanwhile the room is told goodbye.
 */
import { writeFile } from 'node:fs/promises';
import { InterloopError, reactor } from 'interloop';
import { qt } from 'interloop/hosts/qt';
import { chatOptions } from '../chat-client/chat-options.ts';
import { readCommandLine } from '../support/options.ts';
import { Conversation } from './conversation.ts';
import { type Command, Window } from './window.ts';

const { values } = readCommandLine({ what: 'A chat in a window of Qt.', options: chatOptions });

async function main({ connect, nick }: typeof values): Promise<void> {
  const host = qt({ application: 'widgets' });
  const window = new Window(`${nick}: chat`, onCommand);
  const conversation = new Conversation(connect, nick, window);

  const commands: Record<Command, (text: string) => void> = {
    quit: () => reactor.running && !reactor.isStopping && reactor.stop(),
    say: (text) => conversation.say(text),
    rename: () => {
      const name = window.askName();
      if (name !== '') conversation.rename(name);
    },
    save: () => void save(window.askFile()),
  };

  function onCommand(command: Command, text: string): void {
    commands[command](text);
  }

  async function save(file: string): Promise<void> {
    if (file === '' || reactor.isStopping) return;
    await writeFile(file, `${window.transcript}\n`).catch(() => {});
    window.showState(`saved as ${file}`);
  }

  reactor.callWhenRunning(() => {
    conversation.open();
    console.log('ready');
  });
  reactor.addSystemEventTrigger('before', 'shutdown', () => conversation.close());
  reactor.addSystemEventTrigger('after', 'shutdown', () => window.close());
  await reactor.run({ host, installSignalHandlers: true });
}

try {
  await main(values);
} catch (error) {
  if (!(error instanceof InterloopError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
