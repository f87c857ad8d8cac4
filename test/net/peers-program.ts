// node peers-program.js WHAT KIND PORT: a peer that does one thing, for tests to stop and kill.
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { connect as connectTLS } from 'node:tls';

const [what = '', kind = '', where = ''] = process.argv.slice(2);
const fixture = new URL('../../../test/net/fixtures/localhost-cert.pem', import.meta.url);
const MIB = 2 ** 20;

function dial(): Socket {
  if (kind === 'UNIX') return connect(where);
  if (kind === 'TCP') return connect(Number(where), '127.0.0.1');
  return connectTLS({ port: Number(where), host: '127.0.0.1', ca: readFileSync(fixture), servername: 'localhost' });
}

const socket = dial().on('error', () => {});
socket.once(kind === 'TLS' ? 'secureConnect' : 'connect', () => {
  if (what === 'reads nothing') socket.pause();
  else socket.resume();
  if (what === 'sends a line without an end') sendMuch(1024);
  else socket.write('connected\r\n');
});

/** Writes as many MiB as fast as they are taken, and then a line end. */
function sendMuch(left: number): void {
  if (left === 0) socket.write('\r\nthe next line\r\n');
  else if (socket.write(Buffer.alloc(MIB, 'x'))) setImmediate(sendMuch, left - 1);
  else socket.once('drain', () => sendMuch(left - 1));
}
