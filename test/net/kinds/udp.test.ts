import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { networkInterfaces } from 'node:os';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import {
  CannotListen,
  type DatagramAddress,
  DatagramProtocol,
  Deferred,
  DeferredQueue,
  IPv4Address,
  IPv6Address,
  type ListenUDPOptions,
  MessageTooLong,
  MulticastError,
  Reactor,
  type UDPPort,
} from 'interloop';
import { pythonWithTwisted } from '../../support/twisted.ts';
import { leavesNothing, loggedErrors, onEachLoop, PATIENCE_MS, whileRunning } from './each-loop.ts';

const LOOPBACK = '127.0.0.1';

/** Notes what it is told. */
class Notes extends DatagramProtocol {
  readonly datagrams = new DeferredQueue<[string, DatagramAddress]>();
  readonly calls: string[] = [];
  readonly refused = new Deferred();
  readonly errors = new DeferredQueue<NodeJS.ErrnoException>();
  override startProtocol(): void {
    this.calls.push('start');
  }
  override stopProtocol(): void {
    this.calls.push('stop');
  }
  override datagramReceived(data: Buffer, address: DatagramAddress): void {
    this.datagrams.put([String(data), address]);
  }
  override connectionRefused(): void {
    this.calls.push('refused');
    if (!this.refused.called) this.refused.callback();
  }
  override errorReceived(error: Error): void {
    this.errors.put(error);
  }
}

class Echo extends DatagramProtocol {
  override datagramReceived(data: Buffer, address: DatagramAddress): void {
    this.transport.write(data, address);
  }
}

type Opened<P> = { protocol: P; port: UDPPort };

async function open<P extends DatagramProtocol>(
  reactor: Reactor,
  protocol: P,
  options: ListenUDPOptions = { interface: LOOPBACK },
): Promise<Opened<P>> {
  return { protocol, port: await reactor.listenUDP(0, protocol, options).whenListening() };
}

onEachLoop('a datagram comes back from an echo, with its address', async (reactor) => {
  const { port: echo } = await open(reactor, new Echo());
  const { port, protocol } = await open(reactor, new Notes());
  port.write('hello', echo.getHost());
  port.write(Buffer.from('world'), { host: LOOPBACK, port: echo.getHost().port });
  port.write('', echo.getHost());
  for (const expected of ['hello', 'world', '']) {
    const [data, address] = await protocol.datagrams.get();
    assert.equal(data, expected);
    assert.ok(address instanceof IPv4Address);
    assert.deepEqual(address, echo.getHost());
    assert.equal(address.type, 'UDP');
  }
  await port.stopListening();
  assert.deepEqual(protocol.calls, ['start', 'stop']);
  port.write('dropped', echo.getHost());
});

onEachLoop('a connected port sends without an address and hears of refusals', async (reactor) => {
  const { port: gone } = await open(reactor, new Notes());
  const nobody = gone.getHost();
  await gone.stopListening();
  const { port, protocol } = await open(reactor, new Notes());
  port.connect(LOOPBACK, nobody.port);
  port.write('anybody?');
  await protocol.refused;
  assert.throws(() => port.connect(LOOPBACK, nobody.port), /is connected to .* already/);
  assert.throws(() => port.write('x', { host: LOOPBACK, port: 9 }), /cannot send to/);
});

onEachLoop('a connected port talks with whom it is connected to', async (reactor) => {
  const { port: echo } = await open(reactor, new Echo());
  const { port, protocol } = await open(reactor, new Notes());
  const { port: stranger } = await open(reactor, new Notes());
  port.connect(LOOPBACK, echo.getHost().port);
  stranger.write('from a stranger', port.getHost());
  port.write('one');
  port.write('two', echo.getHost());
  assert.equal((await protocol.datagrams.get())[0], 'one');
  assert.equal((await protocol.datagrams.get())[0], 'two');
});

onEachLoop('the shutdown of the reactor closes ports, and tells their protocols', async () => {
  const reactor = new Reactor();
  const ended = reactor.run({ installSignalHandlers: false });
  const { port, protocol } = await open(reactor, new Notes());
  reactor.stop();
  await ended;
  assert.deepEqual(protocol.calls, ['start', 'stop']);
  assert.throws(() => reactor.listenUDP(0, new Notes()), { code: 'ERR_INTERLOOP_REACTOR_NOT_RUNNING' });
  assert.throws(() => port.startListening(), { code: 'ERR_INTERLOOP_REACTOR_NOT_RUNNING' });
});

test('IPv6 is spoken, and IPv4 by a port of both families', { timeout: PATIENCE_MS }, async (t) => {
  const hasIPv6 = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === '::1'));
  if (!hasIPv6) return t.skip('this machine has no ::1');
  await whileRunning(async (reactor) => {
    const { port: both, protocol } = await open(reactor, new Notes(), { interface: '::' });
    const { port: six, protocol: sixes } = await open(reactor, new Notes(), { interface: '::1' });
    const { port: four, protocol: fours } = await open(reactor, new Notes());
    six.write('six', { host: '::1', port: both.getHost().port });
    const [, sixAddress] = await protocol.datagrams.get();
    assert.ok(sixAddress instanceof IPv6Address);
    four.write('four', { host: LOOPBACK, port: both.getHost().port });
    const [, fourAddress] = await protocol.datagrams.get();
    assert.deepEqual(fourAddress, four.getHost());
    both.write('back', sixAddress);
    both.write('back', fourAddress);
    assert.equal((await sixes.datagrams.get())[0], 'back');
    assert.equal((await fours.datagrams.get())[0], 'back');
  });
});

test('a broadcast needs to be allowed', { timeout: PATIENCE_MS }, async () => {
  await whileRunning(async (reactor) => {
    const { port: everywhere, protocol: hears } = await open(reactor, new Notes(), {});
    const { port, protocol } = await open(reactor, new Notes());
    const everybody = { host: '127.255.255.255', port: everywhere.getHost().port };
    assert.equal(port.getBroadcastAllowed(), false);
    port.write('not allowed', everybody);
    assert.equal((await protocol.errors.get()).code, 'EACCES');
    port.setBroadcastAllowed(true);
    assert.equal(port.getBroadcastAllowed(), true);
    port.write('allowed', everybody);
    assert.equal((await hears.datagrams.get())[0], 'allowed');
  });
});

test('a multicast group is heard by all that have joined it', { timeout: PATIENCE_MS }, async () => {
  const group = '239.255.42.99';
  await whileRunning(async (reactor) => {
    const first = await open(reactor, new Notes(), { listenMultiple: true });
    await first.port.stopListening();
    const members = [];
    const { port: number } = first.port.getHost();
    for (let i = 0; i < 2; i++) {
      const protocol = new Notes();
      const port = await reactor
        .listenUDP(number, protocol, { interface: group, listenMultiple: true })
        .whenListening();
      await port.joinGroup(group, LOOPBACK);
      members.push({ port, protocol });
    }
    const { port: sender } = await open(reactor, new Notes());
    sender.setOutgoingInterface(LOOPBACK);
    sender.setTTL(0);
    sender.write('to the group', { host: group, port: number });
    for (const { protocol } of members) assert.equal((await protocol.datagrams.get())[0], 'to the group');
    const [{ port, protocol }, { protocol: stays }] = members as [Opened<Notes>, Opened<Notes>];
    await port.leaveGroup(group, LOOPBACK);
    await port.stopListening();
    sender.write('again', { host: group, port: number });
    assert.equal((await stays.datagrams.get())[0], 'again');
    assert.equal(protocol.datagrams.pending, 0);
    sender.setLoopbackMode(false);
    assert.deepEqual([sender.getLoopbackMode(), sender.getTTL(), sender.getOutgoingInterface()], [false, 0, LOOPBACK]);
    assert.deepEqual([port.getLoopbackMode(), port.getTTL(), port.getOutgoingInterface()], [true, 1, '']);
  });
});

test('a group that is none cannot be joined, nor be left if it was not joined', { timeout: PATIENCE_MS }, async () => {
  await whileRunning(async (reactor) => {
    const { port } = await open(reactor, new Notes());
    for (const attempt of [port.joinGroup('10.0.0.1', LOOPBACK), port.leaveGroup('239.255.42.98', LOOPBACK)]) {
      await assert.rejects(attempt.toPromise(), (error: MulticastError) => {
        assert.match(error.message, /^Cannot (join|leave) the group [\d.]+: /);
        assert.ok(error.cause instanceof Error);
        return error instanceof MulticastError;
      });
    }
  });
});

test('a port that is taken is a CannotListen', { timeout: PATIENCE_MS }, async (t) => {
  const errors = loggedErrors(t);
  await whileRunning(async (reactor) => {
    const { port } = await open(reactor, new Notes());
    const options = { interface: LOOPBACK };
    const protocol = new Notes();
    const second = reactor.listenUDP(port.getHost().port, protocol, options);
    await assert.rejects(second.whenListening().toPromise(), (error: CannotListen) => {
      assert.equal((error.cause as NodeJS.ErrnoException).code, 'EADDRINUSE');
      return error instanceof CannotListen;
    });
    assert.throws(() => second.getHost(), { code: 'ERR_INTERLOOP_NOT_LISTENING' });
    assert.throws(() => second.setBroadcastAllowed(true), { code: 'ERR_INTERLOOP_NOT_LISTENING' });
    assert.deepEqual(protocol.calls, []);
    await port.stopListening();
    second.startListening();
    await second.whenListening();
    assert.deepEqual(protocol.calls, ['start']);
    assert.equal(errors.length, 0);
    reactor.listenUDP(second.getHost().port, new Notes(), options);
    await setImmediate();
  });
  assert.equal(errors.length, 1, 'nobody has asked for the outcome');
});

test('what is too long, has no address or is no datagram is refused', { timeout: PATIENCE_MS }, async () => {
  await whileRunning(async (reactor) => {
    const { port, protocol } = await open(reactor, new Notes());
    const here = port.getHost();
    assert.throws(() => port.write(Buffer.alloc(65_508), here), MessageTooLong);
    assert.throws(() => port.write('ä'.repeat(32_754), here), MessageTooLong);
    port.write(Buffer.alloc(65_507), here);
    assert.equal((await protocol.datagrams.get())[0].length, 65_507);
    assert.throws(() => port.write('x'), /takes an address, unless connect\(\) was called/);
    assert.throws(
      () => port.write('x', { host: 'localhost', port: 9 }),
      /an address in numbers, not 'localhost'; .*dns/,
    );
    assert.throws(() => port.connect('localhost', 9), { code: 'ERR_INTERLOOP_INVALID_ARGUMENT' });
    for (const number of [0, -1, 65_536, 1.5, '9']) {
      assert.throws(() => port.write('x', { host: LOOPBACK, port: number as number }), /a port from 1 to 65535/);
    }
    assert.throws(() => port.write(5 as never, here), /bytes or a string, not 5/);
    for (const ttl of [-1, 256, 1.5, Number.NaN]) {
      assert.throws(() => port.setTTL(ttl), { code: 'ERR_INTERLOOP_INVALID_ARGUMENT' });
    }
    for (const [number, wrong, options] of [
      [-1, new Notes(), {}],
      [0, {}, {}],
      [0, protocol, {}],
      [0, new Notes(), { interface: 'localhost' }],
      [0, new Notes(), { maxPacketSize: 0 }],
    ] as const) {
      assert.throws(() => reactor.listenUDP(number, wrong as Notes, options), {
        code: 'ERR_INTERLOOP_INVALID_ARGUMENT',
      });
    }
  });
});

test('maxPacketSize cuts what is longer', { timeout: PATIENCE_MS }, async () => {
  await whileRunning(async (reactor) => {
    const { port, protocol } = await open(reactor, new Notes(), { interface: LOOPBACK, maxPacketSize: 4 });
    port.write('12345', port.getHost());
    assert.equal((await protocol.datagrams.get())[0], '1234');
  });
});

test('what a protocol throws is logged, and the port goes on', { timeout: PATIENCE_MS }, async (t) => {
  const errors = loggedErrors(t);
  class Throws extends Notes {
    override startProtocol(): void {
      throw new Error('startProtocol');
    }
    override stopProtocol(): void {
      throw new Error('stopProtocol');
    }
    override datagramReceived(data: Buffer, address: DatagramAddress): void {
      super.datagramReceived(data, address);
      throw new Error('datagramReceived');
    }
    override errorReceived(error: Error): void {
      super.errorReceived(error);
      throw new Error('errorReceived');
    }
  }
  await whileRunning(async (reactor) => {
    const { port, protocol } = await open(reactor, new Throws());
    for (let i = 0; i < 2; i++) {
      port.write('x', port.getHost());
      await protocol.datagrams.get();
    }
    port.write('x', { host: '127.255.255.255', port: 9 });
    await protocol.errors.get();
  });
  assert.deepEqual(
    errors.map(({ error }) => (error as Error).message),
    ['startProtocol', 'datagramReceived', 'datagramReceived', 'errorReceived', 'stopProtocol'],
  );
});

test('an error that no protocol takes is logged', { timeout: PATIENCE_MS }, async (t) => {
  const errors = loggedErrors(t);
  await whileRunning(async (reactor) => {
    const { port } = await open(reactor, new DatagramProtocol());
    port.write('x', { host: '127.255.255.255', port: 9 });
    await setImmediate();
    assert.match(String(errors[0]?.message), /^of 127\.0\.0\.1:\d+ \(UDP\)$/);
  });
});

test("Twisted's echo answers, and is answered", { timeout: PATIENCE_MS }, async (t) => {
  const python = pythonWithTwisted(t);
  if (!python) return;
  await whileRunning(async (reactor) => {
    const { port, protocol } = await open(reactor, new Notes());
    const { port: echo } = await open(reactor, new Echo());
    const script = fileURLToPath(new URL('../../../../test/net/kinds/twisted-datagrams.py', import.meta.url));
    const twisted = spawn(python, [script, String(echo.getHost().port)], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [number] = await once(twisted.stdout, 'data');
    port.write('hello', { host: LOOPBACK, port: Number(number) });
    assert.equal((await protocol.datagrams.get())[0], 'hello');
    port.write('ask', { host: LOOPBACK, port: Number(number) });
    assert.equal((await protocol.datagrams.get())[0], 'answered: from Twisted');
    twisted.kill();
  });
});

test('ten thousand datagrams between two ports are all there', { timeout: PATIENCE_MS }, async () => {
  await whileRunning(async (reactor) => {
    const { port: echo } = await open(reactor, new Echo());
    const { port, protocol } = await open(reactor, new Notes());
    for (let i = 0; i < 10_000; i += 50) {
      for (let j = i; j < i + 50; j++) port.write(String(j), echo.getHost());
      for (let j = i; j < i + 50; j++) assert.equal((await protocol.datagrams.get())[0], String(j));
    }
  });
});

test('a port that is closed leaves nothing', { timeout: PATIENCE_MS }, async () => {
  await whileRunning(async (reactor) => {
    await leavesNothing(async () => {
      const { port } = await open(reactor, new Notes());
      await port.stopListening();
    });
  });
});
