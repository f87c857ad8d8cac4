/**
 * A chat in a window of Qt: it speaks to `../chat/server.ts`, and so to whoever else does.
 *
 * The reactor stops first and the window goes last, whoever wants it: Quit in the menu, the window's close button, Ctrl-C,
 * SIGTERM. Meanwhile the room is told goodbye.
 */
import { writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { parseArgs } from 'node:util';
import { EndpointSyntaxError, InterloopError, reactor } from 'interloop';
import { qt } from 'interloop/hosts/qt';
import { Conversation } from './conversation.ts';
import { type Command, Window } from './window.ts';

const HELP = `A chat in a window of Qt.

  node main.js [options]

  --connect=ENDPOINT   the server (default tcp:127.0.0.1:7002), also tls:HOST:PORT:caCerts=FILE or unix:PATH
  --nick=NAME          your nickname (default: your user name)
  --help               this text`;

async function main(endpoint: string, nick: string): Promise<void> {
  const host = qt({ application: 'widgets' });
  const window = new Window(`${nick}: chat`, onCommand);
  const conversation = new Conversation(endpoint, nick, window);

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
  const options = { connect: { type: 'string' }, nick: { type: 'string' }, help: { type: 'boolean' } } as const;
  const { values } = parseArgs({ options });
  if (values.help) console.log(HELP);
  else await main(values.connect ?? 'tcp:127.0.0.1:7002', values.nick ?? userInfo().username);
} catch (error) {
  const isUsage =
    error instanceof EndpointSyntaxError || (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS');
  if (!isUsage && !(error instanceof InterloopError)) throw error;
  console.error((error as Error).message);
  process.exitCode = isUsage ? 2 : 1;
}
