/**
 * What every transport does, whatever it is made of.
 */
import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { onEachTransport, WIRES } from './each-transport.ts';
import { EchoPeer, HalfClosePeer, Peer } from './peer.ts';

const MIB = 2 ** 20;

/** Bytes of which each place can be told from its neighbours. */
function pattern(length: number): Buffer {
  return Buffer.from(Uint32Array.from({ length: length / 4 }, (_, i) => i).buffer);
}

const codeOf = (error: unknown) => (error as { code?: string }).code;

onEachTransport('what is written on one side arrives on the other, in both directions', async ({ connect }) => {
  const [server, client] = [new Peer(), new Peer()];
  await connect(server, client);
  server.transport.write('from the server, in UTF-8: ü');
  client.transport.write(Buffer.from('from the client'));
  assert.equal(String(await client.bytes(29)), 'from the server, in UTF-8: ü');
  assert.equal(String(await server.bytes(15)), 'from the client');
});

onEachTransport('an echo of 2 MiB is the same', async ({ connect }) => {
  const [server, client] = [new EchoPeer(), new Peer()];
  await connect(server, client);
  const sent = pattern(2 * MIB);
  client.transport.write(sent);
  assert.ok(sent.equals(await client.bytes(sent.length)));
});

onEachTransport('several pieces arrive in their order, whatever they are', async ({ connect }) => {
  const [server, client] = [new Peer(), new Peer()];
  await connect(server, client);
  client.transport.writeSequence(['a', Buffer.from('b'), '', new Uint8Array([99])]);
  client.transport.write('d');
  assert.equal(String(await server.bytes(4)), 'abcd');
});

onEachTransport('only bytes and strings can be written', async ({ connect }) => {
  const [server, client] = [new Peer(), new Peer()];
  await connect(server, client);
  for (const wrong of [1, null, undefined, {}, [1]]) {
    assert.throws(() => client.transport.write(wrong as unknown as string), { code: 'ERR_INTERLOOP_INVALID_ARGUMENT' });
  }
});

onEachTransport('loseConnection() sends all that was written, and ends both sides in order', async ({ connect }) => {
  const [server, client] = [new Peer(), new Peer()];
  await connect(server, client);
  const sent = pattern(2 * MIB);
  server.transport.write(sent);
  server.transport.loseConnection();
  server.transport.write('too late');
  server.transport.loseConnection();
  assert.equal(server.transport.disconnecting, true);
  assert.equal(codeOf(await client.lost), 'ERR_INTERLOOP_CONNECTION_DONE');
  assert.equal(codeOf(await server.lost), 'ERR_INTERLOOP_CONNECTION_DONE');
  assert.ok(sent.equals(client.received));
  for (const peer of [server, client]) {
    assert.deepEqual(peer.calls, ['connectionMade', 'connectionLost']);
    assert.deepEqual([peer.connected, peer.transport.connected], [false, false]);
  }
});

onEachTransport('a protocol that loses its connection when it is made is told so later', async ({ connect }) => {
  class Hasty extends Peer {
    override connectionMade(): void {
      super.connectionMade();
      this.transport.write('bye');
      this.transport.loseConnection();
      this.calls.push('writeConnectionLost');
    }
  }
  const [server, client] = [new Hasty(), new Peer()];
  await connect(server, client);
  await client.lost;
  await server.lost;
  assert.equal(String(client.received), 'bye');
  assert.deepEqual(server.calls, ['connectionMade', 'writeConnectionLost', 'connectionLost']);
});

onEachTransport('what arrives after loseConnection() is dropped, also what waits already', async ({ connect }) => {
  class Once extends Peer {
    override dataReceived(data: Buffer): void {
      super.dataReceived(data);
      this.transport.loseConnection();
    }
  }
  const [server, client] = [new Once(), new Peer()];
  await connect(server, client);
  client.transport.write(pattern(2 * MIB));
  await server.lost;
  await client.lost;
  assert.ok(server.received.length < 2 * MIB);
});

onEachTransport('abortConnection() ends at once, and the other side sees that', async ({ connect, wire }) => {
  const [server, client] = [new Peer(), new Peer()];
  await connect(server, client);
  client.transport.write('x');
  await server.bytes(1);
  server.transport.abortConnection();
  server.transport.abortConnection();
  assert.deepEqual(server.calls, ['connectionMade']);
  assert.equal(codeOf(await server.lost), 'ERR_INTERLOOP_CONNECTION_ABORTED');
  const seen = codeOf(await client.lost);
  assert.equal(seen, wire.resets ? 'ERR_INTERLOOP_CONNECTION_LOST' : 'ERR_INTERLOOP_CONNECTION_DONE');
  assert.deepEqual(server.calls, ['connectionMade', 'connectionLost']);
  assert.deepEqual(client.calls, ['connectionMade', 'connectionLost']);
});

onEachTransport('abortConnection() drops what was not sent', async ({ connect }) => {
  const [server, client] = [new Peer(), new Peer()];
  await connect(server, client);
  client.transport.pauseProducing();
  server.transport.write(Buffer.alloc(32 * MIB));
  server.transport.abortConnection();
  assert.equal(codeOf(await server.lost), 'ERR_INTERLOOP_CONNECTION_ABORTED');
  client.transport.resumeProducing();
  await client.lost;
  assert.ok(client.received.length < 32 * MIB);
});

for (const when of ['at once', 'later']) {
  onEachTransport(`abortConnection() ends a connection that waits for its end, ${when}`, async ({ connect, wire }) => {
    const [server, client] = [new Peer(), new Peer()];
    await connect(server, client);
    client.transport.pauseProducing();
    server.transport.write(Buffer.alloc(32 * MIB));
    server.transport.loseConnection();
    if (when === 'later') for (let i = 0; i < 10; i++) await setImmediate();
    server.transport.abortConnection();
    assert.equal(codeOf(await server.lost), 'ERR_INTERLOOP_CONNECTION_ABORTED');
    client.transport.resumeProducing();
    const seen = codeOf(await client.lost);
    assert.equal(seen, wire.resets ? 'ERR_INTERLOOP_CONNECTION_LOST' : 'ERR_INTERLOOP_CONNECTION_DONE');
    assert.ok(client.received.length < 32 * MIB);
  });
}

onEachTransport(
  'abortConnection() resets a connection whose sending half has ended',
  async ({ connect, wire }) => {
    const [server, client] = [new HalfClosePeer(), new HalfClosePeer()];
    await connect(server, client);
    server.transport.loseWriteConnection();
    while (!client.calls.includes('readConnectionLost')) await setImmediate();
    client.transport.write(Buffer.alloc(MIB));
    while (!server.calls.includes('writeConnectionLost')) await setImmediate();
    server.transport.abortConnection();
    assert.equal(codeOf(await server.lost), 'ERR_INTERLOOP_CONNECTION_ABORTED');
    client.transport.write(Buffer.alloc(MIB));
    client.transport.loseConnection();
    assert.equal(codeOf(await client.lost), 'ERR_INTERLOOP_CONNECTION_LOST', wire.name);
  },
  WIRES.filter(({ name }) => ['TCP', 'TLS'].includes(name)),
);

onEachTransport('everything may be called when the connection is lost, and does nothing', async ({ connect }) => {
  const [server, client] = [new Peer(), new Peer()];
  await connect(server, client);
  server.transport.loseConnection();
  await server.lost;
  const { transport } = server;
  transport.write('x');
  transport.writeSequence(['x', 'y']);
  transport.pauseProducing();
  transport.resumeProducing();
  transport.loseWriteConnection();
  transport.loseConnection();
  transport.abortConnection();
  transport.stopProducing();
  transport.unregisterProducer();
  await client.lost;
  assert.deepEqual(server.calls, ['connectionMade', 'connectionLost']);
});

onEachTransport('a protocol that does not know half-closing answers, and the connection ends', async ({ connect }) => {
  class Answer extends Peer {
    override dataReceived(data: Buffer): void {
      super.dataReceived(data);
      if (this.received.length === MIB) this.transport.write(this.received);
    }
  }
  const [server, client] = [new Answer(), new HalfClosePeer()];
  await connect(server, client);
  const sent = pattern(MIB);
  client.transport.write(sent);
  client.transport.loseWriteConnection();
  client.transport.write('too late');
  assert.equal(codeOf(await server.lost), 'ERR_INTERLOOP_CONNECTION_DONE');
  assert.equal(codeOf(await client.lost), 'ERR_INTERLOOP_CONNECTION_DONE');
  assert.ok(sent.equals(client.received));
  const calls = ['connectionMade', 'writeConnectionLost', 'readConnectionLost', 'connectionLost'];
  assert.deepEqual(client.calls, calls);
});

onEachTransport('a transport that is its own producer ends with the other side', async ({ connect }) => {
  class Pipe extends EchoPeer {
    override connectionMade(): void {
      super.connectionMade();
      this.transport.registerProducer(this.transport, true);
    }
  }
  const [server, client] = [new Pipe(), new Peer()];
  await connect(server, client);
  const sent = pattern(2 * MIB);
  client.transport.write(sent);
  client.transport.loseWriteConnection();
  assert.equal(codeOf(await server.lost), 'ERR_INTERLOOP_CONNECTION_DONE');
  await client.lost;
  assert.ok(sent.equals(client.received));
});

onEachTransport(
  'each half ends by itself, and the connection with the second',
  async ({ connect }) => {
    const [server, client] = [new HalfClosePeer(), new HalfClosePeer()];
    await connect(server, client);
    client.transport.write('question');
    client.transport.loseWriteConnection();
    await server.text('question');
    server.transport.write('answer');
    assert.equal(String(await client.text('answer')), 'answer');
    assert.deepEqual(client.calls, ['connectionMade', 'writeConnectionLost']);
    while (!server.calls.includes('readConnectionLost')) await setImmediate();
    server.transport.loseWriteConnection();
    assert.equal(codeOf(await server.lost), 'ERR_INTERLOOP_CONNECTION_DONE');
    assert.equal(codeOf(await client.lost), 'ERR_INTERLOOP_CONNECTION_DONE');
    assert.deepEqual(client.calls, ['connectionMade', 'writeConnectionLost', 'readConnectionLost', 'connectionLost']);
    assert.deepEqual(server.calls, ['connectionMade', 'readConnectionLost', 'writeConnectionLost', 'connectionLost']);
  },
  WIRES.filter(({ halfCloses }) => halfCloses),
);

onEachTransport('loseConnection() after loseWriteConnection() ends the connection', async ({ connect }) => {
  const [server, client] = [new HalfClosePeer(), new HalfClosePeer()];
  await connect(server, client);
  client.transport.loseWriteConnection();
  client.transport.loseConnection();
  while (!server.calls.includes('readConnectionLost')) await setImmediate();
  server.transport.loseConnection();
  assert.equal(codeOf(await client.lost), 'ERR_INTERLOOP_CONNECTION_DONE');
  assert.equal(codeOf(await server.lost), 'ERR_INTERLOOP_CONNECTION_DONE');
});
