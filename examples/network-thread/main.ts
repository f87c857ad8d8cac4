/**
 * A program with a window: its thread belongs to a host, and a second thread, with a reactor of its own, has the network.
 *
 * Whatever closes the window, the order is the same: what the window waits for is cancelled, the network thread says goodbye
 * and ends, and last the host returns.
 */
import { exitWithSignal, InterloopError, ReactorThread, reactor } from 'interloop';
import { frame } from 'interloop/hosts/frame';
import { glib } from 'interloop/hosts/glib';
import { type Arguments, HELP, readArguments, UsageError } from './arguments.ts';
import { listenToKeys } from './keys.ts';
import { startServer } from './own-server.ts';
import { Lines, type Screen, screenFor } from './screen.ts';
import { Window } from './window.ts';

async function main({ host, seconds, port }: Arguments): Promise<void> {
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
  const args = readArguments(process.argv.slice(2));
  if (args.help) console.log(HELP);
  else await main(args);
} catch (error) {
  const isExpected = error instanceof UsageError || error instanceof InterloopError;
  if (!isExpected) throw error;
  console.error(error.message);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
