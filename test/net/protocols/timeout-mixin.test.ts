import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LineReceiver, Protocol, StatefulProtocol, TimeoutMixin } from 'interloop';
import { Clock, memoryPair } from 'interloop/testing';
import { logged } from '../../tasklets/logged.ts';
import { connect } from './chunks.ts';

class Timed extends TimeoutMixin(Protocol) {
  timeouts = 0;
  override timeoutConnection(): void {
    this.timeouts++;
    super.timeoutConnection();
  }
}

function timed() {
  const clock = new Clock();
  const { protocol, transport } = connect(new Timed());
  protocol.clock = clock;
  return { clock, protocol, transport };
}

test('a timeout ends the connection when it is over, and not before', () => {
  const { clock, protocol, transport } = timed();
  assert.equal(protocol.setTimeout(1000), undefined);
  clock.advance(999);
  assert.deepEqual([protocol.timeouts, transport.disconnecting], [0, false]);
  clock.advance(1);
  assert.deepEqual([protocol.timeouts, transport.disconnecting], [1, true]);
  clock.advance(10_000);
  assert.equal(protocol.timeouts, 1);
});

test('resetTimeout() begins anew', () => {
  const { clock, protocol } = timed();
  protocol.setTimeout(1000);
  clock.advance(900);
  protocol.resetTimeout();
  clock.advance(999);
  assert.equal(protocol.timeouts, 0);
  clock.advance(1);
  assert.equal(protocol.timeouts, 1);
});

test('resetTimeout() does nothing without a timeout, or after it', () => {
  const { clock, protocol } = timed();
  protocol.resetTimeout();
  protocol.setTimeout(10);
  clock.advance(10);
  protocol.resetTimeout();
  assert.deepEqual(clock.getDelayedCalls(), []);
});

test('setTimeout() changes the timeout from now on, and returns the one before', () => {
  const { clock, protocol } = timed();
  protocol.setTimeout(1000);
  clock.advance(900);
  assert.equal(protocol.setTimeout(50), 1000);
  assert.equal(protocol.timeOut, 50);
  assert.equal(clock.getDelayedCalls().length, 1);
  clock.advance(50);
  assert.equal(protocol.timeouts, 1);
  assert.equal(protocol.setTimeout(70), 50);
  clock.advance(70);
  assert.equal(protocol.timeouts, 2);
});

test('setTimeout(undefined) takes the timeout back', () => {
  const { clock, protocol } = timed();
  protocol.setTimeout(1000);
  assert.equal(protocol.setTimeout(undefined), 1000);
  assert.deepEqual([protocol.timeOut, clock.getDelayedCalls()], [undefined, []]);
});

test('setTimeout() refuses what is no number of milliseconds, and keeps the timeout that there is', () => {
  const { clock, protocol } = timed();
  protocol.setTimeout(1000);
  for (const wrong of [-1, Number.NaN, Number.POSITIVE_INFINITY, '1', null] as unknown as number[]) {
    assert.throws(() => protocol.setTimeout(wrong), { code: 'ERR_INTERLOOP_INVALID_ARGUMENT' });
  }
  assert.deepEqual([protocol.timeOut, clock.getDelayedCalls().length], [1000, 1]);
});

test('the timeout ends with the connection', () => {
  const protocol = new Timed();
  const { clock, client } = memoryPair(new Protocol(), protocol);
  protocol.clock = clock;
  protocol.setTimeout(1000);
  client.abortConnection();
  clock.advance(0);
  assert.deepEqual(clock.getDelayedCalls(), []);
});

test('a timeout of a connection that is lost does nothing, if the protocol did not take it back', () => {
  const protocol = new Timed();
  protocol.connectionLost = () => {};
  const { clock, client } = memoryPair(new Protocol(), protocol);
  protocol.clock = clock;
  protocol.setTimeout(1000);
  client.abortConnection();
  clock.advance(2000);
  assert.equal(protocol.timeouts, 0);
});

test('what timeoutConnection() throws is logged, and ends the connection', () => {
  const errors = logged();
  const { clock, protocol, transport } = timed();
  protocol.timeoutConnection = () => {
    throw new Error('no idea');
  };
  protocol.setTimeout(1);
  clock.advance(1);
  assert.equal(transport.aborted, true);
  assert.deepEqual(
    errors().map(([why]) => why),
    ['while calling timeoutConnection of Timed'],
  );
});

test('any class of protocols can have a timeout, also an abstract one', () => {
  class Lines extends TimeoutMixin(LineReceiver) {
    override lineReceived(): void {
      this.resetTimeout();
    }
  }
  class Parts extends TimeoutMixin(StatefulProtocol) {
    override getInitialState(): [() => void, number] {
      return [this.resetTimeout, 1];
    }
  }
  for (const protocol of [new Lines(), new Parts()]) {
    const clock = new Clock();
    connect(protocol);
    protocol.clock = clock;
    protocol.setTimeout(10);
    clock.advance(9);
    protocol.dataReceived(Buffer.from('\r\n'));
    clock.advance(9);
    assert.equal(protocol.transport.disconnecting, false);
  }
});
