/** What `net.js` measures, with bare `node:net`, `node:tls` and `node:readline`. */
import { connect, createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { connect as connectTLS, createServer as createTLSServer } from 'node:tls';
import { CLIENT_TLS, LOOPBACK, linesOf, MESSAGE, PIECE, SERVER_TLS, stopwatch, Trips, Visits } from './net-common.js';

function listen(kind, onSocket) {
  const server = kind === 'tls' ? createTLSServer(SERVER_TLS, onSocket) : createServer(onSocket);
  return new Promise((resolve) => server.listen(0, LOOPBACK, () => resolve(server.address().port)));
}

function dial(kind, port, onConnected) {
  if (kind === 'tcp') return connect(port, LOOPBACK, onConnected);
  return connectTLS({ port, host: LOOPBACK, ...CLIENT_TLS }, onConnected);
}

/** Writes the piece until so many bytes are written. */
function pour(socket, piece, bytes) {
  const more = () => {
    while (bytes > 0) {
      bytes -= piece.length;
      if (!socket.write(piece)) return;
    }
    socket.removeListener('drain', more);
  };
  socket.on('drain', more);
  more();
}

export const servers = {
  echo: (kind) =>
    listen(kind, (socket) => {
      socket.setNoDelay(true);
      socket.on('error', () => {}).on('data', (data) => socket.write(data));
    }),
  /** Answers when so many bytes have come. */
  sink: (kind, bytes) =>
    listen(kind, (socket) => {
      let left = bytes;
      socket
        .on('error', () => {})
        .on('data', (data) => {
          left -= data.length;
          if (left <= 0) socket.write('.');
        });
    }),
  greeter: (kind) =>
    listen(kind, (socket) => {
      socket.on('error', () => {}).end('.');
    }),
  /** Sends so many lines of as many bytes as the first byte says. */
  lines: (kind, lines) =>
    listen(kind, (socket) => {
      socket
        .on('error', () => {})
        .once('data', ([length]) => {
          pour(socket, linesOf(length), lines * (length + 1));
        });
    }),
};

export const clients = {
  echo: (kind, port, trips, warmup) =>
    new Promise((resolve) => {
      const all = new Trips(trips, warmup);
      const send = () => {
        all.begin();
        socket.write(MESSAGE);
      };
      const socket = dial(kind, port, send);
      socket.setNoDelay(true);
      socket.on('data', () => (all.end() ? send() : resolve(all.figures)));
    }),

  sink: (kind, port, bytes) =>
    new Promise((resolve) => {
      let perSecond;
      const socket = dial(kind, port, () => {
        perSecond = stopwatch();
        pour(socket, PIECE, bytes);
      });
      socket.on('data', () => resolve({ rate: perSecond(bytes / 2 ** 20) }));
    }),

  greeter: (kind, port, connections, warmup, atOnce) =>
    new Promise((resolve) => {
      const visits = new Visits(connections, warmup, resolve);
      const begin = () => {
        dial(kind, port)
          .on('data', () => {})
          .on('close', () => visits.end() && begin());
      };
      visits.begin(atOnce, begin);
    }),

  /** `isText` makes no difference: readline has nothing but text. */
  lines: (kind, port, lines, length) =>
    new Promise((resolve) => {
      let left = lines;
      const socket = dial(kind, port, () => socket.write(Buffer.of(length)));
      const perSecond = stopwatch();
      createInterface({ input: socket, crlfDelay: Number.POSITIVE_INFINITY }).on('line', (line) => {
        if (line.length !== length) throw new Error(`a line of ${line.length}`);
        if (--left === 0) resolve({ rate: perSecond(lines) });
      });
    }),
};
