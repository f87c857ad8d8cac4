/**
 * A window of wxWidgets that shows what a fetch brings every two seconds, and takes its time to say goodbye.
 *
 * The reactor stops first and the window goes last, whoever wants it: Exit in the menu, the window's close button, Ctrl-C,
 * SIGTERM. While the goodbye is counted down, and while a dialog is open, everything goes on.
 */
import { deferLater, InterloopError, LoopingCall, reactor } from 'interloop';
import { wx } from 'interloop/hosts/wx';
import { webAddress, wholeNumber } from '../support/option-kinds.ts';
import { readCommandLine } from '../support/options.ts';
import { openNewsstand } from './newsstand.ts';
import { type Command, Window } from './window.ts';

const PERIOD_MS = 2000;

const { values } = readCommandLine({
  what: 'A window of wxWidgets with headlines in it.',
  options: {
    url: webAddress('where a headline is fetched every two seconds; without it there is a server of its own'),
    goodbye: wholeNumber('MS', 'milliseconds that the goodbye takes', { least: 0, most: 60_000 }, 1000),
  },
});

async function main(url: string): Promise<void> {
  const host = wx({ application: 'gui' });
  const window = new Window(onCommand);
  const end = new AbortController();
  let isOpen = false;

  function onCommand(command: Command): void {
    if (command === 'quit') quit();
    else showAbout();
  }

  /** Blocks; called by wx, and so on the host's own level. */
  function showAbout(): void {
    isOpen = true;
    window.about();
    isOpen = false;
  }

  function quit(): void {
    if (reactor.running && !reactor.isStopping) reactor.stop();
  }

  const fetching = new LoopingCall(async () => {
    const time = new Date().toLocaleTimeString('en-GB');
    const answer = await ask(url, end.signal);
    if (!end.signal.aborted) window.add(time, ...answer);
  });
  const counting = new LoopingCall(() =>
    window.say(1, `${(++tenths / 10).toFixed(1)} s${isOpen ? ', a dialog is open' : ''}`),
  );
  let tenths = 0;

  reactor.callWhenRunning(() => {
    fetching.start(PERIOD_MS);
    counting.start(100);
    window.say(0, `asks ${url}`);
    console.log('ready');
  });
  reactor.addSystemEventTrigger('before', 'shutdown', async () => {
    for (const left of [3, 2, 1]) {
      window.say(0, `goodbye in ${left} …`);
      console.log(`goodbye in ${left}`);
      await deferLater(reactor, values.goodbye / 3);
    }
  });
  reactor.addSystemEventTrigger('after', 'shutdown', () => {
    end.abort();
    fetching.stop();
    counting.stop();
    window.close();
  });
  await reactor.run({ host, installSignalHandlers: true });
  console.log('wx has returned');
}

/** The status and the headline. */
async function ask(url: string, end: AbortSignal): Promise<[status: string, headline: string]> {
  try {
    const response = await fetch(url, { signal: AbortSignal.any([end, AbortSignal.timeout(PERIOD_MS)]) });
    return [String(response.status), (await response.text()).trim()];
  } catch {
    return ['-', 'nobody answers'];
  }
}

try {
  if (values.url) await main(values.url);
  else {
    const newsstand = await openNewsstand();
    await main(newsstand.url).finally(() => newsstand.close());
  }
} catch (error) {
  if (!(error instanceof InterloopError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
