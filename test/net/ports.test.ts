/**
 * Ports that listen: how they begin and end, and what they do with connections.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { Factory, IPv4Address, type IPv6Address, Reactor } from 'interloop';
import { logged } from '../tasklets/logged.ts';
import { onReactor, portOf } from './on-reactor.ts';
import { ClientFor, EchoPeer, Peer, serverFor } from './peer.ts';

const LOOPBACK = { interface: '127.0.0.1' };

onReactor('a port has its address as soon as it listens', async (reactor) => {
  const port = reactor.listenTCP(0, new Factory(), LOOPBACK);
  assert.throws(() => port.getHost(), { code: 'ERR_INTERLOOP_NOT_LISTENING' });
  assert.equal(await port.whenListening(), port);
  const host = port.getHost();
  assert.ok(host instanceof IPv4Address);
  assert.deepEqual([host.type, host.host, host.port > 0], ['TCP', '127.0.0.1', true]);
  assert.equal(String(host), `127.0.0.1:${host.port}`);
  assert.equal(await port.whenListening(), port);
});

onReactor('both sides know both addresses, also when the connection is lost', async (reactor) => {
  const port = await reactor.listenTCP(0, serverFor(new Peer()), LOOPBACK).whenListening();
  const [server, client] = [new Peer(), new Peer()];
  port.factory.buildProtocol = (address) => {
    assert.equal(String(address), String(client.transport?.getHost() ?? address));
    return server;
  };
  reactor.connectTCP('127.0.0.1', portOf(port), new ClientFor(client));
  await Promise.all([server.made, client.made]);
  const addresses = () =>
    [server, client].map(({ transport }) => [transport.getPeer(), transport.getHost()].map(String));
  const [[serverPeer, serverHost], [clientPeer, clientHost]] = addresses() as [[string, string], [string, string]];
  assert.deepEqual([serverPeer, serverHost], [clientHost, clientPeer]);
  assert.equal(serverHost, String(port.getHost()));
  const before = addresses();
  client.transport.loseConnection();
  await Promise.all([server.lost, client.lost]);
  assert.deepEqual(addresses(), before);
});

onReactor('without an interface both families are served, and IPv4 looks like IPv4', async (reactor) => {
  const factory = Factory.forProtocol(EchoPeer);
  const peers: string[] = [];
  const { buildProtocol } = factory;
  factory.buildProtocol = (address) => {
    peers.push(address.constructor.name);
    return buildProtocol.call(factory, address);
  };
  const port = await reactor.listenTCP(0, factory).whenListening();
  for (const host of ['127.0.0.1', '::1']) {
    const client = new Peer();
    reactor.connectTCP(host, portOf(port), new ClientFor(client));
    await client.made;
    client.transport.write(host);
    await client.text(host);
    assert.equal((client.transport.getPeer() as IPv6Address).host, host);
  }
  assert.deepEqual(peers, ['IPv4Address', 'IPv6Address']);
});

onReactor(
  'a port that is taken cannot be listened on: the Deferred fails, with the error of the system',
  async (reactor) => {
    const errors = logged();
    const taken = await reactor.listenTCP(0, new Factory(), LOOPBACK).whenListening();
    const factory = new Factory();
    const port = reactor.listenTCP(portOf(taken), factory, LOOPBACK);
    await assert.rejects(port.whenListening().toPromise(), (error: Error & { code: string }) => {
      assert.equal(error.code, 'ERR_INTERLOOP_CANNOT_LISTEN');
      assert.equal((error.cause as NodeJS.ErrnoException).code, 'EADDRINUSE');
      assert.match(error.message, new RegExp(`127.0.0.1:${portOf(taken)}`));
      return true;
    });
    await assert.rejects(port.whenListening().toPromise(), { code: 'ERR_INTERLOOP_CANNOT_LISTEN' });
    assert.equal(factory.numPorts, 0);
    assert.deepEqual(errors(), []);
  },
);

onReactor('a failure to listen for which nobody asked is logged', async (reactor) => {
  const errors = logged();
  const taken = await reactor.listenTCP(0, new Factory(), LOOPBACK).whenListening();
  const factory = new Factory();
  const stopped = new Promise<void>((resolve) => {
    factory.stopFactory = resolve;
  });
  reactor.listenTCP(portOf(taken), factory, LOOPBACK);
  await stopped;
  assert.deepEqual(
    errors().map(([, error]) => (error as { code: string }).code),
    ['ERR_INTERLOOP_CANNOT_LISTEN'],
  );
});

onReactor('an interface that is not there, or has no address, is a failure to listen', async (reactor) => {
  for (const host of ['192.0.2.77', 'no-such-name.invalid']) {
    const port = reactor.listenTCP(0, new Factory(), { interface: host });
    await assert.rejects(port.whenListening().toPromise(), { code: 'ERR_INTERLOOP_CANNOT_LISTEN' });
  }
});

onReactor('stopListening() closes the port at once, and its connections live on', async (reactor) => {
  const port = await reactor.listenTCP(0, Factory.forProtocol(EchoPeer), LOOPBACK).whenListening();
  const client = new Peer();
  reactor.connectTCP('127.0.0.1', portOf(port), new ClientFor(client));
  await client.made;
  await port.stopListening();
  const other = createServer().listen(portOf(port), '127.0.0.1');
  await once(other, 'listening');
  other.close();
  client.transport.write('still there');
  await client.text('still there');
});

onReactor('stopListening() does nothing if the port does not listen', async (reactor) => {
  const port = await reactor.listenTCP(0, new Factory(), LOOPBACK).whenListening();
  await port.stopListening();
  await port.stopListening();
});

onReactor('a port can be stopped before it listens, and then never does', async (reactor) => {
  const errors = logged();
  const factory = new Factory();
  const port = reactor.listenTCP(0, factory, { interface: 'localhost' });
  const listening = port.whenListening();
  await port.stopListening();
  await assert.rejects(listening.toPromise(), { code: 'ERR_INTERLOOP_CANNOT_LISTEN' });
  assert.equal(factory.numPorts, 0);
  assert.deepEqual(errors(), []);
});

onReactor('a port can listen again', async (reactor) => {
  const calls: string[] = [];
  const factory = Factory.forProtocol(EchoPeer);
  factory.startFactory = () => calls.push('start');
  factory.stopFactory = () => calls.push('stop');
  const port = await reactor.listenTCP(0, factory, LOOPBACK).whenListening();
  await port.stopListening();
  port.startListening();
  await port.whenListening();
  const client = new Peer();
  reactor.connectTCP('127.0.0.1', portOf(port), new ClientFor(client));
  await client.made;
  await port.stopListening();
  assert.deepEqual(calls, ['start', 'stop', 'start', 'stop']);
});

onReactor('a factory is started by its first port and stopped by its last', async (reactor) => {
  const calls: string[] = [];
  const factory = new Factory();
  factory.startFactory = () => calls.push('start');
  factory.stopFactory = () => calls.push('stop');
  const [one, two] = [reactor.listenTCP(0, factory, LOOPBACK), reactor.listenTCP(0, factory, LOOPBACK)];
  await Promise.all([one.whenListening(), two.whenListening()]);
  await one.stopListening();
  assert.deepEqual(calls, ['start']);
  await two.stopListening();
  assert.deepEqual(calls, ['start', 'stop']);
});

onReactor('what startFactory() and stopFactory() throw is logged, and stops nothing', async (reactor) => {
  const errors = logged();
  const factory = new Factory();
  factory.startFactory = factory.stopFactory = () => {
    throw new Error('from a factory');
  };
  const port = await reactor.listenTCP(0, factory, LOOPBACK).whenListening();
  await port.stopListening();
  const [first, second] = errors().map(([why]) => why);
  assert.deepEqual(
    [first, second],
    ['startFactory', 'stopFactory'].map((method) => `while calling ${method} of Factory`),
  );
});

onReactor('a factory that builds no protocol refuses the connection', async (reactor) => {
  const port = await reactor.listenTCP(0, new Factory(), LOOPBACK).whenListening();
  const client = new Peer();
  reactor.connectTCP('127.0.0.1', portOf(port), new ClientFor(client));
  await client.lost;
});

onReactor('what buildProtocol() throws is logged, and that connection is refused', async (reactor) => {
  const errors = logged();
  const factory = new Factory();
  const thrown = new Error('from a factory');
  factory.buildProtocol = () => {
    throw thrown;
  };
  const port = await reactor.listenTCP(0, factory, LOOPBACK).whenListening();
  const client = new Peer();
  reactor.connectTCP('127.0.0.1', portOf(port), new ClientFor(client));
  await client.lost;
  assert.deepEqual(errors(), [['while calling buildProtocol of Factory', thrown]]);
  factory.buildProtocol = () => new EchoPeer();
  const other = new Peer();
  reactor.connectTCP('127.0.0.1', portOf(port), new ClientFor(other));
  await other.made;
  other.transport.write('served');
  await other.text('served');
});

onReactor(
  'Factory.forProtocol() makes a protocol for each connection, with arguments, and tells it its factory',
  async (reactor) => {
    class Greeter extends Peer {
      readonly greeting: string;
      constructor(greeting: string) {
        super();
        this.greeting = greeting;
      }
      override connectionMade(): void {
        assert.ok(this.factory instanceof Greeters);
        this.transport.write(`${this.greeting} ${++this.factory.greeted}`);
        this.transport.loseConnection();
      }
    }
    class Greeters extends Factory {
      greeted = 0;
    }
    const factory = Greeters.forProtocol(Greeter, 'hello');
    assert.ok(factory instanceof Greeters);
    const port = await reactor.listenTCP(0, factory, LOOPBACK).whenListening();
    for (const expected of ['hello 1', 'hello 2']) {
      const client = new Peer();
      reactor.connectTCP('127.0.0.1', portOf(port), new ClientFor(client));
      await client.lost;
      assert.equal(String(client.received), expected);
    }
  },
);

onReactor('a factory with a class as its protocol makes objects of it', async () => {
  class Echoes extends Factory {
    override protocol = EchoPeer;
  }
  const factory = new Echoes();
  const protocol = factory.buildProtocol(new IPv4Address('TCP', '127.0.0.1', 1));
  assert.ok(protocol instanceof EchoPeer);
  assert.equal(protocol.factory, factory);
});

onReactor('wrong arguments are refused before anything is opened', async (reactor) => {
  const code = 'ERR_INTERLOOP_INVALID_ARGUMENT';
  const factory = new Factory();
  const wrong = <T>(value: unknown) => value as T;
  for (const port of [-1, 65_536, 1.5, '80', undefined]) {
    assert.throws(() => reactor.listenTCP(wrong(port), factory), { code });
  }
  assert.throws(() => reactor.listenTCP(0, wrong({})), { code });
  assert.throws(() => reactor.listenTCP(0, factory, wrong({ interface: 1 })), { code });
  assert.throws(() => reactor.listenUNIX(wrong(1), factory), { code });
  assert.equal(factory.numPorts, 0);
});

test('the shutdown of the reactor closes its ports, and nothing can be opened on it any more', async () => {
  const reactor = new Reactor();
  const calls: string[] = [];
  const factory = new Factory();
  factory.stopFactory = () => calls.push('stopFactory');
  const ended = reactor.run({ installSignalHandlers: false });
  const port = await reactor.listenTCP(0, factory, LOOPBACK).whenListening();
  reactor.addSystemEventTrigger('after', 'shutdown', () => calls.push('after shutdown'));
  reactor.stop();
  await ended;
  assert.deepEqual(calls, ['stopFactory', 'after shutdown']);
  const other = createServer().listen(portOf(port), '127.0.0.1');
  await once(other, 'listening');
  other.close();
  const code = 'ERR_INTERLOOP_REACTOR_NOT_RUNNING';
  assert.throws(() => reactor.listenTCP(0, factory), { code });
  assert.throws(() => reactor.connectTCP('127.0.0.1', 1, new ClientFor(null)), { code });
});
