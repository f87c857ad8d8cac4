/**
 * Holds connections on which nothing happens: connections-server.js. Tells its port, and for each line of input how many it
 * holds and what the process takes, in bytes, with the garbage collected.
 */
import { createServer } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Factory, Protocol, reactor } from '../interloop.js';
import { answerLines, report } from './talk.js';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');
let count = 0;

class Idle extends Protocol {
  connectionMade() {
    count++;
  }
}

if (process.env.BENCH_API === 'interloop') {
  const port = reactor.listenTCP(0, Factory.forProtocol(Idle), { interface: '127.0.0.1', backlog: 4096 });
  port.whenListening().addCallback(() => report({ port: port.getHost().port }));
  void reactor.run();
} else {
  const server = createServer((socket) => {
    count++;
    socket.on('data', () => {}).on('error', () => {});
  });
  server.listen(0, '127.0.0.1', 4096, () => report({ port: server.address().port }));
}
answerLines(() => {
  for (let i = 0; i < 3; i++) collect();
  const { rss, heapUsed } = process.memoryUsage();
  return { count, rss, heap: heapUsed };
});
