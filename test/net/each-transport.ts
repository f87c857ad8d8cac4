/**
 * What a connection does is written once, and run over each kind of transport, on each loop that a reactor lives on.
 */
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IPv4Address, Protocol, Reactor } from 'interloop';
import { memoryPair } from 'interloop/testing';
import { onEachLoop } from '../reactor/each-reactor.ts';
import { connectByProcess } from './kinds/process-wire.ts';
import { ClientFor, serverFor } from './peer.ts';

/** One kind of transport. */
export interface Wire {
  readonly name: string;
  /** Begins to connect two protocols with each other. */
  connect(reactor: Reactor, server: Protocol, client: Protocol): PromiseLike<unknown>;
  /** Whether an aborted connection looks different to the other side than one that has ended in order. */
  readonly resets: boolean;
  /** Whether one half can be ended. */
  readonly halfCloses: boolean;
}

const certificate = (name: string) => readFileSync(new URL(`../../../test/net/fixtures/${name}.pem`, import.meta.url));

/** The key and the certificate of `localhost`, which is its own authority. */
export const LOCALHOST = { key: certificate('localhost-key'), cert: certificate('localhost-cert') };
/** Those of `other.test`. */
export const OTHER = { key: certificate('other-key'), cert: certificate('other-cert') };

let sockets = 0;

/** A path for a UNIX socket that nobody else uses. */
export function socketPath(): string {
  return join(tmpdir(), `interloop-${process.pid}-${sockets++}.sock`);
}

const LOOPBACK = { interface: '127.0.0.1' };

export const WIRES: readonly Wire[] = [
  {
    name: 'TCP',
    resets: true,
    halfCloses: true,
    connect: async (reactor, server, client) => {
      const port = await reactor.listenTCP(0, serverFor(server), LOOPBACK).whenListening();
      reactor.connectTCP('127.0.0.1', (port.getHost() as IPv4Address).port, new ClientFor(client));
    },
  },
  {
    name: 'TLS',
    resets: true,
    halfCloses: true,
    connect: async (reactor, server, client) => {
      const port = await reactor.listenTLS(0, serverFor(server), LOCALHOST, LOOPBACK).whenListening();
      const { port: number } = port.getHost() as IPv4Address;
      reactor.connectTLS('127.0.0.1', number, new ClientFor(client), { ca: LOCALHOST.cert });
    },
  },
  {
    name: 'UNIX',
    resets: false,
    halfCloses: true,
    connect: async (reactor, server, client) => {
      const path = socketPath();
      await reactor.listenUNIX(path, serverFor(server)).whenListening();
      reactor.connectUNIX(path, new ClientFor(client));
    },
  },
  {
    name: 'memory',
    resets: true,
    halfCloses: true,
    connect: async (reactor, server, client) => {
      memoryPair(server, client, { clock: reactor, latency: 1, chunk: [1, 50_000] });
    },
  },
  {
    name: 'process pipes',
    resets: false,
    halfCloses: true,
    connect: async (reactor, server, client) => connectByProcess(reactor, server, client),
  },
];

const NOT_LOOPS = ['a function waker', 'a fake host', 'a fake host and a function waker', 'a Clock'];

/** What a check is given: a reactor that runs, and a way to connect two protocols. */
export interface OnWire {
  readonly reactor: Reactor;
  readonly wire: Wire;
  /** Fires when both sides are connected. */
  connect<Server extends Connectable, Client extends Connectable>(server: Server, client: Client): Promise<void>;
}

interface Connectable extends Protocol {
  readonly made: PromiseLike<unknown>;
}

export function onEachTransport(
  sentence: string,
  check: (on: OnWire) => Promise<void>,
  wires: readonly Wire[] = WIRES,
): void {
  for (const wire of wires) {
    onEachLoop(
      `${wire.name}: ${sentence}`,
      async ({ reactor, run }) => {
        const ended = run();
        const connect = async (server: Connectable, client: Connectable): Promise<void> => {
          await wire.connect(reactor, server, client);
          await Promise.all([server.made, client.made]);
        };
        try {
          await check({ reactor, wire, connect });
        } finally {
          if (reactor.wasStarted && !reactor.hasEnded) reactor.stop();
          await ended;
        }
      },
      ...NOT_LOOPS,
    );
  }
}
