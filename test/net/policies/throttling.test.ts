import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Factory, LineReceiver, Protocol, type ProtocolWrapper, type PullProducer, ThrottlingFactory } from 'interloop';
import { Clock, memoryPair, StringTransport } from 'interloop/testing';
import { seed } from '../../support/seed.ts';

class Count extends Protocol {
  received = 0;
  override dataReceived(data: Buffer): void {
    this.received += data.length;
  }
}

/** A throttled server, of which any number of connections can be made. */
function throttled(limits: { readLimit?: number; writeLimit?: number }, chunk = 100) {
  const clock = new Clock();
  const factory = new ThrottlingFactory(Factory.forProtocol(Count), { ...limits, clock });
  const connect = () => {
    const wrapper = factory.buildProtocol(new StringTransport().getPeer()) as ProtocolWrapper;
    const client = new Count();
    memoryPair(wrapper, client, { clock, chunk });
    return { client, server: wrapper.wrappedProtocol as Count };
  };
  const pass = (ms: number): void => {
    for (let i = 0; i < ms; i += 10) clock.advance(10);
  };
  return { clock, factory, connect, pass };
}

test("so many bytes a second are read, after a second's worth at once", () => {
  const { connect, pass, factory } = throttled({ readLimit: 1000 });
  const { client, server } = connect();
  client.transport.write(Buffer.alloc(20_000));
  pass(100);
  assert.ok(server.received >= 1000 && server.received <= 1300);
  assert.equal(factory.readsAreThrottled, true);
  pass(9_900);
  assert.ok(Math.abs(server.received - 11_000) <= 100);
  pass(10_000);
  assert.equal(server.received, 20_000);
  assert.equal(factory.readsAreThrottled, false);
});

test('the limit is one of all connections together', () => {
  const { connect, pass } = throttled({ readLimit: 1000 });
  const pairs = [connect(), connect(), connect()];
  for (const { client } of pairs) client.transport.write(Buffer.alloc(20_000));
  pass(10_000);
  const all = pairs.reduce((sum, { server }) => sum + server.received, 0);
  assert.ok(Math.abs(all - 11_000) <= 300);
  for (const { server } of pairs) assert.ok(server.received > 3000);
});

test('a piece that is larger than the limit is received, and paid for later', () => {
  const { connect, pass } = throttled({ readLimit: 100 }, 65_536);
  const { client, server } = connect();
  client.transport.write(Buffer.alloc(1000));
  pass(10);
  assert.equal(server.received, 1000);
  client.transport.write(Buffer.alloc(1000));
  pass(8000);
  assert.equal(server.received, 1000);
  pass(2000);
  assert.equal(server.received, 2000);
});

test('a connection that is made while reads are throttled waits, too', () => {
  const { connect, pass } = throttled({ readLimit: 100 }, 65_536);
  connect().client.transport.write(Buffer.alloc(1000));
  pass(10);
  const late = connect();
  late.client.transport.write('x');
  pass(5000);
  assert.equal(late.server.received, 0);
  pass(5000);
  assert.equal(late.server.received, 1);
});

test('the last connection leaves no delayed call behind, but its debt', () => {
  const { clock, connect, pass, factory } = throttled({ readLimit: 100 }, 65_536);
  const first = connect();
  first.client.transport.write(Buffer.alloc(1000));
  pass(10);
  first.client.transport.abortConnection();
  pass(10);
  assert.deepEqual([clock.getDelayedCalls(), factory.readsAreThrottled], [[], false]);
  const second = connect();
  second.client.transport.write('x');
  pass(5000);
  assert.equal(second.server.received, 0);
  pass(5000);
  assert.equal(second.server.received, 1);
});

test('a protocol that has paused stays paused when the throttle opens, and one that resumes waits for it', () => {
  const { connect, pass } = throttled({ readLimit: 100 }, 65_536);
  const { client, server } = connect();
  client.transport.write(Buffer.alloc(500));
  pass(10);
  client.transport.write('x');
  server.transport.pauseProducing();
  pass(10_000);
  assert.equal(server.received, 500);
  server.transport.resumeProducing();
  pass(10);
  assert.equal(server.received, 501);
  client.transport.write(Buffer.alloc(1000));
  pass(10);
  client.transport.write('x');
  server.transport.pauseProducing();
  server.transport.resumeProducing();
  pass(5000);
  assert.equal(server.received, 1501);
});

test('what producers write is limited', () => {
  const { connect, pass } = throttled({ writeLimit: 1000 });
  const { client, server } = connect();
  const producer: PullProducer = {
    resumeProducing: () => server.transport.write(Buffer.alloc(100)),
    stopProducing: () => {},
  };
  server.transport.registerProducer(producer, false);
  pass(10_000);
  assert.ok(Math.abs(client.received - 11_000) <= 200);
});

test('all producers get their share', () => {
  const { connect, pass } = throttled({ writeLimit: 1000 });
  const pairs = [connect(), connect(), connect()];
  for (const { server } of pairs) {
    const resumeProducing = () => server.transport.write(Buffer.alloc(100));
    server.transport.registerProducer({ resumeProducing, stopProducing: () => {} }, false);
  }
  pass(10_000);
  for (const { client } of pairs) assert.ok(client.received > 3000);
});

test('a pull producer that was asked while writes are throttled is asked later, and once', () => {
  const { connect, pass } = throttled({ writeLimit: 100 });
  const { client, server } = connect();
  let asked = 0;
  const producer: PullProducer = { resumeProducing: () => asked++, stopProducing: () => {} };
  server.transport.registerProducer(producer, false);
  assert.equal(asked, 1);
  server.transport.write(Buffer.alloc(600));
  pass(10);
  assert.equal(asked, 1);
  pass(10_000);
  assert.equal(asked, 2);
  client.transport.pauseProducing();
  server.transport.write(Buffer.alloc(70_000));
  pass(1_000_000);
  assert.equal(asked, 2);
  client.transport.resumeProducing();
  pass(10);
  assert.equal(asked, 3);
});

test('a push producer is paused and resumed by the throttle', () => {
  const { connect, pass } = throttled({ writeLimit: 1000 });
  const { server } = connect();
  const calls: string[] = [];
  const tell = (call: string) => () => calls.push(call);
  const producer = { pauseProducing: tell('pause'), resumeProducing: tell('resume'), stopProducing: tell('stop') };
  server.transport.registerProducer(producer, true);
  server.transport.write(Buffer.alloc(2000));
  assert.deepEqual(calls, ['pause']);
  pass(2000);
  assert.deepEqual(calls, ['pause', 'resume']);
  server.transport.writeSequence([Buffer.alloc(1500), 'x'.repeat(500)]);
  server.transport.unregisterProducer();
  pass(10_000);
  assert.deepEqual(calls, ['pause', 'resume', 'pause']);
});

test('a push producer that is registered while writes are throttled is paused at once', () => {
  const { connect, pass } = throttled({ writeLimit: 100 });
  const { server } = connect();
  server.transport.write(Buffer.alloc(1100));
  const calls: string[] = [];
  const tell = (call: string) => () => calls.push(call);
  const producer = { pauseProducing: tell('pause'), resumeProducing: tell('resume'), stopProducing: tell('stop') };
  server.transport.registerProducer(producer, true);
  assert.deepEqual(calls, ['pause']);
  pass(10_010);
  assert.deepEqual(calls, ['pause', 'resume']);
});

test('a producer is told to produce when both the transport and the throttle want it', () => {
  const check = (events: readonly string[]) => {
    const clock = new Clock();
    const factory = new ThrottlingFactory(Factory.forProtocol(Count), { writeLimit: 100, clock });
    const wrapper = factory.buildProtocol(new StringTransport().getPeer()) as ProtocolWrapper;
    const transport = new StringTransport();
    wrapper.makeConnection(transport);
    let isProducing = true;
    const faults: string[] = [];
    const producer = {
      pauseProducing: () => {
        if (!isProducing) faults.push('paused twice');
        isProducing = false;
      },
      resumeProducing: () => {
        if (isProducing) faults.push('resumed twice');
        isProducing = true;
      },
      stopProducing: () => {},
    };
    wrapper.registerProducer(producer, true);
    let isWanted = true;
    for (const event of events) {
      const gate = transport.producer as typeof producer;
      if (event === 'pause' && isWanted) gate.pauseProducing();
      if (event === 'resume' && !isWanted) gate.resumeProducing();
      if (event === 'pause' || event === 'resume') isWanted = event === 'resume';
      if (event === 'write') wrapper.write(Buffer.alloc(150));
      if (event === 'wait') clock.advance(1000);
      assert.equal(isProducing, isWanted && !factory.writesAreThrottled);
    }
    assert.deepEqual(faults, []);
  };
  fc.assert(fc.property(fc.array(fc.constantFrom('pause', 'resume', 'write', 'wait')), check), { seed });
});

test('a limit of one direction leaves the other alone', () => {
  const { connect, pass } = throttled({ readLimit: 1 });
  const { client, server } = connect();
  server.transport.write(Buffer.alloc(50_000));
  pass(10);
  assert.equal(client.received, 50_000);
});

test('receivers can be throttled like any protocol', () => {
  const clock = new Clock();
  class Lines extends LineReceiver {
    count = 0;
    override lineReceived(): void {
      this.count++;
    }
  }
  const lines = new Lines();
  const inner = new Factory();
  inner.buildProtocol = () => lines;
  const factory = new ThrottlingFactory(inner, { readLimit: 100, clock });
  const sender = new LineReceiver();
  memoryPair(factory.buildProtocol(new StringTransport().getPeer())!, sender, { clock, chunk: 10 });
  for (let i = 0; i < 100; i++) sender.sendLine('12345678');
  for (let i = 0; i < 500; i++) clock.advance(10);
  assert.ok(Math.abs(lines.count - 60) <= 1);
});

test('limits that are no limits are refused', () => {
  for (const wrong of [0, -1, Number.NaN, '1'] as number[]) {
    for (const limits of [{ readLimit: wrong }, { writeLimit: wrong }]) {
      assert.throws(() => new ThrottlingFactory(new Factory(), limits), { code: 'ERR_INTERLOOP_INVALID_ARGUMENT' });
    }
  }
});
