/**
 * Many connections at once, and much through one.
 */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { afterEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Factory, LineReceiver, type PullProducer, type PushProducer, type Transport } from 'interloop';
import { leftovers } from 'interloop/testing';
import { onLoops } from '../reactor/each-reactor.ts';
import { skipOrFail } from '../support/hosts.ts';
import { LOCALHOST } from './each-transport.ts';
import { onReactor, portOf } from './on-reactor.ts';
import { Peer, serverFor } from './peer.ts';

const MIB = 2 ** 20;
const CONNECTIONS = 10_000;
const LINES = 10;
const LOOPBACK = { interface: '127.0.0.1', backlog: 4096 };
const PROGRAM = fileURLToPath(new URL('./load-program.js', import.meta.url));
/** Node raises its limit to what is allowed; whatever else is open has to fit, too. */
const DESCRIPTORS =
  Number(spawnSync('sh', ['-c', 'ulimit -Hn'], { encoding: 'utf8' }).stdout) || Number.POSITIVE_INFINITY;
/** A busy machine needs its time. */
const PATIENCE_MS = 120_000;

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** A program, and what it prints. */
function far(...args: readonly (string | number)[]): { child: ChildProcess; next(): Promise<unknown> } {
  const child = spawn(process.execPath, [PROGRAM, ...args.map(String)], { stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(child);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value = 'null' } = (await lines.next()) as { value?: string };
    return JSON.parse(value);
  };
  return { child, next };
}

const crowds = 'ten thousand connections at the same time exchange ten lines each, and none is lost';
if (DESCRIPTORS < CONNECTIONS + 500) test(crowds, (t) => skipOrFail(t, `only ${DESCRIPTORS} descriptors are allowed`));
else {
  onLoops(
    ["Node's loop", 'frame', 'glib watch'],
    crowds,
    async ({ reactor, run }) => {
      const ended = run();
      const seen = { now: 0, most: 0, lines: 0, reasons: {} as Record<string, number> };
      class EchoLines extends LineReceiver {
        override connectionMade(): void {
          seen.most = Math.max(seen.most, ++seen.now);
        }
        override lineReceived(line: Buffer): void {
          seen.lines++;
          this.sendLine(line);
        }
        override connectionLost(reason: Error): void {
          seen.now--;
          seen.reasons[reason.name] = (seen.reasons[reason.name] ?? 0) + 1;
        }
      }
      try {
        const port = await reactor.listenTCP(0, Factory.forProtocol(EchoLines), LOOPBACK).whenListening();
        const before = leftovers();
        const half = CONNECTIONS / 2;
        const halves = [1, 2].map(() => far('crowd', portOf(port), half, LINES));
        assert.deepEqual(await Promise.all(halves.map(({ next }) => next())), ['connected', 'connected']);
        while (seen.now < CONNECTIONS) await new Promise((resolve) => setTimeout(resolve, 10));
        for (const { child } of halves) child.stdin?.end('go\n');
        const outcome = { echoed: half * LINES, reasons: { ConnectionDone: half } };
        assert.deepEqual(await Promise.all(halves.map(({ next }) => next())), [outcome, outcome]);
        while (seen.now > 0) await new Promise((resolve) => setTimeout(resolve, 10));
        const told = { ConnectionDone: CONNECTIONS };
        assert.deepEqual(seen, { now: 0, most: CONNECTIONS, lines: CONNECTIONS * LINES, reasons: told });
        await port.stopListening();
        await Promise.all(halves.map(({ child }) => child.exitCode ?? new Promise((end) => child.once('close', end))));
        while (leftovers().descriptors > before.descriptors) await new Promise((resolve) => setTimeout(resolve, 10));
      } finally {
        reactor.stop();
        await ended;
      }
    },
    PATIENCE_MS,
  );
}

const CHUNK = Buffer.alloc(65_536, 'x');
const GIB_IN_CHUNKS = 1024 * 16;
/** Buffers of Node, of TLS and of the collector, but not what was written. */
const MOST_MEMORY = 150 * MIB;

/** Writes a GiB, all that it may at once or a piece when it is asked. */
class Gibibyte implements PushProducer, PullProducer {
  most = 0;
  readonly #transport: Transport;
  readonly #isPush: boolean;
  #left = GIB_IN_CHUNKS;
  #isPaused = false;
  pauses = 0;

  constructor(transport: Transport, isPush: boolean) {
    this.#transport = transport;
    this.#isPush = isPush;
  }

  pauseProducing(): void {
    this.#isPaused = true;
    this.pauses++;
  }

  resumeProducing(): void {
    this.#isPaused = false;
    this.most = Math.max(this.most, process.memoryUsage.rss());
    do {
      this.#left--;
      this.#transport.write(CHUNK);
    } while (this.#isPush && this.#left > 0 && !this.#isPaused);
    if (this.#left === 0) this.#transport.unregisterProducer();
  }

  stopProducing(): void {
    this.#left = 0;
  }
}

for (const kind of ['TCP', 'TLS']) {
  for (const way of ['push', 'pull']) {
    onReactor(
      `${kind}: a GiB from a ${way} producer to a slow reader takes little memory`,
      async (reactor) => {
        const server = new Peer();
        const factory = serverFor(server);
        const listening =
          kind === 'TCP' ? reactor.listenTCP(0, factory, LOOPBACK) : reactor.listenTLS(0, factory, LOCALHOST, LOOPBACK);
        const reader = far('reads slowly', kind, portOf(await listening.whenListening()));
        await server.made;
        const before = process.memoryUsage.rss();
        const gibibyte = new Gibibyte(server.transport, way === 'push');
        server.transport.registerProducer(gibibyte, way === 'push');
        if (way === 'push') gibibyte.resumeProducing();
        server.transport.loseConnection();
        assert.deepEqual(await reader.next(), { length: 1024 * MIB });
        assert.equal((await server.lost).name, 'ConnectionDone');
        assert.ok(gibibyte.most - before < MOST_MEMORY, `${(gibibyte.most - before) / MIB} MiB more`);
        if (way === 'push') assert.ok(gibibyte.pauses > 100, `${gibibyte.pauses} pauses`);
      },
      PATIENCE_MS,
    );
  }
}
