/** A mail notifier: a window of GTK 4 on this thread, an IMAP client with a reactor of its own in another. */
import { ReactorThread, reactor, threadModule } from 'interloop';
import { gtk } from 'interloop/hosts/gtk';
import { connect, newApplication } from '../support/gtk4.ts';
import { seconds } from '../support/option-kinds.ts';
import { readCommandLine, UsageError } from '../support/options.ts';
import type { Account } from './mailbox.ts';
import { MailWindow } from './window.ts';

const mailbox = threadModule<typeof import('./mailbox.ts')>(new URL('./mailbox.js', import.meta.url));

const MAILBOX = 'the mailbox, also imap: where nothing is to be encrypted; the port may be missing';

function readAccount(text: string, name: string): Account {
  if (!/^imaps?:\/\/[^@]+@./.test(text) || !URL.canParse(text)) {
    throw new UsageError(`${name} is imaps://USER@HOST or imap://USER@HOST, not "${text}"`);
  }
  const { protocol, hostname, port, username } = new URL(text);
  const secure = protocol === 'imaps:';
  return {
    host: hostname,
    port: Number(port) || (secure ? 993 : 143),
    secure,
    user: decodeURIComponent(username),
    password: process.env.IMAP_PASSWORD ?? '',
  };
}

async function run(account: Account, seconds: number | undefined): Promise<void> {
  const application = newApplication('dev.interloop.MailNotifier');
  const network = new ReactorThread({ name: 'the network thread', onCrash, stopTimeout: 10_000 });
  let window: MailWindow;
  function quit(): void {
    if (reactor.running && !reactor.isStopping) reactor.stop();
  }
  function onCrash(error: Error): void {
    console.error(error.message);
    process.exitCode = 1;
    quit();
  }
  connect(application, 'activate', () => {
    window = new MailWindow(application, quit);
  });
  reactor.callWhenRunning(() => {
    network.addReactorEventTrigger('after', 'startup', mailbox.watch, account);
    network.startReactor().addErrback(() => {}); // onCrash tells
    if (seconds !== undefined) reactor.callLater(seconds * 1000, quit);
  });
  // Before that the network thread has ended, and with it whatever it was fetching.
  reactor.addSystemEventTrigger('after', 'shutdown', () => window.destroy());
  await reactor.run({ host: gtk({ version: 4, application }), installSignalHandlers: true });
}

const { values, words } = readCommandLine({
  what: 'Shows the mails of a mailbox as they come.',
  start: 'IMAP_PASSWORD=... node main.js',
  options: { seconds: seconds('quits after so many seconds') },
  words: { value: 'imaps://USER@HOST:PORT', meaning: MAILBOX, least: 1, read: readAccount },
  notes: 'The close button, Escape and Ctrl-Q quit.',
});
await run(words[0]!, values.seconds);
