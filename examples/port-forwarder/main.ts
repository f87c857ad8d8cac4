/** Forwards the connections of a port to another one, and shows what goes through. */
import { clientFromString, LoopingCall, reactor, serverFromString } from 'interloop';
import { numberOption } from '../support/numbers.ts';
import { COMMON_OPTIONS, endProgramFor, runProgram } from '../support/program.ts';
import { Display } from './display.ts';
import { Forwarder } from './forwarder.ts';
import { Traffic } from './traffic.ts';

const DRAW_MS = 100;

await runProgram({
  help: `Forwards each connection to an endpoint, and shows how many bytes go through, until Ctrl-C.

  node main.js [options] [TO]

  TO                   where to forward to (default tcp:127.0.0.1:7001, the echo server), also tls:HOST:PORT or unix:PATH
  --listen=ENDPOINT    where (default tcp:7004:127.0.0.1), also tls:7004:certKey=FILE or unix:PATH
  --interval=S         seconds from one line of counts to the next where there is no terminal (default 2)
${COMMON_OPTIONS}`,
  options: ['listen', 'interval'],
  mostWords: 1,
  main: async ({ values, words }) => {
    const target = clientFromString(words[0] ?? 'tcp:127.0.0.1:7001');
    const interval = numberOption('interval', values.interval, 2, 3600) * 1000;
    const display = new Display();
    const traffic = new Traffic((line) => display.say(line));
    const listening = serverFromString(values.listen ?? 'tcp:7004:127.0.0.1');
    const port = await listening.listen(new Forwarder(target, traffic));
    display.say(`listening on ${port.getHost()}, forwarding to ${target}`);

    const showing = new LoopingCall(() => display.show(traffic));
    showing.start(display.isLive ? DRAW_MS : interval).addErrback(endProgramFor);
    reactor.addSystemEventTrigger('after', 'shutdown', () => {
      display.show(traffic);
      display.end();
    });
  },
});
