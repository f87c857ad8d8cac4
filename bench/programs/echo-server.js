/**
 * The far end: always plain Node, always a process of its own. echo-server.js DELAY: sends a message back at once, or
 * after some milliseconds. Its first eight bytes tell when it was sent back, in microseconds of the monotonic clock that
 * all processes share.
 */
import { createServer } from 'node:net';
import { now } from './clock.js';
import { answerLines, report } from './talk.js';

const delay = Number(process.argv[2]);

const server = createServer((socket) => {
  const reply = (data) => {
    data.writeDoubleLE(now());
    socket.write(data);
  };
  socket.setNoDelay(true);
  socket.on('data', delay > 0 ? (data) => setTimeout(reply, delay, data) : reply);
  socket.on('error', () => {});
});
server.listen(0, '127.0.0.1', () => report({ port: server.address().port }));
answerLines(() => ({}));
