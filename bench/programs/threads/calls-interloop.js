import { reactor, reactorOf, threadModule } from '../../interloop.js';

/** The link is the package's own. */
export async function serve() {
  if (reactor.running) return;
  reactor.run({ installSignalHandlers: false });
  await new Promise((resolve) => reactor.callWhenRunning(resolve));
}

export function connect() {
  const far = threadModule(new URL('./far.js', import.meta.url));
  const main = reactorOf(0);
  return {
    tell: (who, n) => reactor.callFromThread(far.tell, who, n),
    ask: (who, n) => main.callInReactor(far.ask, who, n),
  };
}
