/**
 * Connections that are made: how an attempt ends, and how another begins.
 */
import assert from 'node:assert/strict';
import { lookup } from 'node:dns/promises';
import { createServer, type Server } from 'node:net';
import { test } from 'node:test';
import { ClientFactory, type Connector, type ConnectorState, Factory, type Protocol, Reactor } from 'interloop';
import { Clock } from 'interloop/testing';
import { logged } from '../tasklets/logged.ts';
import { onReactor, portOf } from './on-reactor.ts';
import { ClientFor, EchoPeer, Peer, serverFor } from './peer.ts';

const LOOPBACK = { interface: '127.0.0.1' };

const codeOf = (error: unknown) => (error as { code?: string }).code;

/** A TCP port on which nobody listens. */
async function deadPort(): Promise<number> {
  const server: Server = await new Promise((resolve) => {
    const listening = createServer().listen(0, '127.0.0.1', () => resolve(listening));
  });
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}

/** Writes down what it is told, and in which state its connector is. */
class Diary extends ClientFactory {
  readonly entries: [call: string, state: ConnectorState, code?: string | undefined][] = [];
  readonly #peers: (Protocol | null)[];

  constructor(...peers: (Protocol | null)[]) {
    super();
    this.#peers = peers;
  }

  override startFactory(): void {
    this.entries.push(['startFactory', 'disconnected']);
  }

  override stopFactory(): void {
    this.entries.push(['stopFactory', 'disconnected']);
  }

  override buildProtocol(): Protocol | null {
    return this.#peers.shift() ?? null;
  }

  override startedConnecting({ state }: Connector): void {
    this.entries.push(['started', state]);
  }

  override clientConnectionFailed({ state }: Connector, reason: Error): void {
    this.entries.push(['failed', state, codeOf(reason)]);
  }

  override clientConnectionLost({ state }: Connector, reason: Error): void {
    this.entries.push(['lost', state, codeOf(reason)]);
  }
}

const stopOf = (factory: Factory): Promise<void> => {
  const { stopFactory } = factory;
  return new Promise((resolve) => {
    factory.stopFactory = () => {
      stopFactory.call(factory);
      resolve();
    };
  });
};

onReactor('the factory is told of the beginning and of the end, after the protocol', async (reactor) => {
  const port = await reactor.listenTCP(0, Factory.forProtocol(EchoPeer), LOOPBACK).whenListening();
  const client = new Peer();
  const factory = new Diary(client);
  client.lost.addCallback(() => factory.entries.push(['protocol', 'connected']));
  const stopped = stopOf(factory);
  const connector = reactor.connectTCP('127.0.0.1', portOf(port), factory);
  await client.made;
  assert.equal(connector.state, 'connected');
  connector.disconnect();
  await stopped;
  assert.deepEqual(factory.entries, [
    ['startFactory', 'disconnected'],
    ['started', 'connecting'],
    ['protocol', 'connected'],
    ['lost', 'disconnected', 'ERR_INTERLOOP_CONNECTION_DONE'],
    ['stopFactory', 'disconnected'],
  ]);
});

onReactor('where nobody listens, the connection is refused', async (reactor) => {
  const port = await deadPort();
  const factory = new ClientFor(new Peer());
  const connector = reactor.connectTCP('127.0.0.1', port, factory);
  const reason = await factory.failed;
  assert.equal(codeOf(reason), 'ERR_INTERLOOP_CONNECTION_REFUSED');
  assert.equal(codeOf(reason.cause), 'ECONNREFUSED');
  assert.equal(reason.message, `Cannot connect to 127.0.0.1:${port}: nobody listens there`);
  assert.equal(connector.destination, `127.0.0.1:${port}`);
});

onReactor('a name that has no address fails by DNSLookupError', async (reactor) => {
  const factory = new ClientFor(new Peer());
  reactor.connectTCP('no-such-name.invalid', 80, factory);
  const reason = await factory.failed;
  assert.equal(codeOf(reason), 'ERR_INTERLOOP_DNS_LOOKUP');
  assert.match(reason.message, /no-such-name.invalid:80/);
});

onReactor('a name is connected to at whichever of its addresses somebody listens', async (reactor) => {
  for (const { address } of await lookup('localhost', { all: true })) {
    const port = await reactor.listenTCP(0, Factory.forProtocol(EchoPeer), { interface: address }).whenListening();
    const client = new Peer();
    reactor.connectTCP('localhost', portOf(port), new ClientFor(client));
    await client.made;
    assert.equal(client.transport.getPeer().toString(), String(port.getHost()));
    client.transport.loseConnection();
  }
});

onReactor('bindAddress is where the connection comes from', async (reactor) => {
  const server = new Peer();
  const port = await reactor.listenTCP(0, serverFor(server), LOOPBACK).whenListening();
  const client = new Peer();
  reactor.connectTCP('127.0.0.1', portOf(port), new ClientFor(client), { bindAddress: '127.0.0.77' });
  await Promise.all([server.made, client.made]);
  assert.match(String(server.transport.getPeer()), /^127\.0\.0\.77:/);
  assert.match(String(client.transport.getHost()), /^127\.0\.0\.77:/);
});

onReactor('stopConnecting() gives the attempt up, and tells the factory so', async (reactor) => {
  for (const host of ['127.0.0.1', 'localhost']) {
    const factory = new Diary(new Peer());
    const connector = reactor.connectTCP(host, await deadPort(), factory);
    connector.stopConnecting();
    assert.deepEqual(factory.entries.slice(2), [
      ['failed', 'disconnected', 'ERR_INTERLOOP_CONNECTING_CANCELLED'],
      ['stopFactory', 'disconnected'],
    ]);
    assert.throws(() => connector.stopConnecting(), { code: 'ERR_INTERLOOP_NOT_CONNECTING' });
    assert.deepEqual(reactor.getDelayedCalls(), []);
  }
});

onReactor('stopConnecting() is too late when the connection is made', async (reactor) => {
  const port = await reactor.listenTCP(0, Factory.forProtocol(EchoPeer), LOOPBACK).whenListening();
  const client = new Peer();
  const connector = reactor.connectTCP('127.0.0.1', portOf(port), new ClientFor(client));
  assert.throws(() => connector.connect(), { code: 'ERR_INTERLOOP_NOT_CONNECTING' });
  await client.made;
  assert.throws(() => connector.stopConnecting(), { code: 'ERR_INTERLOOP_NOT_CONNECTING' });
  assert.deepEqual(reactor.getDelayedCalls(), []);
});

onReactor('an attempt can be stopped when it has just started', async (reactor) => {
  const factory = new ClientFor(new Peer());
  factory.startedConnecting = (connector) => connector.stopConnecting();
  const connector = reactor.connectTCP('127.0.0.1', await deadPort(), factory);
  assert.equal(codeOf(await factory.failed), 'ERR_INTERLOOP_CONNECTING_CANCELLED');
  assert.equal(connector.state, 'disconnected');
});

onReactor(
  'a factory may connect again when it is told of the failure, and is not stopped in between',
  async (reactor) => {
    const factory = new Diary(null);
    const stopped = stopOf(factory);
    let failures = 0;
    factory.clientConnectionFailed = (connector) => {
      if (++failures < 3) connector.connect();
    };
    reactor.connectTCP('127.0.0.1', await deadPort(), factory);
    await stopped;
    const calls = factory.entries.map(([call]) => call);
    assert.deepEqual(calls, ['startFactory', 'started', 'started', 'started', 'stopFactory']);
  },
);

onReactor('a factory may connect again when it is told of the loss, and is not stopped in between', async (reactor) => {
  const port = await reactor.listenTCP(0, Factory.forProtocol(EchoPeer), LOOPBACK).whenListening();
  const [first, second] = [new Peer(), new Peer()];
  const factory = new Diary(first, second);
  const stopped = stopOf(factory);
  factory.clientConnectionLost = (connector, reason) => {
    factory.entries.push(['lost', connector.state, codeOf(reason)]);
    if (second.calls.length === 0) connector.connect();
  };
  reactor.connectTCP('127.0.0.1', portOf(port), factory);
  await first.made;
  first.transport.loseConnection();
  await second.made;
  second.transport.loseConnection();
  await stopped;
  const calls = factory.entries.map(([call]) => call);
  assert.deepEqual(calls, ['startFactory', 'started', 'lost', 'started', 'lost', 'stopFactory']);
});

onReactor('without a protocol the connection is given up, and the factory is told', async (reactor) => {
  const errors = logged();
  const server = new Peer();
  const port = await reactor.listenTCP(0, serverFor(server), LOOPBACK).whenListening();
  const factory = new ClientFor(null);
  const connector = reactor.connectTCP('127.0.0.1', portOf(port), factory);
  assert.equal(codeOf(await factory.failed), 'ERR_INTERLOOP_NO_PROTOCOL');
  assert.equal(connector.state, 'disconnected');
  await server.lost;
  assert.deepEqual(errors(), []);
});

onReactor('what a factory throws is logged, and counts as no protocol', async (reactor) => {
  const errors = logged();
  const port = await reactor.listenTCP(0, Factory.forProtocol(EchoPeer), LOOPBACK).whenListening();
  const factory = new ClientFor(null);
  const thrown = new Error('from a factory');
  factory.startedConnecting = factory.buildProtocol = () => {
    throw thrown;
  };
  reactor.connectTCP('127.0.0.1', portOf(port), factory);
  assert.equal(codeOf(await factory.failed), 'ERR_INTERLOOP_NO_PROTOCOL');
  const whys = ['startedConnecting', 'buildProtocol'].map((method) => `while calling ${method} of ClientFor`);
  assert.deepEqual(
    errors(),
    whys.map((why) => [why, thrown]),
  );
});

test('an attempt takes no longer than allowed', async () => {
  const clock = new Clock();
  const reactor = new Reactor({ time: clock });
  const ended = reactor.run({ installSignalHandlers: false });
  clock.advance(0);
  const factory = new Diary(new Peer());
  const port = await deadPort();
  reactor.connectTCP('127.0.0.1', port, factory, { timeout: 5000 });
  clock.advance(4999);
  assert.equal(factory.entries.length, 2);
  clock.advance(1);
  assert.deepEqual(factory.entries.slice(2), [
    ['failed', 'disconnected', 'ERR_INTERLOOP_CONNECT_TIMEOUT'],
    ['stopFactory', 'disconnected'],
  ]);
  reactor.stop();
  clock.advance(0);
  await ended;
});

test('the shutdown of the reactor gives attempts up, and a factory that would connect again does not', async () => {
  const errors = logged();
  const reactor = new Reactor();
  const ended = reactor.run({ installSignalHandlers: false });
  const port = await reactor.listenTCP(0, Factory.forProtocol(EchoPeer), LOOPBACK).whenListening();
  const client = new Peer();
  const factory = new Diary(client);
  const again = (connector: Connector, reason: Error): void => {
    factory.entries.push(['told', connector.state, codeOf(reason)]);
    connector.connect();
  };
  factory.clientConnectionFailed = factory.clientConnectionLost = again;
  reactor.connectTCP('127.0.0.1', portOf(port), factory);
  await client.made;
  reactor.connectTCP('127.0.0.1', await deadPort(), factory);
  reactor.stop();
  await ended;
  const told = factory.entries.filter(([call]) => call === 'told');
  assert.deepEqual(told, [
    ['told', 'disconnected', 'ERR_INTERLOOP_CONNECTING_CANCELLED'],
    ['told', 'disconnected', 'ERR_INTERLOOP_CONNECTION_LOST'],
  ]);
  assert.equal(factory.numPorts, 0);
  assert.deepEqual(errors(), []);
});

onReactor('wrong arguments are refused before anything is opened', async (reactor) => {
  const code = 'ERR_INTERLOOP_INVALID_ARGUMENT';
  const factory = new ClientFor(null);
  const wrong = <T>(value: unknown) => value as T;
  for (const host of [1, '', undefined]) assert.throws(() => reactor.connectTCP(wrong(host), 80, factory), { code });
  for (const port of [0, -1, 65_536, '80']) {
    assert.throws(() => reactor.connectTCP('127.0.0.1', wrong(port), factory), { code });
  }
  assert.throws(() => reactor.connectTCP('127.0.0.1', 80, wrong(new Factory())), { code });
  for (const timeout of [-1, Number.NaN, Number.POSITIVE_INFINITY, '1']) {
    assert.throws(() => reactor.connectTCP('127.0.0.1', 80, factory, wrong({ timeout })), { code });
  }
  assert.throws(() => reactor.connectTCP('127.0.0.1', 80, factory, { bindAddress: 'localhost' }), { code });
  assert.throws(() => reactor.connectUNIX(wrong(1), factory), { code });
});

onReactor('TCP_NODELAY and SO_KEEPALIVE are off at first, and can be set', async (reactor) => {
  const port = await reactor.listenTCP(0, Factory.forProtocol(EchoPeer), LOOPBACK).whenListening();
  const client = new Peer();
  reactor.connectTCP('127.0.0.1', portOf(port), new ClientFor(client));
  await client.made;
  const transport = client.transport as import('interloop').TCPTransport;
  assert.deepEqual([transport.getTcpNoDelay(), transport.getTcpKeepAlive()], [false, false]);
  transport.setTcpNoDelay(true);
  transport.setTcpKeepAlive(true);
  assert.deepEqual([transport.getTcpNoDelay(), transport.getTcpKeepAlive()], [true, true]);
  transport.write('x');
  await client.text('x');
});
