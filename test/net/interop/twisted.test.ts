/**
 * The example programs of Twisted, as they are, talk with ours.
 *
 * Their certificate has expired in 2015; they are given another one of the same name.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before } from 'node:test';
import { fileURLToPath } from 'node:url';
import {
  connectProtocol,
  Factory,
  LineReceiver,
  type Protocol,
  type Reactor,
  type SocketTransport,
  TCPClientEndpoint,
  TLSClientEndpoint,
} from 'interloop';
import { findTwisted, NO_TWISTED } from '../../support/twisted.ts';
import { folder } from '../kinds/each-loop.ts';
import { portOf } from '../on-reactor.ts';
import { EchoPeer, Peer } from '../peer.ts';
import { onEachLoopUnless, Program, without } from './programs.ts';

const EXAMPLES = '/usr/share/doc/twisted-doc/examples';
const LAUNCHER = fileURLToPath(new URL('../../../../test/net/interop/peers/example.py', import.meta.url));
const LOOPBACK = { interface: '127.0.0.1' };

const python = findTwisted() ?? '';
const missing = python === '' ? NO_TWISTED : existsSync(EXAMPLES) ? without('openssl') : `there is no ${EXAMPLES}`;
const examples = folder();
const [keyFile, certFile] = [join(examples, 'key.pem'), join(examples, 'public.pem')];

let key = Buffer.alloc(0);
let cert = Buffer.alloc(0);

before(() => {
  if (missing !== undefined) return;
  cpSync(EXAMPLES, examples, { recursive: true });
  const name = ['-subj', '/CN=example.com', '-addext', 'subjectAltName=DNS:example.com'];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  execFileSync('openssl', ['req', '-x509', ...kind, ...name, '-keyout', keyFile, '-out', certFile], { stdio: 'pipe' });
  key = readFileSync(keyFile);
  cert = readFileSync(certFile);
  writeFileSync(join(examples, 'server.pem'), Buffer.concat([key, cert]));
});

const withTwisted = (sentence: string, body: (reactor: Reactor) => Promise<void>): void =>
  onEachLoopUnless(missing, sentence, body);

function example(name: string, ...port: number[]): Program {
  return new Program(python, ['-u', LAUNCHER, join(examples, name), ...port.map(String)]);
}

async function server(name: string): Promise<{ program: Program; port: number }> {
  const program = example(name);
  const [, port] = await program.says(/listens on (\d+)/);
  return { program, port: Number(port) };
}

const ECHOED = ['Hello, world!', 'What a fine day it is.', 'Bye-bye!'].map((line) => `receive: b'${line}'`);
const TLS = { servername: 'example.com' };

withTwisted("Twisted's echo client is echoed by our server, and ends in order", async (reactor) => {
  const port = await reactor.listenTCP(0, Factory.forProtocol(EchoPeer), LOOPBACK).whenListening();
  const client = example('echoclient.py', portOf(port));
  assert.equal(await client.ended(), 0, client.output);
  const lines = [...ECHOED, 'connection lost: Connection was closed cleanly.'];
  assert.deepEqual(client.output.trim().split('\n'), lines);
});

withTwisted("Twisted's simple client hears from our server, which is told of an end in order", async (reactor) => {
  const echo = new EchoPeer();
  const factory = new Factory();
  factory.buildProtocol = () => echo;
  const port = await reactor.listenTCP(0, factory, LOOPBACK).whenListening();
  const client = example('simpleclient.py', portOf(port));
  assert.equal(await client.ended(), 0, client.output);
  assert.match(client.output, /Server said: b'hello, world!'\nconnection lost\n/);
  assert.equal(((await echo.lost) as { code?: string }).code, 'ERR_INTERLOOP_CONNECTION_DONE');
});

withTwisted("Twisted's TLS client is echoed by our server, and trusts it", async (reactor) => {
  const port = await reactor.listenTLS(0, Factory.forProtocol(EchoPeer), { key, cert }, LOOPBACK).whenListening();
  const client = example('echoclient_ssl.py', portOf(port));
  assert.equal(await client.ended(), 0, client.output);
  assert.deepEqual(client.output.trim().split('\n'), ECHOED);
});

withTwisted("Twisted's TLS client shows its certificate to our server, which wants one", async (reactor) => {
  const names: unknown[] = [];
  class Named extends EchoPeer {
    override connectionMade(): void {
      names.push((this.transport as SocketTransport).tls?.getPeerCertificate().subject.CN);
    }
  }
  const options = { key, cert, ca: cert, requestCert: true };
  const port = await reactor.listenTLS(0, Factory.forProtocol(Named), options, LOOPBACK).whenListening();
  const client = example('ssl_clientauth_client.py', portOf(port));
  assert.equal(await client.ended(), 0, client.output);
  assert.deepEqual([names, client.output.trim().split('\n')], [['example.com'], ECHOED]);
});

class SecureLines extends LineReceiver {
  readonly lines: string[] = [];
  override lineReceived(line: Buffer): void {
    const { tls } = this.transport as SocketTransport;
    this.lines.push(`${line}${tls ? ', in secret' : ''}`);
    if (String(line) !== 'STARTTLS') return;
    this.sendLine('READY');
    (this.transport as SocketTransport).startTLS({ key, cert });
  }
}

withTwisted("Twisted's client goes over to TLS in the middle of a connection to our server", async (reactor) => {
  const lines = new SecureLines();
  const factory = new Factory();
  factory.buildProtocol = () => lines;
  const port = await reactor.listenTCP(0, factory, LOOPBACK).whenListening();
  const client = example('starttls_client.py', portOf(port));
  assert.equal(await client.ended(), 0, client.output);
  assert.deepEqual(lines.lines, ['plain text', 'STARTTLS', 'secure text, in secret']);
});

async function echoes(protocol: Peer): Promise<void> {
  const sent = Buffer.from(Uint32Array.from({ length: 2 ** 18 }, (_, i) => i).buffer);
  protocol.transport.write(sent);
  assert.ok(sent.equals(await protocol.bytes(sent.length)));
  protocol.transport.loseConnection();
  assert.equal(((await protocol.lost) as { code?: string }).code, 'ERR_INTERLOOP_CONNECTION_DONE');
}

withTwisted("Twisted's echo server echoes a MiB", async (reactor) => {
  const { port } = await server('echoserv.py');
  await echoes(await connectProtocol(new TCPClientEndpoint('127.0.0.1', port, { reactor }), new Peer()));
});

withTwisted("Twisted's TLS server echoes a MiB", async (reactor) => {
  const { port } = await server('echoserv_ssl.py');
  const endpoint = new TLSClientEndpoint('127.0.0.1', port, { ...TLS, ca: cert }, { reactor });
  await echoes(await connectProtocol(endpoint, new Peer()));
});

withTwisted("Twisted's TLS server wants our certificate, and talks with nobody else", async (reactor) => {
  const { port } = await server('ssl_clientauth_server.py');
  const known = new TLSClientEndpoint('127.0.0.1', port, { ...TLS, ca: cert, key, cert }, { reactor });
  await echoes(await connectProtocol(known, new Peer()));
  const unknown = new TLSClientEndpoint('127.0.0.1', port, { ...TLS, ca: cert }, { reactor });
  const refused = await connectProtocol(unknown, new Peer());
  assert.equal(((await refused.lost) as { code?: string }).code, 'ERR_INTERLOOP_CONNECTION_LOST');
});

class StartingTLS extends Peer {
  override connectionMade(): void {
    super.connectionMade();
    this.transport.write('plain text\r\nSTARTTLS\r\n');
  }
  override dataReceived(data: Buffer): void {
    super.dataReceived(data);
    (this.transport as SocketTransport).startTLS({ ...TLS, ca: cert });
    this.transport.write('secure text\r\n');
  }
}

withTwisted("Twisted's server goes over to TLS in the middle of our connection", async (reactor) => {
  const { program, port } = await server('starttls_server.py');
  const client = await connectProtocol(new TCPClientEndpoint('127.0.0.1', port, { reactor }), new StartingTLS());
  await program.says(/received: {2}b'secure text'/);
  assert.equal((client.transport as SocketTransport).tls?.authorized, true);
  client.transport.loseConnection();
  await client.lost;
});

withTwisted("Twisted's chat server tells each of us what each one says", async (reactor) => {
  const { program, port } = await server('chatserver.py');
  const endpoint = new TCPClientEndpoint('127.0.0.1', port, { reactor });
  const join = (): PromiseLike<Peer> => connectProtocol(endpoint, new Peer());
  const chatters = [await join(), await join(), await join()];
  await program.says(/(Got new client![\s\S]*){3}/);
  for (const [i, { transport }] of chatters.entries()) {
    transport.write(`this is number ${i}\r\n`);
    for (const each of chatters) await each.text(`this is number ${i}\n`);
  }
  (chatters[0] as Protocol).transport.loseConnection();
  await program.says(/Lost a client!/);
  chatters[1]?.transport.write('he has left\r\n');
  await chatters[2]?.text('he has left\n');
  assert.ok(!chatters[0]?.received.includes('he has left'));
});
