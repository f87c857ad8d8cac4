/**
 * OpenSSL's own client and server talk with ours.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  connectProtocol,
  Factory,
  LineReceiver,
  type Reactor,
  type SocketTransport,
  TCPClientEndpoint,
  TLSClientEndpoint,
} from 'interloop';
import { LOCALHOST } from '../each-transport.ts';
import { portOf } from '../on-reactor.ts';
import { EchoPeer, Peer } from '../peer.ts';
import { onEachLoopUnless, Program, without } from './programs.ts';

const missing = without('openssl');
const withOpenSSL = (sentence: string, body: (reactor: Reactor) => Promise<void>): void =>
  onEachLoopUnless(missing, sentence, body);

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));
const fixture = (name: string) => `${ROOT}/test/net/fixtures/${name}.pem`;
const KEY = ['-key', fixture('localhost-key'), '-cert', fixture('localhost-cert')];
const TRUST = ['-CAfile', fixture('localhost-cert'), '-verify_return_error', '-verify_hostname', 'localhost'];
const LOOPBACK = { interface: '127.0.0.1' };

const codeOf = (error: unknown) => (error as { code?: string }).code;

function client(port: number, ...options: string[]): Program {
  return new Program('openssl', ['s_client', '-connect', `127.0.0.1:${port}`, ...options]);
}

async function server(...options: string[]): Promise<{ program: Program; port: number }> {
  const program = new Program('openssl', ['s_server', '-accept', '127.0.0.1:0', ...KEY, ...options], ROOT);
  const [, port] = await program.says(/ACCEPT 127\.0\.0\.1:(\d+)/);
  return { program, port: Number(port) };
}

for (const version of ['-tls1_2', '-tls1_3']) {
  withOpenSSL(`openssl s_client ${version} is echoed by our server`, async (reactor) => {
    const echo = new EchoPeer();
    const factory = new Factory();
    factory.buildProtocol = () => echo;
    const port = await reactor.listenTLS(0, factory, LOCALHOST, LOOPBACK).whenListening();
    const program = client(portOf(port), version, '-quiet', ...TRUST);
    program.say('is this secret?\n');
    await program.says(/is this secret\?/);
    echo.transport.loseConnection();
    assert.equal(await program.ended(), 0, program.output);
    assert.equal(codeOf(await echo.lost), 'ERR_INTERLOOP_CONNECTION_DONE');
  });

  withOpenSSL(`openssl s_server ${version} sends back our lines reversed, and ends`, async (reactor) => {
    const { program, port } = await server(version, '-rev');
    const endpoint = new TLSClientEndpoint('localhost', port, { ca: LOCALHOST.cert }, { reactor });
    const protocol = await connectProtocol(endpoint, new Peer());
    protocol.transport.write('a line\n');
    await protocol.text('enil a\n');
    protocol.transport.write('CLOSE\n');
    assert.equal(codeOf(await protocol.lost), 'ERR_INTERLOOP_CONNECTION_DONE', program.output);
  });
}

withOpenSSL(
  'a protocol is chosen with openssl s_client (ALPN), and the certificate by its name (SNI)',
  async (reactor) => {
    const names: unknown[] = [];
    class Named extends EchoPeer {
      override connectionMade(): void {
        const { tls } = this.transport as SocketTransport;
        names.push([tls?.alpnProtocol, (tls as { servername?: string } | undefined)?.servername]);
      }
    }
    const options = { ...LOCALHOST, ALPNProtocols: ['chat/2', 'chat/1'] };
    const port = await reactor.listenTLS(0, Factory.forProtocol(Named), options, LOOPBACK).whenListening();
    const program = client(portOf(port), '-alpn', 'chat/1,chat/2', '-servername', 'localhost', ...TRUST);
    await program.says(/ALPN protocol: chat\/2/);
    program.hush();
    assert.equal(await program.ended(), 0, program.output);
    assert.deepEqual(names, [['chat/2', 'localhost']]);
  },
);

withOpenSSL('openssl s_client shows its certificate, or is refused', async (reactor) => {
  const options = { ...LOCALHOST, ca: LOCALHOST.cert, requestCert: true };
  const port = await reactor.listenTLS(0, Factory.forProtocol(EchoPeer), options, LOOPBACK).whenListening();
  const known = client(portOf(port), '-quiet', ...KEY, ...TRUST);
  known.say('it is me\n');
  await known.says(/it is me\n/);
  const unknown = client(portOf(port), '-quiet', ...TRUST);
  unknown.say('it is somebody\n');
  assert.notEqual(await unknown.ended(), 0);
  assert.match(unknown.output, /certificate required|reset/i);
});

withOpenSSL('openssl s_server wants a certificate, and gets ours', async (reactor) => {
  const { program, port } = await server('-Verify', '1', '-CAfile', fixture('localhost-cert'), '-verify_return_error');
  const tls = { ...LOCALHOST, ca: LOCALHOST.cert };
  const protocol = await connectProtocol(new TLSClientEndpoint('localhost', port, tls, { reactor }), new Peer());
  protocol.transport.write('it is us\n');
  await program.says(/it is us/);
  protocol.transport.loseConnection();
  await protocol.lost;
  assert.match(program.output, /CN = localhost/);
});

withOpenSSL('large files come whole from openssl s_server, which serves the web', async (reactor) => {
  const { port } = await server('-WWW');
  const endpoint = new TLSClientEndpoint('localhost', port, { ca: LOCALHOST.cert }, { reactor });
  const protocol = await connectProtocol(endpoint, new Peer());
  protocol.transport.write('GET /package-lock.json HTTP/1.0\r\n\r\n');
  assert.equal(codeOf(await protocol.lost), 'ERR_INTERLOOP_CONNECTION_DONE');
  const expected = readFileSync(`${ROOT}/package-lock.json`);
  assert.ok(protocol.received.subarray(-expected.length).equals(expected));
});

/** Speaks as much SMTP as is needed to go over to TLS. */
class Mail extends LineReceiver {
  readonly heard: string[] = [];
  override connectionMade(): void {
    this.sendLine('220 localhost');
  }
  override lineReceived(line: Buffer): void {
    const [command] = String(line).toUpperCase().split(' ');
    const { tls } = this.transport as SocketTransport;
    this.heard.push(`${command}${tls ? ' in secret' : ''}`);
    if (command === 'EHLO') this.sendLine(tls ? '250 localhost' : '250-localhost\r\n250 STARTTLS');
    else if (command === 'STARTTLS') {
      this.sendLine('220 go ahead');
      (this.transport as SocketTransport).startTLS(LOCALHOST);
    } else if (command === 'QUIT') {
      this.sendLine('221 bye');
      this.transport.loseConnection();
    }
  }
}

withOpenSSL('openssl s_client -starttls smtp goes over to TLS in the middle of a connection', async (reactor) => {
  const mail = new Mail();
  const factory = new Factory();
  factory.buildProtocol = () => mail;
  const port = await reactor.listenTCP(0, factory, LOOPBACK).whenListening();
  const program = client(portOf(port), '-starttls', 'smtp', '-crlf', '-quiet', ...TRUST);
  program.say('EHLO me\n');
  await program.says(/250 localhost/);
  program.say('quit\n');
  await program.says(/221 bye/);
  assert.equal(await program.ended(), 0, program.output);
  assert.deepEqual(mail.heard, ['EHLO', 'STARTTLS', 'EHLO in secret', 'QUIT in secret']);
});

class Upgrade extends Peer {
  override dataReceived(data: Buffer): void {
    super.dataReceived(data);
    const { transport } = this;
    if (!String(data).startsWith('220')) return;
    (transport as SocketTransport).startTLS({ ca: LOCALHOST.cert, servername: 'localhost' });
    transport.write('in secret\n');
  }
}

withOpenSSL('a server that says nothing of TLS before it begins is gone over to', async (reactor) => {
  const { port } = await server('-rev');
  const near = new TCPClientEndpoint('127.0.0.1', port, { reactor });
  const upgrade = await connectProtocol(near, new Upgrade());
  upgrade.dataReceived(Buffer.from('220 as if it had been said\r\n'));
  await upgrade.text('terces ni\n');
  assert.equal((upgrade.transport as SocketTransport).tls?.authorized, true);
  upgrade.transport.loseConnection();
  await upgrade.lost;
});
