/**
 * Peers that stop, vanish, say nothing, read nothing or say too much.
 */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { connect } from 'node:net';
import { afterEach } from 'node:test';
import { fileURLToPath } from 'node:url';
import {
  ClientFactory,
  Deferred,
  type Factory,
  LineReceiver,
  type ListeningPort,
  type PushProducer,
  type Reactor,
  TimeoutFactory,
  type Transport,
} from 'interloop';
import { leftovers } from 'interloop/testing';
import type { Kind } from './bare-peer.ts';
import { LOCALHOST, socketPath } from './each-transport.ts';
import { onReactor, portOf } from './on-reactor.ts';
import { ClientFor, HalfClosePeer, Peer, serverFor } from './peer.ts';

const MIB = 2 ** 20;
/** For what moves a GiB. */
const PATIENCE_MS = 120_000;
const KINDS: readonly Kind[] = ['TCP', 'TLS', 'UNIX'];
const LOOPBACK = { interface: '127.0.0.1' };
const PROGRAM = fileURLToPath(new URL('./peers-program.js', import.meta.url));

const codeOf = (error: unknown) => (error as { code?: string }).code;

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

async function listen(reactor: Reactor, kind: Kind, factory: Factory): Promise<{ port: ListeningPort; where: string }> {
  const path = socketPath();
  const port = {
    TCP: () => reactor.listenTCP(0, factory, LOOPBACK),
    TLS: () => reactor.listenTLS(0, factory, LOCALHOST, LOOPBACK),
    UNIX: () => reactor.listenUNIX(path, factory),
  }[kind]();
  await port.whenListening();
  return { port, where: kind === 'UNIX' ? path : String(portOf(port)) };
}

function peer(what: string, kind: Kind, where: string): ChildProcess {
  const child = spawn(process.execPath, [PROGRAM, what, kind, where], { stdio: 'ignore' });
  children.push(child);
  return child;
}

/** Writes for ever, as fast as it may, and counts. */
class Flood implements PushProducer {
  written = 0;
  isPaused = false;
  isStopped = false;
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
    transport.registerProducer(this, true);
    this.resumeProducing();
  }

  pauseProducing(): void {
    this.isPaused = true;
  }

  resumeProducing(): void {
    this.isPaused = false;
    while (!this.isPaused && !this.isStopped) {
      this.#transport.write(Buffer.alloc(16_384));
      this.written += 16_384;
    }
  }

  stopProducing(): void {
    this.isStopped = true;
  }

  /** Fires when nothing more is taken. */
  async stuck(): Promise<void> {
    for (let before = -1; before !== this.written; ) {
      before = this.written;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.equal(this.isPaused, true);
  }
}

for (const kind of KINDS) {
  onReactor(`${kind}: a peer that is killed is a lost connection, told once`, async (reactor) => {
    const server = new Peer();
    const { where } = await listen(reactor, kind, serverFor(server));
    const child = peer('reads', kind, where);
    await server.text('connected');
    child.kill('SIGKILL');
    assert.match(String(codeOf(await server.lost)), /CONNECTION_(DONE|LOST)/);
    assert.deepEqual(server.calls, ['connectionMade', 'connectionLost']);
  });

  onReactor(`${kind}: a peer that is killed with bytes that it has not read is a ConnectionLost`, async (reactor) => {
    const server = new HalfClosePeer();
    const { where } = await listen(reactor, kind, serverFor(server));
    const child = peer('reads nothing', kind, where);
    await server.text('connected');
    await new Flood(server.transport).stuck();
    child.kill('SIGKILL');
    assert.equal(codeOf(await server.lost), 'ERR_INTERLOOP_CONNECTION_LOST');
    assert.match(String(codeOf(server.reason?.cause)), /^(ECONNRESET|EPIPE)$/);
    assert.equal(server.calls.filter((call) => call === 'connectionLost').length, 1);
  });

  onReactor(`${kind}: for a peer that has stopped, little waits, and it can be given up`, async (reactor) => {
    const before = leftovers();
    const server = new Peer();
    const { port, where } = await listen(reactor, kind, serverFor(server));
    const child = peer('reads', kind, where);
    await server.text('connected');
    child.kill('SIGSTOP');
    const flood = new Flood(server.transport);
    await flood.stuck();
    assert.ok(flood.written < 32 * MIB, String(flood.written));
    server.transport.loseConnection();
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(server.connected, true);
    server.transport.abortConnection();
    assert.equal(codeOf(await server.lost), 'ERR_INTERLOOP_CONNECTION_ABORTED');
    assert.equal(flood.isStopped, true);
    await port.stopListening();
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('close', resolve));
    while (leftovers().descriptors > before.descriptors) await new Promise((resolve) => setTimeout(resolve, 10));
  });

  onReactor(`${kind}: a peer that connects and says nothing is ended, and others are served`, async (reactor) => {
    const server = new Peer();
    const factory = new TimeoutFactory(serverFor(server), 100, reactor);
    const { where } = await listen(reactor, kind, factory);
    const client = new HalfClosePeer();
    connectTo(reactor, kind, where, client);
    assert.equal(codeOf(await server.lost), 'ERR_INTERLOOP_CONNECTION_DONE');
    client.transport.loseConnection();
    await client.lost;
  });
}

function connectTo(reactor: Reactor, kind: Kind, where: string, client: Peer): void {
  const factory = new ClientFor(client);
  if (kind === 'UNIX') reactor.connectUNIX(where, factory);
  else if (kind === 'TCP') reactor.connectTCP('127.0.0.1', Number(where), factory);
  else reactor.connectTLS('localhost', Number(where), factory, { ca: LOCALHOST.cert });
}

onReactor(
  'a peer that connects to a TLS port and says nothing is dropped when that has taken too long',
  async (reactor) => {
    const server = new Peer();
    const options = { ...LOCALHOST, handshakeTimeout: 100 };
    const port = await reactor.listenTLS(0, serverFor(server), options, LOOPBACK).whenListening();
    const silent = connect(portOf(port), '127.0.0.1').on('error', () => {});
    await new Promise((resolve) => silent.once('close', resolve).resume());
    assert.deepEqual(server.calls, []);
  },
);

onReactor('a server that accepts and says nothing is a ConnectTimeout over TLS', async (reactor) => {
  const port = await reactor.listenTCP(0, serverFor(new Peer()), LOOPBACK).whenListening();
  const failed = new Deferred<Error>();
  class Impatient extends ClientFactory {
    override clientConnectionFailed(_connector: unknown, reason: Error): void {
      failed.callback(reason);
    }
  }
  reactor.connectTLS('localhost', portOf(port), new Impatient(), { ca: LOCALHOST.cert }, { timeout: 100 });
  assert.equal(codeOf(await failed), 'ERR_INTERLOOP_CONNECT_TIMEOUT');
});

/** Tells what it was told; `drops` is whether it goes on behind a line that is too long. */
class Lines extends LineReceiver {
  readonly told: string[] = [];
  readonly next = new Deferred();
  readonly lost = new Deferred<Error>();
  most = 0;
  readonly #drops: boolean;

  constructor(drops: boolean) {
    super();
    this.#drops = drops;
  }
  override dataReceived(data: Buffer): void {
    super.dataReceived(data);
    this.most = Math.max(this.most, process.memoryUsage.rss());
  }
  override lineReceived(line: Buffer): void {
    this.told.push(String(line));
    this.next.callback();
  }
  override lineLengthExceeded(start: Buffer): void {
    this.told.push(`exceeded ${start.length}`);
    if (!this.#drops) super.lineLengthExceeded(start);
  }
  override connectionLost(reason: Error): void {
    this.lost.callback(reason);
  }
}

for (const kind of KINDS) {
  onReactor(
    `${kind}: a line of 1 GiB is dropped as it comes in, and the next one is received`,
    async (reactor) => {
      const lines = new Lines(true);
      const { where } = await listen(reactor, kind, serverFor(lines));
      const before = process.memoryUsage.rss();
      peer('sends a line without an end', kind, where);
      await lines.next;
      assert.deepEqual(lines.told, ['exceeded 16384', 'the next line']);
      assert.ok(lines.most - before < 150 * MIB, `${(lines.most - before) / MIB} MiB more`);
      lines.transport.abortConnection();
    },
    PATIENCE_MS,
  );

  onReactor(`${kind}: who sends a line of 1 GiB loses the connection`, async (reactor) => {
    const lines = new Lines(false);
    const { where } = await listen(reactor, kind, serverFor(lines));
    const before = process.memoryUsage.rss();
    peer('sends a line without an end', kind, where);
    await lines.lost;
    assert.deepEqual(lines.told, ['exceeded 16384']);
    assert.ok(process.memoryUsage.rss() - before < 150 * MIB);
  });
}
