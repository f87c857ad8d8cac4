/**
 * A program with a window: its thread belongs to a host, and a second thread, with a reactor of its own, has the network.
 *
 * Whatever closes the window, the order is the same: what the window waits for is cancelled, the network thread says goodbye
 * and ends, and last the host returns.
 */
import { exitWithSignal, InterloopError, ReactorThread, reactor } from 'interloop';
import { frame } from 'interloop/hosts/frame';
import { glib } from 'interloop/hosts/glib';
import { number, oneOf, wholeNumber } from '../support/option-kinds.ts';
import { readCommandLine } from '../support/options.ts';
import { listenToKeys } from './keys.ts';
import { startServer } from './own-server.ts';
import { Lines, type Screen, screenFor } from './screen.ts';
import { Window } from './window.ts';

const SECONDS = 'closes the window after so many seconds; the end of the input does not close it then';
const PORT = 'the server to watch, on the loopback interface; without it the program starts one';

const { values } = readCommandLine({
  what: 'A window that shows the news, and a network thread that brings them.',
  options: {
    host: oneOf(['frame', 'glib'], 'what the window lives in', 'frame'),
    seconds: number('N', SECONDS, { least: 0.1, most: 3600 }),
    port: wholeNumber('N', PORT, { least: 1, most: 65_535 }),
  },
  notes: 'q closes the window, and so do the end of the input, Ctrl-C and SIGTERM.',
});

async function main({ host, seconds, port }: typeof values): Promise<void> {
  const screen: Screen = host === 'frame' ? screenFor(process.stdout) : new Lines();
  const loop = host === 'glib' ? glib() : frame({ fps: 20, onFrame: () => screen.draw() });
  const server = port === undefined ? await startServer() : undefined;

  const network = new ReactorThread({ name: 'the network thread', onCrash, stopTimeout: 10_000 });
  const window = new Window(network, port ?? server!.port, screen);
  function onCrash(error: Error): void {
    process.exitCode = 1;
    window.close(error.message);
  }

  reactor.callWhenRunning(() => window.open());
  const letGo = listenToKeys((why) => window.close(why), seconds === undefined);
  if (seconds !== undefined) reactor.callLater(seconds * 1000, () => window.close('the time is up'));
  network.join().addCallback(({ exitCode }) => screen.say(`the network thread has ended with code ${exitCode}`));
  reactor.addSystemEventTrigger('after', 'shutdown', () => screen.end());

  const running = reactor.run({ host: loop, installSignalHandlers: true });
  const { signal } = await running.finally(() => {
    letGo();
    server?.close();
  });
  console.log(`${loop.name} has returned`);
  exitWithSignal(signal);
}

try {
  await main(values);
} catch (error) {
  if (!(error instanceof InterloopError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
