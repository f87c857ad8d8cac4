/**
 * How connections end when the other side does not do so in order, and what becomes of what is on its way.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import type { Transport } from 'interloop';
import { type BarePeer, barePeer, carried } from './bare-peer.ts';
import { onReactor } from './on-reactor.ts';
import { HalfClosePeer, Peer } from './peer.ts';

const MIB = 2 ** 20;

const bytesReadBy = (transport: Transport) => (transport as unknown as { socket: Socket }).socket.bytesRead;
const codeOf = (error: unknown) => (error as { code?: string }).code;

const RESETS: Record<string, (protocol: Peer, peer: BarePeer) => Promise<void>> = {
  'a reset out of nothing': async () => {},
  'a reset after some bytes': async (protocol, { stream }) => {
    stream.write('some bytes');
    await protocol.bytes(10);
  },
  'a reset together with the last bytes': async (protocol, { stream, socket }) => {
    protocol.transport.pauseProducing();
    stream.write(Buffer.alloc(100_000));
    await carried();
    socket.resetAndDestroy();
    await carried();
    protocol.transport.resumeProducing();
  },
  'a reset while reading is paused, found by writing': async (protocol, { socket }) => {
    protocol.transport.pauseProducing();
    socket.resetAndDestroy();
    await carried();
    protocol.transport.write('is anybody there?');
  },
  'a reset while much waits to be sent': async (protocol) => {
    protocol.transport.write(Buffer.alloc(32 * MIB));
  },
  'a reset after this side has ended its half': async (protocol) => {
    protocol.transport.loseWriteConnection();
    await carried();
  },
  'a reset while the end of the other side is waited for': async (protocol) => {
    protocol.transport.loseConnection();
    await carried();
  },
  'a reset while what is left is sent': async (protocol) => {
    protocol.transport.write(Buffer.alloc(32 * MIB));
    protocol.transport.loseConnection();
    await carried();
  },
};

for (const kind of ['TCP', 'TLS'] as const) {
  for (const [what, before] of Object.entries(RESETS)) {
    for (const Class of [Peer, HalfClosePeer]) {
      onReactor(`${kind}: ${what} is a ConnectionLost of a ${Class.name}, once`, async (reactor) => {
        const protocol = new Class();
        const peer = await barePeer(reactor, kind, protocol);
        await before(protocol, peer);
        peer.socket.resetAndDestroy();
        assert.equal(codeOf(await protocol.lost), 'ERR_INTERLOOP_CONNECTION_LOST');
        assert.match(String(codeOf(protocol.reason?.cause)), /^(ECONNRESET|EPIPE)$/);
        assert.equal(protocol.calls.filter((call) => call === 'connectionLost').length, 1);
        assert.ok(!protocol.calls.includes('readConnectionLost'));
      });
    }
  }
}

/** Reads slowly, and sends all the time, until the end of what it reads. */
async function readWhileSending({ stream }: BarePeer): Promise<number> {
  let length = 0;
  const sending = setInterval(() => stream.write(Buffer.alloc(2000)), 1);
  stream.on('data', (data: Buffer) => {
    length += data.length;
    stream.pause();
    setTimeout(() => stream.resume(), 2);
  });
  stream.resume();
  await Promise.race([once(stream, 'end'), once(stream, 'close')]);
  clearInterval(sending);
  stream.end();
  return length;
}

for (const kind of ['TCP', 'TLS', 'UNIX'] as const) {
  onReactor(`${kind}: what was written before loseConnection() arrives, whatever the peer sends`, async (reactor) => {
    const protocol = new Peer();
    const peer = await barePeer(reactor, kind, protocol);
    protocol.transport.write(Buffer.alloc(4 * MIB));
    protocol.transport.loseConnection();
    assert.equal(await readWhileSending(peer), 4 * MIB);
    assert.equal(codeOf(await protocol.lost), 'ERR_INTERLOOP_CONNECTION_DONE');
  });

  onReactor(`${kind}: bytes that nobody has read do not cut off the last words`, async (reactor) => {
    const protocol = new Peer();
    const peer = await barePeer(reactor, kind, protocol);
    protocol.transport.pauseProducing();
    peer.stream.write(Buffer.alloc(MIB));
    await carried();
    protocol.transport.write(Buffer.alloc(MIB));
    protocol.transport.loseConnection();
    assert.equal(await readWhileSending(peer), MIB);
    assert.equal(codeOf(await protocol.lost), 'ERR_INTERLOOP_CONNECTION_DONE');
  });

  onReactor(`${kind}: a peer that does not end its half is not waited for for ever`, async (reactor) => {
    const protocol = new Peer();
    const peer = await barePeer(reactor, kind, protocol);
    protocol.transport.write('the last words');
    protocol.transport.loseConnection();
    peer.stream.resume();
    assert.equal(codeOf(await protocol.lost), 'ERR_INTERLOOP_CONNECTION_DONE');
    peer.socket.destroy();
  });

  onReactor(`${kind}: a peer that is waited for can be aborted, and is ended by the shutdown`, async (reactor) => {
    const [aborted, shutDown] = [new Peer(), new Peer()];
    const peers = [await barePeer(reactor, kind, aborted), await barePeer(reactor, kind, shutDown)];
    for (const { transport } of [aborted, shutDown]) transport.loseConnection();
    await carried();
    assert.deepEqual([aborted.connected, shutDown.connected], [true, true]);
    aborted.transport.abortConnection();
    assert.equal(codeOf(await aborted.lost), 'ERR_INTERLOOP_CONNECTION_ABORTED');
    reactor.stop();
    assert.equal(codeOf(await shutDown.lost), 'ERR_INTERLOOP_CONNECTION_LOST');
    for (const { socket } of peers) socket.destroy();
  });
}

onReactor('a flood that is told to end is read little by little, so that others have their turns', async (reactor) => {
  const protocols = Array.from({ length: 32 }, () => new Peer());
  for (const protocol of protocols) {
    const { stream } = await barePeer(reactor, 'TCP', protocol);
    protocol.transport.pauseProducing();
    stream.end(Buffer.alloc(4 * MIB));
    stream.resume();
  }
  await carried();
  const read = () => protocols.reduce((sum, { transport }) => sum + bytesReadBy(transport), 0);
  let [before, most] = [read(), 0];
  for (const { transport } of protocols) transport.loseConnection();
  const all = Promise.all(protocols.map(({ lost }) => lost)).then(() => true);
  for (let isOver = false; !isOver; isOver = await Promise.race([all, setImmediate(false)])) {
    const now = read();
    most = Math.max(most, now - before);
    before = now;
  }
  assert.ok(most <= 32 * 3 * 2 ** 16, `${most} bytes in one turn`);
  assert.equal(read(), 32 * 4 * MIB);
});
