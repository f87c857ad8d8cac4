/**
 * Factories around factories: what is passed on, and what is refused.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Address,
  ClientFactory,
  type Connector,
  Factory,
  IPv4Address,
  IPv6Address,
  LimitConnectionsByPeer,
  LimitTotalConnectionsFactory,
  Protocol,
  type ProtocolWrapper,
  type PushProducer,
  TimeoutFactory,
  type Transport,
  UNIXAddress,
  WrappingFactory,
} from 'interloop';
import { Clock, memoryPair, StringTransport } from 'interloop/testing';

const invalid = { code: 'ERR_INTERLOOP_INVALID_ARGUMENT' };
const from = (host: string): Address => new IPv4Address('TCP', host, 1234);

/** Connects what a factory builds, if it builds something. */
function accept(factory: Factory, peer: Address = from('192.0.2.1')) {
  const protocol = factory.buildProtocol(peer);
  const transport = new StringTransport({ peer });
  protocol?.makeConnection(transport);
  return { protocol, transport, close: () => protocol?.connectionLost(new Error('lost')) };
}

/** Remembers what it was told. */
class Diary extends Protocol {
  readonly told: string[] = [];
  override connectionMade(): void {
    this.told.push('made');
  }
  override dataReceived(data: Buffer): void {
    this.told.push(`got ${data}`);
  }
  override connectionLost(reason: Error): void {
    this.told.push(`lost: ${reason.message}`);
  }
}

function wrapped<P extends Protocol>(protocol: P) {
  const inner = new Factory();
  inner.buildProtocol = () => protocol;
  const factory = new WrappingFactory(inner);
  const { protocol: wrapper, transport } = accept(factory);
  return { factory, protocol, transport, wrapper: wrapper as ProtocolWrapper };
}

test('a wrapped protocol is told what its wrapper is told', () => {
  const { factory, protocol, wrapper } = wrapped(new Diary());
  assert.deepEqual([protocol.connected, [...factory.protocols]], [true, [wrapper]]);
  wrapper.dataReceived(Buffer.from('data'));
  wrapper.connectionLost(new Error('no more'));
  assert.deepEqual(protocol.told, ['made', 'got data', 'lost: no more']);
  assert.deepEqual([protocol.connected, factory.protocols.size], [false, 0]);
});

test('a wrapper knows half-closing and TLS as much as the protocol in it', () => {
  class Half extends Diary {
    override readConnectionLost(): void {
      this.told.push('read lost');
    }
    override writeConnectionLost(): void {
      this.told.push('write lost');
    }
    override handshakeCompleted(): void {
      this.told.push('handshake');
    }
  }
  const half = wrapped(new Half());
  half.wrapper.handshakeCompleted();
  half.wrapper.readConnectionLost?.();
  half.wrapper.writeConnectionLost();
  assert.deepEqual(half.protocol.told, ['made', 'handshake', 'read lost', 'write lost']);
  const plain = wrapped(new Diary());
  assert.equal(plain.wrapper.readConnectionLost, undefined);
  plain.wrapper.writeConnectionLost();
  plain.wrapper.handshakeCompleted();
});

test('what a wrapped protocol asks of its transport arrives there', () => {
  const { protocol, transport } = wrapped(new Diary());
  const inner = protocol.transport as Transport & StringTransport;
  inner.write('a');
  inner.writeSequence(['b', 'c']);
  inner.setTcpNoDelay(true);
  inner.setTcpKeepAlive(true);
  assert.deepEqual([inner.getTcpNoDelay(), inner.getTcpKeepAlive(), String(transport.value())], [true, true, 'abc']);
  assert.deepEqual([inner.getPeer(), inner.getHost()], [transport.getPeer(), transport.getHost()]);
  inner.pauseProducing();
  assert.equal(transport.producerState, 'paused');
  inner.resumeProducing();
  assert.equal(transport.producerState, 'producing');
  const producer: PushProducer = { pauseProducing() {}, resumeProducing() {}, stopProducing() {} };
  inner.registerProducer(producer, true);
  assert.deepEqual([transport.producer, transport.streaming], [producer, true]);
  inner.unregisterProducer();
  inner.loseWriteConnection();
  inner.stopProducing();
  assert.deepEqual([transport.producer, transport.halfClosed, transport.producerState], [undefined, true, 'stopped']);
  assert.deepEqual([inner.connected, inner.disconnecting], [true, true]);
  inner.loseConnection();
  inner.abortConnection();
  assert.deepEqual([transport.disconnecting, transport.aborted], [true, true]);
});

test('a wrapped protocol starts TLS on the transport', () => {
  const { protocol, transport } = wrapped(new Diary());
  const calls: unknown[] = [];
  const options = { servername: 'localhost' };
  Object.assign(transport, { startTLS: (given: unknown) => calls.push(given), tls: 'the socket' });
  const inner = protocol.transport as ProtocolWrapper;
  inner.startTLS(options);
  assert.deepEqual([calls, inner.tls], [[options], 'the socket']);
});

test('a wrapping factory tells the one inside everything', () => {
  class Told extends ClientFactory {
    readonly told: unknown[] = [];
    override startFactory(): void {
      this.told.push('start');
    }
    override stopFactory(): void {
      this.told.push('stop');
    }
    override startedConnecting(connector: Connector): void {
      this.told.push(['started', connector]);
    }
    override clientConnectionFailed(connector: Connector, reason: Error): void {
      this.told.push(['failed', connector, reason]);
    }
    override clientConnectionLost(connector: Connector, reason: Error): void {
      this.told.push(['lost', connector, reason]);
    }
  }
  const [inner, connector, reason] = [new Told(), {} as Connector, new Error('a reason')];
  const factory = new WrappingFactory(inner);
  factory.doStart();
  factory.startedConnecting(connector);
  factory.clientConnectionFailed(connector, reason);
  factory.clientConnectionLost(connector, reason);
  factory.doStop();
  assert.deepEqual(inner.told, [
    'start',
    ['started', connector],
    ['failed', connector, reason],
    ['lost', connector, reason],
    'stop',
  ]);
  assert.deepEqual([factory.numPorts, inner.numPorts], [0, 0]);
});

test('a wrapping factory may be around one for servers, and refuses what that refuses', () => {
  const factory = new WrappingFactory(new Factory());
  const connector = {} as Connector;
  factory.startedConnecting(connector);
  factory.clientConnectionFailed(connector, new Error());
  factory.clientConnectionLost(connector, new Error());
  assert.equal(factory.buildProtocol(from('192.0.2.1')), null);
});

test('there are never more connections than the limit, and those that end make room', () => {
  const factory = new LimitTotalConnectionsFactory(Factory.forProtocol(Diary), 2);
  const [first, second, third] = [accept(factory), accept(factory), accept(factory)];
  assert.deepEqual(
    [first, second, third].map(({ protocol }) => protocol !== null),
    [true, true, false],
  );
  assert.equal(factory.connectionCount, 2);
  first.close();
  assert.equal(factory.connectionCount, 1);
  assert.notEqual(accept(factory).protocol, null);
  assert.equal(accept(factory).protocol, null);
  second.close();
  factory.connectionLimit = 1;
  assert.equal(accept(factory).protocol, null);
});

test('who is too many may be told so by another factory, and does not count', () => {
  class Busy extends Protocol {
    override connectionMade(): void {
      this.transport.write('busy');
      this.transport.loseConnection();
    }
  }
  const factory = new LimitTotalConnectionsFactory(Factory.forProtocol(Diary), 1, Factory.forProtocol(Busy));
  accept(factory);
  for (let i = 0; i < 3; i++) assert.equal(String(accept(factory).transport.value()), 'busy');
  assert.equal(factory.connectionCount, 1);
});

test('a peer has as many connections as it may, whatever the others have', () => {
  const factory = new LimitConnectionsByPeer(Factory.forProtocol(Diary), 2);
  const [one, other] = [from('192.0.2.1'), from('192.0.2.2')];
  const first = accept(factory, one);
  accept(factory, one);
  assert.equal(accept(factory, one).protocol, null);
  assert.notEqual(accept(factory, other).protocol, null);
  assert.deepEqual([factory.countOf('192.0.2.1'), factory.countOf('192.0.2.2')], [2, 1]);
  first.close();
  assert.notEqual(accept(factory, one).protocol, null);
});

test('a peer without connections is forgotten, and a connection is counted once', () => {
  const factory = new LimitConnectionsByPeer(Factory.forProtocol(Diary));
  const [first, second] = [accept(factory), accept(factory)];
  first.close();
  first.close();
  assert.equal(factory.countOf('192.0.2.1'), 1);
  second.close();
  assert.equal(factory.countOf('192.0.2.1'), 0);
  assert.equal(factory.maxConnectionsPerPeer, 5);
});

test('who a peer is can be decided; all of a UNIX socket are one', () => {
  class ByNetwork extends LimitConnectionsByPeer {
    override peerOf(address: Address): string {
      return super.peerOf(address).split(':', 4).join(':');
    }
  }
  const factory = new ByNetwork(Factory.forProtocol(Diary), 1);
  const v6 = (host: string) => new IPv6Address('TCP', host, 1234);
  assert.notEqual(accept(factory, v6('2001:db8:0:1::1')).protocol, null);
  assert.equal(accept(factory, v6('2001:db8:0:1::2')).protocol, null);
  assert.notEqual(accept(factory, v6('2001:db8:0:2::1')).protocol, null);
  assert.notEqual(accept(factory, new UNIXAddress('')).protocol, null);
  assert.equal(accept(factory, new UNIXAddress('/another')).protocol, null);
});

test('limits that are no limits are refused', () => {
  for (const wrong of [-1, Number.NaN, '1', undefined] as number[]) {
    assert.throws(() => new LimitTotalConnectionsFactory(new Factory(), wrong), invalid);
    if (wrong !== undefined) assert.throws(() => new LimitConnectionsByPeer(new Factory(), wrong), invalid);
  }
});

test('policies can be put around each other, and each counts right when another refuses', () => {
  const perPeer = new LimitConnectionsByPeer(Factory.forProtocol(Diary), 1);
  const total = new LimitTotalConnectionsFactory(perPeer, 2);
  accept(total, from('192.0.2.1'));
  accept(total, from('192.0.2.1'));
  const second = accept(total, from('192.0.2.2'));
  accept(total, from('192.0.2.3'));
  assert.deepEqual([total.connectionCount, perPeer.protocols.size], [2, 2]);
  second.close();
  assert.deepEqual([total.connectionCount, perPeer.protocols.size], [1, 1]);
});

function timed(period: number) {
  const clock = new Clock();
  const factory = new TimeoutFactory(Factory.forProtocol(Diary), period, clock);
  const protocol = factory.buildProtocol(from('192.0.2.1')) as ProtocolWrapper;
  const client = new Diary();
  memoryPair(protocol, client, { clock });
  const inner = protocol.wrappedProtocol as Diary;
  return { clock, client, inner };
}

test('a connection on which nothing happens is ended', () => {
  const { clock, client, inner } = timed(1000);
  clock.advance(999);
  assert.equal(inner.connected, true);
  clock.advance(1);
  assert.equal(inner.connected, false);
  assert.equal(client.connected, false);
});

test('what is received and what is sent puts the end off', () => {
  const { clock, client, inner } = timed(1000);
  const steps = [
    () => client.transport.write('x'),
    () => inner.transport.write('x'),
    () => inner.transport.writeSequence(['x']),
  ];
  for (const step of steps) {
    step();
    clock.advance(999);
    assert.equal(inner.connected, true);
  }
  clock.advance(1);
  assert.equal(inner.connected, false);
});

test('a timeout leaves nothing behind when the connection ends before it', () => {
  const { clock, client } = timed(1000);
  client.transport.loseConnection();
  clock.advance(0);
  assert.deepEqual(clock.getDelayedCalls(), []);
});
