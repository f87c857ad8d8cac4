/** A web client with a window: the reactor inside GTK 4. */
import { CancelledError, type Deferred, reactor } from 'interloop';
import { gtk } from 'interloop/hosts/gtk';
import { connect, newApplication } from '../support/gtk4.ts';
import { inBytes } from '../support/numbers.ts';
import { seconds, webAddress } from '../support/option-kinds.ts';
import { readCommandLine } from '../support/options.ts';
import { fetchPage, type Page, type Progress } from '../web-client/fetch-page.ts';
import { markupOf, titleOf } from './markup.ts';
import { ClientWindow } from './window.ts';

const { values, words } = readCommandLine({
  what: 'A web client with a window.',
  options: { seconds: seconds('quits after so many seconds') },
  words: webAddress('is fetched at once'),
  notes: 'Enter fetches, Escape cancels, Ctrl-L goes to the address, Ctrl-Q quits.',
});

let fetching: Deferred<void> | undefined;

function fetch(address: string): void {
  const url = address.trim();
  if (url === '') return;
  fetching?.cancel();
  window.isBusy = true;
  fetching = fetchPage(/^\w+:\/\//.test(url) ? url : `https://${url}`, { onProgress: showProgress })
    .addFinally(() => {
      fetching = undefined;
      window.isBusy = false;
    })
    .addCallback(showPage)
    .addErrback((error) => {
      if (error instanceof CancelledError) window.say('Cancelled');
      else window.complain((error as Error).message);
    });
}

function showProgress({ phase, url, received, total }: Progress): void {
  const { host } = new URL(url);
  window.progress = total ? received / total : undefined;
  if (phase === 'connecting') window.say(`Connecting to ${host}`);
  else if (phase === 'waiting') window.say(`Waiting for ${host}`);
  else window.say(`${inBytes(received)}${total ? ` of ${inBytes(total)}` : ''} from ${host}`);
}

function showPage({ url, status, statusText, headers, body }: Page): void {
  window.show(markupOf(body, headers.get('content-type') ?? ''), titleOf(body));
  window.address = url;
  const text = `${status} ${statusText}, ${inBytes(Buffer.byteLength(body))} from ${url}`;
  if (status < 400) window.say(text);
  else window.complain(text);
}

function quit(): void {
  if (reactor.running && !reactor.isStopping) reactor.stop();
}

const application = newApplication('dev.interloop.WebClient');
const host = gtk({ version: 4, application });
let window: ClientWindow;
connect(application, 'activate', () => {
  window = new ClientWindow(application, { onFetch: fetch, onCancel: () => fetching?.cancel(), onClose: quit });
});
reactor.callWhenRunning(() => {
  const [url] = words;
  if (url !== undefined) {
    window.address = url;
    fetch(url);
  }
  if (values.seconds !== undefined) reactor.callLater(values.seconds * 1000, quit);
});
// The reactor ends first, with what is being fetched, and the window last.
reactor.addSystemEventTrigger('before', 'shutdown', () => fetching?.cancel());
reactor.addSystemEventTrigger('after', 'shutdown', () => window.destroy());
await reactor.run({ host, installSignalHandlers: true });
