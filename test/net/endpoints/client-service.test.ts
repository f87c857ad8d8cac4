import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  backoffPolicy,
  type ClientEndpoint,
  ClientService,
  ConnectingCancelled,
  Deferred,
  Factory,
  Protocol,
} from 'interloop';
import { Clock } from 'interloop/testing';

/** A protocol on nothing, which the test ends. */
class Fake extends Protocol {
  asked = false;

  /** The connection is lost. */
  lose(): void {
    this.connectionLost(new Error('lost'));
  }
}

class FakeEndpoint implements ClientEndpoint {
  readonly attempts: { factory: Factory; outcome: Deferred<Protocol>; cancelled: boolean }[] = [];

  connect(factory: Factory): Deferred<Protocol> {
    const attempt = {
      factory,
      cancelled: false,
      outcome: new Deferred<Protocol>(() => {
        attempt.cancelled = true;
        attempt.outcome.errback(new ConnectingCancelled('nowhere'));
      }),
    };
    this.attempts.push(attempt);
    return attempt.outcome;
  }

  toString(): string {
    return 'nowhere';
  }

  get last() {
    return this.attempts.at(-1)!;
  }

  /** The last attempt succeeds. */
  succeed(): Fake {
    const { factory, outcome } = this.last;
    const protocol = factory.buildProtocol({} as never) as Fake;
    protocol.makeConnection({
      loseConnection: () => {
        protocol.asked = true;
      },
    } as never);
    outcome.callback(protocol);
    return protocol;
  }

  fail(error = new Error('refused')): void {
    this.last.outcome.errback(error);
  }
}

function setUp(options = {}) {
  const clock = new Clock();
  const endpoint = new FakeEndpoint();
  const policy = (failed: number) => failed * 1000;
  const service = new ClientService(endpoint, Factory.forProtocol(Fake), { policy, time: clock, ...options });
  return { clock, endpoint, service };
}

/** What a Deferred has come to so far. */
function outcomeOf<T>(deferred: Deferred<T>): { value?: T; error?: unknown } {
  const outcome: { value?: T; error?: unknown } = {};
  deferred.addCallbacks(
    (value) => {
      outcome.value = value;
    },
    (error) => {
      outcome.error = error;
    },
  );
  return outcome;
}

test('it connects when it is started, and whoever waits gets the protocol', () => {
  const { endpoint, service } = setUp();
  const before = outcomeOf(service.whenConnected());
  assert.equal(endpoint.attempts.length, 0);
  service.startService();
  service.startService();
  assert.equal(endpoint.attempts.length, 1);
  const protocol = endpoint.succeed();
  assert.equal(before.value, protocol);
  assert.equal(outcomeOf(service.whenConnected()).value, protocol);
});

test('after a failure it tries again when the policy says so, and begins anew after a success', () => {
  const { clock, endpoint, service } = setUp();
  service.startService();
  for (const wait of [1000, 2000, 3000]) {
    endpoint.fail();
    const { length } = endpoint.attempts;
    clock.advance(wait - 1);
    assert.equal(endpoint.attempts.length, length);
    clock.advance(1);
    assert.equal(endpoint.attempts.length, length + 1);
  }
  endpoint.succeed().lose();
  clock.advance(1000);
  assert.equal(endpoint.attempts.length, 5);
});

test('a connection that is lost is made again, and is not handed out meanwhile', () => {
  const { clock, endpoint, service } = setUp();
  service.startService();
  endpoint.succeed().lose();
  const waiting = outcomeOf(service.whenConnected());
  assert.equal(waiting.value, undefined);
  clock.advance(1000);
  assert.equal(waiting.value, undefined);
  assert.equal(endpoint.succeed(), waiting.value);
});

test('who waits may give up after so many failures, with the reason of the last', () => {
  const { clock, endpoint, service } = setUp();
  service.startService();
  const first = outcomeOf(service.whenConnected({ failAfterFailures: 1 }));
  const second = outcomeOf(service.whenConnected({ failAfterFailures: 2 }));
  const forever = outcomeOf(service.whenConnected());
  const reason = new Error('refused');
  endpoint.fail(reason);
  assert.equal(first.error, reason);
  assert.equal(second.error, undefined);
  clock.advance(1000);
  endpoint.fail(reason);
  assert.equal(second.error, reason);
  assert.deepEqual(forever, {});
});

test('stopping ends the connection and waits for that', () => {
  const { clock, endpoint, service } = setUp();
  service.startService();
  const protocol = endpoint.succeed();
  const stopped = outcomeOf(service.stopService());
  assert.equal(protocol.asked, true);
  assert.ok(!('value' in stopped));
  protocol.lose();
  assert.ok('value' in stopped);
  clock.advance(100_000);
  assert.equal(endpoint.attempts.length, 1);
});

test('stopping gives an attempt up, and tells whoever waits', () => {
  const { endpoint, service } = setUp();
  service.startService();
  const waiting = outcomeOf(service.whenConnected());
  const stopped = outcomeOf(service.stopService());
  assert.equal(endpoint.last.cancelled, true);
  assert.ok(waiting.error instanceof ConnectingCancelled);
  assert.ok('value' in stopped);
});

test('stopping while it waits for the next attempt is done at once', () => {
  const { clock, endpoint, service } = setUp();
  service.startService();
  endpoint.fail();
  assert.ok('value' in outcomeOf(service.stopService()));
  assert.deepEqual(clock.getDelayedCalls(), []);
});

test('a start while it is stopping connects as soon as it has stopped', () => {
  const { endpoint, service } = setUp();
  service.startService();
  const protocol = endpoint.succeed();
  service.stopService();
  service.startService();
  assert.equal(endpoint.attempts.length, 1);
  protocol.lose();
  assert.equal(endpoint.attempts.length, 2);
});

test('a new protocol is prepared before it is handed out', () => {
  const prepared = new Deferred<void>();
  const { endpoint, service } = setUp({ prepareConnection: () => prepared });
  service.startService();
  const waiting = outcomeOf(service.whenConnected());
  const protocol = endpoint.succeed();
  assert.deepEqual(waiting, {});
  prepared.callback();
  assert.equal(waiting.value, protocol);
});

test('a preparation that fails counts as a failure, and the connection is ended', () => {
  const reason = new Error('wrong password');
  const { clock, endpoint, service } = setUp({
    prepareConnection: () => {
      throw reason;
    },
  });
  service.startService();
  const waiting = outcomeOf(service.whenConnected({ failAfterFailures: 1 }));
  const protocol = endpoint.succeed();
  assert.equal(waiting.error, reason);
  assert.equal(protocol.asked, true);
  protocol.lose();
  clock.advance(1000);
  assert.equal(endpoint.attempts.length, 2);
});

test('who no longer wants to wait can cancel', () => {
  const { endpoint, service } = setUp();
  service.startService();
  const waiting = service.whenConnected();
  const outcome = outcomeOf(waiting);
  waiting.cancel();
  endpoint.succeed();
  assert.equal((outcome.error as { code: string }).code, 'ERR_INTERLOOP_CANCELLED');
});

test('delays grow up to a limit, with chance on both sides', () => {
  const exact = backoffPolicy({ initialDelay: 10, factor: 3, maxDelay: 100, jitter: 0 });
  assert.deepEqual([1, 2, 3, 4].map(exact), [10, 30, 90, 100]);
  const low = backoffPolicy({ initialDelay: 100, jitter: 0.5, random: () => 0 });
  const high = backoffPolicy({ initialDelay: 100, jitter: 0.5, random: () => 1 });
  assert.deepEqual([low(1), high(1)], [50, 150]);
  assert.throws(() => backoffPolicy({ factor: Number.NaN }), { code: 'ERR_INTERLOOP_INVALID_ARGUMENT' });
});
