import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ClientFactory, ConnectionDone, Deferred, Factory, type IPv4Address, Protocol, Reactor } from 'interloop';

class Echo extends Protocol {
  override dataReceived(data: Buffer): void {
    this.transport.write(data);
  }
}

class Ask extends Protocol {
  readonly lost = new Deferred<[string, Error]>();
  #got = '';
  override connectionMade(): void {
    this.transport.write('hello');
  }
  override dataReceived(data: Buffer): void {
    this.#got += data;
    if (this.#got === 'hello') this.transport.loseConnection();
  }
  override connectionLost(reason: Error): void {
    this.lost.callback([this.#got, reason]);
  }
}

test('an echo comes back', { timeout: 30_000 }, async () => {
  const reactor = new Reactor();
  const ended = reactor.run({ installSignalHandlers: false });
  const port = await reactor.listenTCP(0, Factory.forProtocol(Echo), { interface: '127.0.0.1' }).whenListening();
  const ask = new Ask();
  const factory = new ClientFactory();
  factory.buildProtocol = () => ask;
  reactor.connectTCP('127.0.0.1', (port.getHost() as IPv4Address).port, factory);
  const [got, reason] = await ask.lost;
  assert.equal(got, 'hello');
  assert.ok(reason instanceof ConnectionDone);
  reactor.stop();
  await ended;
});
