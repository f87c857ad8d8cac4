/** A mail notifier: a window of GTK 4 on this thread, an IMAP client with a reactor of its own in another. */
import { parseArgs } from 'node:util';
import { ReactorThread, reactor, threadModule } from 'interloop';
import { gtk } from 'interloop/hosts/gtk';
import { connect, newApplication } from '../support/gtk4.ts';
import type { Account } from './mailbox.ts';
import { MailWindow } from './window.ts';

const HELP = `Shows the mails of a mailbox as they come.

  IMAP_PASSWORD=... node main.js [options] imaps://USER@HOST[:PORT]

  URL            of imaps:, or of imap: where nothing is to be encrypted
  --seconds=S    quits after so many seconds
  --help         this text

The close button, Escape and Ctrl-Q quit.`;

const mailbox = threadModule<typeof import('./mailbox.ts')>(new URL('./mailbox.js', import.meta.url));

function readAccount(text: string | undefined): Account | undefined {
  if (text === undefined || !/^imaps?:\/\/[^@]+@./.test(text) || !URL.canParse(text)) return undefined;
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

const { values, positionals } = parseArgs({
  options: { seconds: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  allowPositionals: true,
});
const account = readAccount(positionals[0]);
if (values.help) console.log(HELP);
else if (account) await run(account, values.seconds === undefined ? undefined : Number(values.seconds));
else {
  console.error('Which mailbox? imaps://USER@HOST; --help tells more');
  process.exitCode = 2;
}
