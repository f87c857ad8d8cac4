/**
 * Two peers do at random whatever a peer may do, and what becomes of them is held against what must be true of it.
 */
import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import type { PushProducer } from 'interloop';
import { seed } from '../support/seed.ts';
import { onEachTransport, type Wire } from './each-transport.ts';
import { HalfClosePeer, Peer } from './peer.ts';

const PAIRS = 25;

/** What a peer does, one after the other, each so many times, bytes or turns of the loop. */
const act = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(fc.constant('write'), fc.integer({ min: 1, max: 20 })) },
  { weight: 4, arbitrary: fc.tuple(fc.constant('write'), fc.integer({ min: 1, max: 300_000 })) },
  { weight: 4, arbitrary: fc.tuple(fc.constantFrom('pause', 'resume'), fc.constant(1)) },
  { weight: 3, arbitrary: fc.tuple(fc.constantFrom('push', 'pull'), fc.integer({ min: 1, max: 60 })) },
  { weight: 8, arbitrary: fc.tuple(fc.constant('wait'), fc.integer({ min: 1, max: 8 })) },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom('loseWrite', 'lose', 'abort'), fc.constant(1)) },
);
const plan = fc.record({
  halfCloses: fc.boolean(),
  acts: fc.array(act, { minLength: 1, maxLength: 25 }),
  last: fc.constantFrom('loseWrite', 'lose'),
});
type Plan = typeof plan extends fc.Arbitrary<infer P> ? P : never;

/** A number that counts up, as bytes; what is missing, twice there or in another order can be told. */
const COUNTED = Buffer.from(Uint32Array.from({ length: 2 ** 21 }, (_, i) => i).buffer);

const isEnd = (what: string): boolean => what === 'lose' || what === 'loseWrite' || what === 'abort';

/** A peer and its plan, and what it has done so far. */
class Player {
  readonly protocol: Peer;
  readonly plan: Plan;
  sent = 0;
  /** Whether it dropped what may have come in: it has lost the connection before it was told of the end. */
  hasDropped = false;
  hasAborted = false;
  /** Whether it has ended its half by itself. */
  hasEnded = false;
  producer: PushProducer | undefined;

  constructor(plan: Plan) {
    this.plan = plan;
    this.protocol = plan.halfCloses ? new HalfClosePeer() : new Peer();
  }

  async play(): Promise<void> {
    const { transport } = this.protocol;
    for (const [what, count] of this.plan.acts) {
      if (what === 'wait') for (let i = 0; i < count; i++) await setImmediate();
      else this.#do(what, count);
    }
    transport.resumeProducing();
    this.#do(this.plan.last, 1);
  }

  #do(what: string, count: number): void {
    const { transport } = this.protocol;
    if (isEnd(what) && transport.connected) this.#noteEnd(what);
    if (what === 'write') this.write(count);
    else if (what === 'pause') transport.pauseProducing();
    else if (what === 'resume') transport.resumeProducing();
    else if (what === 'loseWrite') transport.loseWriteConnection();
    else if (what === 'lose') transport.loseConnection();
    else if (what === 'abort') transport.abortConnection();
    else if (!this.producer && !this.hasEnded && !transport.disconnecting) {
      this.producer = producerOf(this, count, what === 'push');
      transport.registerProducer(this.producer, what === 'push');
      if (what === 'push') this.producer.resumeProducing();
    }
  }

  #noteEnd(what: string): void {
    const { calls, transport } = this.protocol;
    if (what === 'abort') this.hasAborted = true;
    else this.hasEnded = true;
    if (what !== 'loseWrite' && !transport.disconnecting) this.hasDropped ||= !calls.includes('readConnectionLost');
  }

  /** Writes what comes next, unless that would not be sent. */
  write(length: number, byProducer = false): void {
    const { transport } = this.protocol;
    const isTaken = byProducer || !(this.hasEnded || transport.disconnecting);
    if (!transport.connected || this.hasAborted || !isTaken) return;
    transport.write(COUNTED.subarray(this.sent, this.sent + length));
    this.sent += length;
  }
}

function producerOf(player: Player, times: number, isPush: boolean): PushProducer {
  let left = times;
  let isPaused = false;
  let isBusy = false;
  const one = (): void => {
    left--;
    player.write(5000, true);
    if (left > 0) return;
    player.producer = undefined;
    player.protocol.transport.unregisterProducer();
  };
  return {
    resumeProducing: () => {
      isPaused = false;
      if (isBusy) return;
      isBusy = true;
      if (isPush) while (left > 0 && !isPaused) one();
      else if (left > 0) one();
      isBusy = false;
    },
    pauseProducing: () => {
      isPaused = true;
    },
    stopProducing: () => {
      left = 0;
      player.producer = undefined;
    },
  };
}

const codeOf = (error: unknown) => String((error as { code?: string }).code).replace('ERR_INTERLOOP_CONNECTION_', '');

/** What must be true of a peer, given the other one, when both are told that the connection is lost. */
function check(one: Player, other: Player, wire: Wire): void {
  const { calls, received } = one.protocol;
  assert.equal(calls[0], 'connectionMade');
  assert.equal(calls.at(-1), 'connectionLost');
  assert.equal(new Set(calls).size, calls.length);
  assert.ok(received.length <= other.sent);
  assert.ok(received.equals(COUNTED.subarray(0, received.length)));
  assert.equal(one.producer, undefined);
  const reason = codeOf(one.protocol.reason);
  const nobodyAborted = !one.hasAborted && !other.hasAborted;
  if (one.hasAborted) assert.equal(reason, 'ABORTED');
  else if (nobodyAborted) assert.equal(reason, 'DONE');
  else assert.match(reason, /^(DONE|LOST)$/);
  const isWhole = reason === 'DONE' && !one.hasDropped && (nobodyAborted || (wire.resets && !one.hasEnded));
  if (isWhole) assert.equal(received.length, other.sent);
}

onEachTransport('whatever two peers do, nothing is lost, and each is told the truth, once', async (on) => {
  const { reactor, wire } = on;
  const plans = fc.sample(fc.tuple(plan, plan), { seed, numRuns: PAIRS });
  await Promise.all(
    plans.map(async ([first, second]) => {
      const [server, client] = [new Player(first), new Player(second)];
      await wire.connect(reactor, server.protocol, client.protocol);
      await Promise.all([server.protocol.made, client.protocol.made]);
      await Promise.all([server.play(), client.play()]);
      await Promise.all([server.protocol.lost, client.protocol.lost]);
      try {
        check(server, client, wire);
        check(client, server, wire);
      } catch (error) {
        const tell = ({ plan, sent, protocol }: Player) =>
          JSON.stringify({
            ...plan,
            sent,
            calls: protocol.calls,
            reason: codeOf(protocol.reason),
            got: protocol.received.length,
          });
        throw new Error(`server: ${tell(server)}\nclient: ${tell(client)}`, { cause: error });
      }
    }),
  );
});
