/**
 * A chat window: Tk's loop is the host, Node's network lives in it.
 *
 * Whoever leaves (by the window, Ctrl-C or SIGTERM) stops the reactor. The connection is closed first, then Tk's loop
 * ends, and the window goes last.
 */
import { reactor } from 'interloop';
import { tk } from 'interloop/hosts/tk';
import { ChatClient } from '../chat-client/chat-client.ts';
import { chatOptions } from '../chat-client/chat-options.ts';
import { readCommandLine } from '../support/options.ts';
import { ChatWindow } from './window.ts';

const { values } = readCommandLine({ what: 'A chat in a window of Tk.', options: chatOptions });
const { connect, nick } = values;

const leave = () => {
  if (!reactor.isStopping) reactor.stop();
};
const window: ChatWindow = new ChatWindow(nick, (text) => client.say(text), leave);
const client = new ChatClient(connect, nick, window);

reactor.callWhenRunning(() => {
  client.start();
  console.log('ready');
});
reactor.addSystemEventTrigger('before', 'shutdown', () => client.stop());

await reactor.run({ host: tk(), installSignalHandlers: true });
window.close();
