/**
 * TLS: who is trusted, what is negotiated, and how it begins in the middle of a connection.
 */
import assert from 'node:assert/strict';
import { connect, createServer } from 'node:net';
import { createSecureContext, type TlsOptions } from 'node:tls';
import { Factory, Protocol, type SocketTransport, type StartTLSOptions } from 'interloop';
import { logged } from '../tasklets/logged.ts';
import { LOCALHOST, OTHER, socketPath } from './each-transport.ts';
import { onReactor, portOf } from './on-reactor.ts';
import { ClientFor, EchoPeer, HalfClosePeer, Peer, serverFor } from './peer.ts';

const LOOPBACK = { interface: '127.0.0.1' };
const TRUSTING = { ca: LOCALHOST.cert };

const codeOf = (error: unknown) => (error as { code?: string }).code;
const tlsOf = ({ transport }: Protocol) => (transport as SocketTransport).tls;

onReactor('a certificate that nobody vouches for, or of another name, is refused', async (reactor) => {
  const port = await reactor.listenTLS(0, Factory.forProtocol(EchoPeer), LOCALHOST, LOOPBACK).whenListening();
  const refusals = [
    [{}, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    [{ ca: LOCALHOST.cert, servername: 'other.test' }, 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ] as const;
  for (const [options, code] of refusals) {
    const factory = new ClientFor(new Peer());
    const connector = reactor.connectTLS('127.0.0.1', portOf(port), factory, options);
    const reason = await factory.failed;
    assert.equal(codeOf(reason), 'ERR_INTERLOOP_HANDSHAKE');
    assert.equal(codeOf(reason.cause), code);
    assert.equal(connector.state, 'disconnected');
  }
});

onReactor('the name of the host is what the certificate is for', async (reactor) => {
  const port = await reactor.listenTLS(0, Factory.forProtocol(EchoPeer), LOCALHOST, LOOPBACK).whenListening();
  for (const host of ['localhost', '127.0.0.1']) {
    const client = new Peer();
    reactor.connectTLS(host, portOf(port), new ClientFor(client), TRUSTING);
    await client.made;
    assert.equal(tlsOf(client)?.authorized, true);
    client.transport.write(host);
    await client.text(host);
  }
});

onReactor('a server may ask for the certificate of the client, and refuse it', async (reactor) => {
  const server = new Peer();
  const options = { ...LOCALHOST, ca: LOCALHOST.cert, requestCert: true };
  const port = await reactor.listenTLS(0, serverFor(server), options, LOOPBACK).whenListening();
  const refused = new Peer();
  const factory = new ClientFor(refused);
  reactor.connectTLS('localhost', portOf(port), factory, TRUSTING);
  // With TLS 1.3 a client has done its part before the server refuses it.
  await Promise.race([refused.lost, factory.failed]);
  assert.deepEqual(server.calls, []);
  const client = new Peer();
  reactor.connectTLS('localhost', portOf(port), new ClientFor(client), { ...LOCALHOST, ...TRUSTING });
  await server.made;
  assert.equal(tlsOf(server)?.authorized, true);
  assert.equal(tlsOf(server)?.getPeerCertificate().subject.CN, 'localhost');
});

onReactor('a server has a certificate for each name (SNI)', async (reactor) => {
  const options: TlsOptions = {
    ...LOCALHOST,
    SNICallback: (name, done) => done(null, name === 'other.test' ? createSecureContext(OTHER) : undefined),
  };
  const port = await reactor.listenTLS(0, Factory.forProtocol(EchoPeer), options, LOOPBACK).whenListening();
  for (const [servername, ca] of [
    ['other.test', OTHER.cert],
    ['localhost', LOCALHOST.cert],
  ] as const) {
    const client = new Peer();
    reactor.connectTLS('127.0.0.1', portOf(port), new ClientFor(client), { servername, ca });
    await client.made;
    assert.match(String(tlsOf(client)?.getPeerCertificate().subjectaltname), new RegExp(servername));
  }
});

onReactor('the protocol above is negotiated (ALPN)', async (reactor) => {
  const server = new Peer();
  const options = { ...LOCALHOST, ALPNProtocols: ['chat/2', 'chat/1'] };
  const port = await reactor.listenTLS(0, serverFor(server), options, LOOPBACK).whenListening();
  const client = new Peer();
  const ALPNProtocols = ['chat/1', 'chat/2'];
  reactor.connectTLS('localhost', portOf(port), new ClientFor(client), { ...TRUSTING, ALPNProtocols });
  await Promise.all([server.made, client.made]);
  assert.deepEqual([tlsOf(server)?.alpnProtocol, tlsOf(client)?.alpnProtocol], ['chat/2', 'chat/2']);
});

onReactor('what is no TLS gets no protocol, and the port goes on', async (reactor) => {
  const errors = logged();
  const server = new Peer();
  const port = await reactor.listenTLS(0, serverFor(server), LOCALHOST, LOOPBACK).whenListening();
  const plain = new Peer();
  reactor.connectTCP('127.0.0.1', portOf(port), new ClientFor(plain));
  await plain.made;
  plain.transport.write('GET / HTTP/1.0\r\n\r\n');
  await plain.lost;
  assert.deepEqual(server.calls, []);
  reactor.connectTLS('localhost', portOf(port), new ClientFor(new Peer()), TRUSTING);
  await server.made;
  assert.deepEqual(errors(), []);
});

onReactor('a server that is none fails the handshake', async (reactor) => {
  class Talker extends Protocol {
    override connectionMade(): void {
      this.transport.write('220 this is no TLS\r\n');
    }
  }
  const port = await reactor.listenTCP(0, Factory.forProtocol(Talker), LOOPBACK).whenListening();
  const factory = new ClientFor(new Peer());
  reactor.connectTLS('localhost', portOf(port), factory, TRUSTING);
  const reason = await factory.failed;
  assert.equal(codeOf(reason), 'ERR_INTERLOOP_HANDSHAKE');
  assert.ok(reason.cause instanceof Error);
});

onReactor('an attempt that waits for TLS can be given up', async (reactor) => {
  const accepted: unknown[] = [];
  const silent = createServer((socket) => accepted.push(socket.on('error', () => {})));
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as { port: number };
  const factory = new ClientFor(new Peer());
  const connector = reactor.connectTLS('localhost', port, factory, TRUSTING);
  await new Promise((resolve) => silent.once('connection', resolve));
  connector.stopConnecting();
  assert.equal(codeOf(await factory.failed), 'ERR_INTERLOOP_CONNECTING_CANCELLED');
  silent.close();
});

onReactor('the shutdown of the reactor ends handshakes', async (reactor) => {
  const port = await reactor.listenTLS(0, Factory.forProtocol(EchoPeer), LOCALHOST, LOOPBACK).whenListening();
  const socket = connect(portOf(port), '127.0.0.1').on('error', () => {});
  await new Promise((resolve) => socket.once('connect', resolve));
  const silent = createServer((accepted) => accepted.on('error', () => {}));
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const factory = new ClientFor(new Peer());
  reactor.connectTLS('127.0.0.1', (silent.address() as { port: number }).port, factory, TRUSTING);
  await new Promise((resolve) => silent.once('connection', resolve));
  const closed = new Promise((resolve) => socket.once('close', resolve));
  reactor.stop();
  await closed;
  assert.equal(codeOf(await factory.failed), 'ERR_INTERLOOP_CONNECTING_CANCELLED');
  silent.close();
});

onReactor('wrong options of a server are told at once', async (reactor) => {
  assert.throws(() => reactor.listenTLS(0, new Factory(), { key: 'no key', cert: 'no certificate' }, LOOPBACK));
});

onReactor('wrong options of a client fail the attempt', async (reactor) => {
  const port = await reactor.listenTLS(0, Factory.forProtocol(EchoPeer), LOCALHOST, LOOPBACK).whenListening();
  const factory = new ClientFor(new Peer());
  reactor.connectTLS('localhost', portOf(port), factory, { key: 'no key', cert: 'no certificate' });
  assert.equal(codeOf(await factory.failed), 'ERR_INTERLOOP_HANDSHAKE');
});

/** Answers STARTTLS, and says what it receives in plain text and in secret. */
class Starter extends HalfClosePeer {
  readonly secret: string[] = [];
  protected readonly options: StartTLSOptions;

  constructor(options: StartTLSOptions) {
    super();
    this.options = options;
  }

  override handshakeCompleted(): void {
    this.calls.push('handshakeCompleted');
  }

  protected start(): void {
    (this.transport as SocketTransport).startTLS(this.options);
  }
}

class StartingServer extends Starter {
  override dataReceived(data: Buffer): void {
    super.dataReceived(data);
    if (String(data) !== 'STARTTLS') return;
    this.transport.write('GO');
    this.start();
    this.transport.write('secret of the server');
  }
}

class StartingClient extends Starter {
  override connectionMade(): void {
    super.connectionMade();
    this.transport.write('STARTTLS');
  }

  override dataReceived(data: Buffer): void {
    super.dataReceived(data);
    if (String(data) !== 'GO') return;
    this.start();
    this.transport.write('secret of the client');
  }
}

for (const kind of ['TCP', 'UNIX']) {
  onReactor(`over ${kind}, startTLS() makes secret what is written after it`, async (reactor) => {
    const server = new StartingServer(LOCALHOST);
    const client = new StartingClient({ ...TRUSTING, servername: 'localhost' });
    if (kind === 'TCP') {
      const port = await reactor.listenTCP(0, serverFor(server), LOOPBACK).whenListening();
      reactor.connectTCP('localhost', portOf(port), new ClientFor(client));
    } else {
      const path = socketPath();
      await reactor.listenUNIX(path, serverFor(server)).whenListening();
      reactor.connectUNIX(path, new ClientFor(client));
    }
    assert.equal(String(await server.text('client')), 'STARTTLSsecret of the client');
    assert.equal(String(await client.text('server')), 'GOsecret of the server');
    assert.deepEqual([tlsOf(server)?.encrypted, tlsOf(client)?.authorized], [true, true]);
    client.transport.loseConnection();
    server.transport.loseConnection();
    await Promise.all([server.lost, client.lost]);
    assert.equal(server.calls.filter((call) => call === 'handshakeCompleted').length, 1);
    assert.equal(client.calls.filter((call) => call === 'handshakeCompleted').length, 1);
  });
}

onReactor('much that was written before startTLS() is sent before, in plain text', async (reactor) => {
  const much = Buffer.alloc(8 * 2 ** 20, 'p');
  class Server extends StartingServer {
    override connectionMade(): void {
      super.connectionMade();
      this.transport.write(much);
      this.transport.write('GO');
      this.start();
      this.transport.write('secret');
      this.transport.loseConnection();
    }
  }
  class Client extends Starter {
    #isStarted = false;
    override dataReceived(data: Buffer): void {
      super.dataReceived(data);
      if (this.#isStarted || !String(data).endsWith('GO')) return;
      this.#isStarted = true;
      this.start();
    }
  }
  const server = new Server(LOCALHOST);
  const client = new Client({ ...TRUSTING, servername: 'localhost' });
  const port = await reactor.listenTCP(0, serverFor(server), LOOPBACK).whenListening();
  reactor.connectTCP('127.0.0.1', portOf(port), new ClientFor(client));
  const received = await client.text('secret');
  assert.equal(received.length, much.length + 'GOsecret'.length);
  client.transport.loseConnection();
  assert.equal(codeOf(await server.lost), 'ERR_INTERLOOP_CONNECTION_DONE');
});

onReactor('a producer that is registered during the handshake produces when it is over', async (reactor) => {
  class Server extends StartingServer {
    override dataReceived(data: Buffer): void {
      if (String(data) !== 'STARTTLS') return;
      this.transport.write('GO');
      this.start();
      let left = 50;
      const resumeProducing = (): void => {
        assert.ok(this.calls.includes('connectionMade'));
        this.transport.write(Buffer.alloc(16_384, 's'));
        if (--left === 0) this.transport.unregisterProducer();
      };
      this.transport.registerProducer({ resumeProducing, stopProducing: () => {} }, false);
      assert.equal(left, 50);
    }
  }
  const server = new Server(LOCALHOST);
  const client = new StartingClient({ ...TRUSTING, servername: 'localhost' });
  const port = await reactor.listenTCP(0, serverFor(server), LOOPBACK).whenListening();
  reactor.connectTCP('127.0.0.1', portOf(port), new ClientFor(client));
  await client.bytes(2 + 50 * 16_384);
});

onReactor('a handshake that fails after startTLS() is the end of the connection', async (reactor) => {
  const server = new StartingServer(LOCALHOST);
  const client = new StartingClient({ servername: 'localhost' });
  const port = await reactor.listenTCP(0, serverFor(server), LOOPBACK).whenListening();
  reactor.connectTCP('127.0.0.1', portOf(port), new ClientFor(client));
  const reason = await client.lost;
  assert.equal(codeOf(reason), 'ERR_INTERLOOP_HANDSHAKE');
  assert.equal(codeOf(reason.cause), 'DEPTH_ZERO_SELF_SIGNED_CERT');
  await server.lost;
});

onReactor('a connection may be aborted during the handshake', async (reactor) => {
  class Server extends StartingServer {
    override dataReceived(data: Buffer): void {
      super.dataReceived(data);
      this.transport.abortConnection();
    }
  }
  const server = new Server(LOCALHOST);
  const client = new StartingClient({ ...TRUSTING, servername: 'localhost' });
  const port = await reactor.listenTCP(0, serverFor(server), LOOPBACK).whenListening();
  reactor.connectTCP('127.0.0.1', portOf(port), new ClientFor(client));
  assert.equal(codeOf(await server.lost), 'ERR_INTERLOOP_CONNECTION_ABORTED');
  await client.lost;
});

onReactor('there is TLS once: startTLS() a second time is refused', async (reactor) => {
  const client = new Peer();
  const port = await reactor.listenTLS(0, Factory.forProtocol(EchoPeer), LOCALHOST, LOOPBACK).whenListening();
  reactor.connectTLS('localhost', portOf(port), new ClientFor(client), TRUSTING);
  await client.made;
  const transport = client.transport as SocketTransport;
  assert.throws(() => transport.startTLS(TRUSTING), { code: 'ERR_INTERLOOP_INVALID_ARGUMENT' });
});
