/**
 * What goes wrong in a protocol, or around it, over every transport.
 */
import assert from 'node:assert/strict';
import { logged } from '../tasklets/logged.ts';
import { onEachTransport } from './each-transport.ts';
import { HalfClosePeer, Peer } from './peer.ts';

class Thrown extends Error {
  readonly code = 'THROWN';
}

for (const method of ['dataReceived', 'readConnectionLost', 'writeConnectionLost'] as const) {
  onEachTransport(`what ${method}() throws is logged, and the reason of the end`, async ({ connect }) => {
    const errors = logged();
    const thrown = new Thrown();
    class Faulty extends HalfClosePeer {}
    Faulty.prototype[method] = () => {
      throw thrown;
    };
    const [server, client] = [new Faulty(), new HalfClosePeer()];
    await connect(server, client);
    if (method === 'writeConnectionLost') server.transport.loseWriteConnection();
    else {
      client.transport.write('something');
      client.transport.loseWriteConnection();
    }
    assert.equal(await server.lost, thrown);
    client.transport.loseConnection();
    await client.lost;
    assert.deepEqual(errors(), [[`while calling ${method} of Faulty`, thrown]]);
    assert.equal(server.calls.filter((call) => call === 'connectionLost').length, 1);
  });
}

onEachTransport('what connectionMade() throws is logged, and the reason of the end', async ({ reactor, wire }) => {
  const errors = logged();
  const thrown = new Thrown();
  class Faulty extends Peer {
    override connectionMade(): void {
      super.connectionMade();
      throw thrown;
    }
  }
  const server = new Faulty();
  await wire.connect(reactor, server, new Peer());
  assert.equal(await server.lost, thrown);
  assert.deepEqual(errors(), [['while calling connectionMade of Faulty', thrown]]);
  assert.deepEqual(server.calls, ['connectionMade', 'connectionLost']);
});

onEachTransport('what connectionLost() throws is logged, and stops nothing', async ({ connect }) => {
  const errors = logged();
  const thrown = new Thrown();
  class Faulty extends Peer {
    override connectionLost(reason: Error): void {
      super.connectionLost(reason);
      throw thrown;
    }
  }
  const [server, client] = [new Faulty(), new Peer()];
  await connect(server, client);
  server.transport.loseConnection();
  await Promise.all([server.lost, client.lost]);
  assert.deepEqual(errors(), [['while calling connectionLost of Faulty', thrown]]);
});

onEachTransport('the shutdown of the reactor ends connections and ports', async ({ connect, reactor }) => {
  const [server, client] = [new Peer(), new Peer()];
  await connect(server, client);
  const seen: unknown[] = [];
  reactor.addSystemEventTrigger('before', 'shutdown', () => seen.push(server.calls.length, client.calls.length));
  reactor.addSystemEventTrigger('after', 'shutdown', () => seen.push(server.calls.length, client.calls.length));
  reactor.stop();
  await Promise.all([server.lost, client.lost]);
  assert.equal((server.reason as Thrown).code, 'ERR_INTERLOOP_CONNECTION_LOST');
  assert.equal((client.reason as Thrown).code, 'ERR_INTERLOOP_CONNECTION_LOST');
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(seen, [1, 1, 2, 2]);
});
