import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CancelledError, Deferred, deferLater, Reactor, ReactorClient, ReactorThread, succeed } from 'interloop';

class Recorder extends ReactorClient {
  readonly said: string[] = [];

  override async onShutdown(): Promise<void> {
    await null;
    this.said.push('onShutdown');
  }
}

/** Runs a reactor with a client, stops it at once and tells what the client said. */
async function lifeOf(use: (client: Recorder, reactor: Reactor) => void): Promise<string[]> {
  const reactor = new Reactor();
  const client = new Recorder(reactor);
  reactor.addSystemEventTrigger('during', 'shutdown', () => client.said.push('reactor'));
  reactor.callWhenRunning(() => {
    use(client, reactor);
    reactor.stop();
  });
  await reactor.run({ installSignalHandlers: false });
  return client.said;
}

test('it is told of the shutdown, and the reactor waits for it', async () => {
  assert.deepEqual(await lifeOf(() => {}), ['onShutdown', 'reactor']);
});

test('Deferreds that it tracks are cancelled first, the latest first, and their cleaning up is waited for', async () => {
  const said = await lifeOf((client, reactor) => {
    client.track(new Deferred(() => client.said.push('first cancelled'))).addErrback(() => {});
    client
      .track(new Deferred(() => client.said.push('second cancelled')))
      .addErrback(() => deferLater(reactor, 5, () => client.said.push('second cleaned up')));
  });
  assert.deepEqual(said, ['second cancelled', 'first cancelled', 'second cleaned up', 'onShutdown', 'reactor']);
});

test('it is shut down by the time that they are cancelled, so one that is tracked then is cancelled at once', async () => {
  const said = await lifeOf((client) => {
    client.track(new Deferred()).addErrback(() => {
      client.said.push(`shut down: ${client.isShutDown}`);
      client.track(new Deferred(() => client.said.push('second try cancelled'))).addErrback(() => {});
    });
  });
  assert.deepEqual(said, ['shut down: true', 'second try cancelled', 'onShutdown', 'reactor']);
});

test('a chain in the middle of its work stops there, although its Deferred was fired long ago', async () => {
  const said = await lifeOf((client) => {
    const login = new Deferred<void>(() => client.said.push('login cancelled'));
    client
      .track(succeed('connected'))
      .addCallback(() => login)
      .addCallback(() => client.said.push('fetched'))
      .addErrback((error) => client.said.push((error as Error).constructor.name));
  });
  assert.deepEqual(said, ['login cancelled', CancelledError.name, 'onShutdown', 'reactor']);
});

test('resources go last, the latest first, of both kinds', async () => {
  const said = await lifeOf((client) => {
    client.own({ [Symbol.dispose]: () => client.said.push('file') });
    client.own({
      async [Symbol.asyncDispose]() {
        await null;
        client.said.push('socket');
      },
    });
  });
  assert.deepEqual(said, ['onShutdown', 'socket', 'file', 'reactor']);
});

test('what it says goes wrong is logged, and the rest goes on', async (t) => {
  const { addObserver, removeObserver } = await import('interloop');
  const logged: string[] = [];
  const observe = ({ message }: { message: string }) => logged.push(message);
  addObserver(observe);
  t.after(() => removeObserver(observe));
  class Clumsy extends ReactorClient {
    override onShutdown(): never {
      throw new Error('clumsy');
    }
  }
  const reactor = new Reactor();
  const client = new Clumsy(reactor);
  let closed = false;
  client.own({ [Symbol.dispose]: () => (closed = true) });
  client.own({
    [Symbol.dispose]: () => {
      throw new Error('stuck');
    },
  });
  reactor.callWhenRunning(() => reactor.stop());
  await reactor.run({ installSignalHandlers: false });
  assert.deepEqual(logged, ['in onShutdown() of Clumsy', 'while disposing of what a Clumsy owns']);
  assert.equal(closed, true);
});

test('it may go down by itself, once, and is then forgotten', async () => {
  const reactor = new Reactor();
  const client = new Recorder(reactor);
  assert.equal(client.isShutDown, false);
  await Promise.all([client.shutDown(), client.shutDown()]);
  assert.equal(client.isShutDown, true);
  reactor.callWhenRunning(() => reactor.stop());
  await reactor.run({ installSignalHandlers: false });
  assert.deepEqual(client.said, ['onShutdown']);
});

test('what it is given after the end is cancelled or disposed of at once', async () => {
  const client = new Recorder(new Reactor());
  await client.shutDown();
  const codes: unknown[] = [];
  client.track(new Deferred()).addErrback((error) => codes.push((error as CancelledError).code));
  client.own({ [Symbol.dispose]: () => codes.push('disposed') });
  assert.deepEqual(codes, ['ERR_INTERLOOP_CANCELLED', 'disposed']);
});

test('in a ReactorThread it is told before the reactor there stops', async () => {
  const thread = new ReactorThread();
  const client = new Recorder(thread);
  thread.join().addCallback(() => client.said.push('thread'));
  await thread.startReactor();
  client.track(new Deferred(() => client.said.push('cancelled'))).addErrback(() => {});
  await thread.stopReactor();
  assert.deepEqual(client.said, ['cancelled', 'onShutdown', 'thread']);
});

test('thousands of Deferreds that have come and gone are not kept', async () => {
  const client = new Recorder(new Reactor());
  const kept = new WeakRef(client.track(succeed(1)));
  for (let i = 0; i < 10_000; i++) client.track(succeed(i));
  await new Promise(setImmediate);
  (globalThis as { gc?: () => void }).gc?.();
  if ((globalThis as { gc?: () => void }).gc) assert.equal(kept.deref(), undefined);
  await client.shutDown();
});

test('what is no Deferred or resource is refused', () => {
  const client = new Recorder(new Reactor());
  assert.throws(() => client.track(5 as never), { code: 'ERR_INTERLOOP_INVALID_ARGUMENT' });
  assert.throws(() => client.own({} as never), { code: 'ERR_INTERLOOP_INVALID_ARGUMENT' });
});
