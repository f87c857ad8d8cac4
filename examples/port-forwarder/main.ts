/** Forwards the connections of a port to another one, and shows what goes through. */
import { LoopingCall, reactor } from 'interloop';
import { connectTo, listenAt } from '../support/endpoint-options.ts';
import { seconds } from '../support/option-kinds.ts';
import { endProgramFor, runProgram } from '../support/program.ts';
import { Display } from './display.ts';
import { Forwarder } from './forwarder.ts';
import { Traffic } from './traffic.ts';

const DRAW_MS = 100;

await runProgram({
  what: 'Forwards each connection to an endpoint, and shows how many bytes go through, until Ctrl-C.',
  options: {
    listen: listenAt('tcp:7004:127.0.0.1'),
    interval: seconds('seconds from one line of counts to the next where there is no terminal', 2),
  },
  words: { ...connectTo('tcp:127.0.0.1:7001', 'where to forward to, such as the echo server'), value: 'TO' },
  main: async ({ values, words }) => {
    const target = words[0]!;
    const display = new Display();
    const traffic = new Traffic((line) => display.say(line));
    const port = await values.listen.listen(new Forwarder(target, traffic));
    display.say(`listening on ${port.getHost()}, forwarding to ${target}`);

    const showing = new LoopingCall(() => display.show(traffic));
    showing.start(display.isLive ? DRAW_MS : values.interval * 1000).addErrback(endProgramFor);
    reactor.addSystemEventTrigger('after', 'shutdown', () => {
      display.show(traffic);
      display.end();
    });
  },
});
