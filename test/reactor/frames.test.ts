/**
 * A host that goes by frames does not make its guest go by frames.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { test } from 'node:test';
import { Deferred, deferLater, Reactor } from 'interloop';
import { frame } from 'interloop/hosts/frame';

const TRIPS = 100;

/** One frame a second, so a hundred of them would take longer than the test may. */
async function insideSlowFrames(work: (reactor: Reactor) => Promise<void>): Promise<number> {
  const reactor = new Reactor();
  let frames = 0;
  let error: unknown;
  reactor.callWhenRunning(async () => {
    await work(reactor).catch((thrown) => {
      error = thrown;
    });
    reactor.stop();
  });
  await reactor.run({ host: frame({ fps: 1, onFrame: () => void frames++ }) });
  assert.equal(error, undefined);
  return frames;
}

test('a hundred round trips through a socket do not take a hundred frames', { timeout: 60_000 }, async () => {
  const frames = await insideSlowFrames(async () => {
    const server = createServer((socket) => socket.pipe(socket)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    for (let i = 0; i < TRIPS; i++) {
      socket.write('ping');
      await once(socket, 'data');
    }
    socket.destroy();
    server.close();
  });
  assert.ok(frames < TRIPS, `${frames} frames`);
});

test('a hundred delayed calls and calls from elsewhere, one after the other, do not either', {
  timeout: 60_000,
}, async () => {
  const frames = await insideSlowFrames(async (reactor) => {
    for (let i = 0; i < TRIPS; i++) {
      await deferLater(reactor, 0);
      const handedIn = new Deferred();
      reactor.callFromThread(() => handedIn.callback());
      await handedIn;
    }
  });
  assert.ok(frames < TRIPS, `${frames} frames`);
});
