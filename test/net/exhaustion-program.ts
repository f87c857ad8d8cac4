// sh -c 'ulimit -n 300; node exhaustion-program.js LOOP': what becomes of a network whose process has no descriptor left.
//
// Prints one line of JSON when none is left, with its ports; goes on when a line comes in, and prints another one.
import { closeSync, openSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setImmediate } from 'node:timers/promises';
import {
  addObserver,
  DatagramProtocol,
  Factory,
  type IPv4Address,
  ProcessProtocol,
  Protocol,
  Reactor,
} from 'interloop';
import { type Leftovers, leftovers } from 'interloop/testing';
import { type HostName, hostUnderTest } from '../support/hosts.ts';
import { LOCALHOST } from './each-transport.ts';
import { ClientFor, Peer } from './peer.ts';

const [loop = ''] = process.argv.slice(2);
const LOOPBACK = { interface: '127.0.0.1' };

let connections = 0;
class Echo extends Protocol {
  override connectionMade(): void {
    connections++;
  }
  override dataReceived(data: Buffer): void {
    this.transport.write(data);
  }
  override connectionLost(): void {
    connections--;
  }
}

const errors: string[] = [];
addObserver(({ level, message, error }) => {
  if (level === 'error') errors.push(`${message}: ${(error as NodeJS.ErrnoException)?.code}`);
});
const input = createInterface({ input: process.stdin });
const told = (): Promise<unknown> => new Promise((resolve) => input.once('line', resolve));
const say = (what: object): boolean => process.stdout.write(`${JSON.stringify(what)}\n`);
const reasonOf = (error: unknown): string => {
  const { code, cause } = error as { code: string; cause?: { code?: string } };
  return `${code}: ${cause?.code}`;
};

/** Opens descriptors until there is none left. */
function fill(): number[] {
  const opened: number[] = [];
  try {
    for (;;) opened.push(openSync('/dev/null', 'r'));
  } catch {
    return opened;
  }
}

class Nothing extends ProcessProtocol {
  override processEnded(reason: Error): void {
    this.onEnd(reasonOf(reason));
  }
  onEnd: (reason: string) => void = () => {};
}

/** Everything that needs a descriptor, and why it fails, each told once. */
async function whatFails(reactor: Reactor, ports: number[], path: string): Promise<Record<string, string[]>> {
  const told: Record<string, string[]> = {};
  const note = (what: string) => (error: unknown) => {
    const reasons = told[what] ?? [];
    told[what] = reasons;
    reasons.push(typeof error === 'string' ? error : reasonOf(error));
  };
  const [tcp = 0, tls = 0] = ports;
  const attempts = {
    connectTCP: new ClientFor(null),
    connectTLS: new ClientFor(null),
    connectUNIX: new ClientFor(null),
  };
  for (const [what, factory] of Object.entries(attempts)) {
    factory.clientConnectionFailed = (_, reason) => note(what)(reason);
  }
  reactor.connectTCP('127.0.0.1', tcp, attempts.connectTCP);
  reactor.connectTLS('127.0.0.1', tls, attempts.connectTLS, { ca: LOCALHOST.cert });
  reactor.connectUNIX(path, attempts.connectUNIX);
  reactor.listenTCP(0, new Factory(), LOOPBACK).whenListening().addErrback(note('listenTCP'));
  reactor.listenUNIX(`${path}.other`, new Factory()).whenListening().addErrback(note('listenUNIX'));
  reactor.listenUDP(0, new DatagramProtocol(), LOOPBACK).whenListening().addErrback(note('listenUDP'));
  const nothing = new Nothing();
  nothing.onEnd = note('spawnProcess');
  reactor.spawnProcess(nothing, 'true');
  while (Object.keys(told).length < 7) await setImmediate();
  for (let i = 0; i < 10; i++) await setImmediate();
  return told;
}

const reactor = new Reactor();
reactor.callWhenRunning(async () => {
  const path = join(tmpdir(), `interloop-exhausted-${process.pid}.sock`);
  const factory = Factory.forProtocol(Echo);
  const tcp = await reactor.listenTCP(0, factory, LOOPBACK).whenListening();
  const tls = await reactor.listenTLS(0, factory, LOCALHOST, LOOPBACK).whenListening();
  const unix = await reactor.listenUNIX(path, factory).whenListening();
  const ports = [tcp, tls].map((port) => (port.getHost() as IPv4Address).port);
  const warm = new Peer();
  reactor.connectTCP('127.0.0.1', ports[0] ?? 0, new ClientFor(warm));
  await warm.made;
  warm.transport.loseConnection();
  await warm.lost;
  while (connections > 0) await setImmediate();
  const before: Leftovers = leftovers();
  // Node keeps those of a program that it cannot start for want of descriptors.
  const nodesOwn = 3;

  const filled = fill();
  const fails = await whatFails(reactor, ports, path);
  say({ ports, path, fails });
  await told();
  const whileFull = connections;
  for (const fd of filled) closeSync(fd);
  say({ whileFull });
  await told();
  while (connections > 0) await setImmediate();
  for (let i = 0; i < 10; i++) await setImmediate();
  const after = leftovers();
  say({ more: [after.descriptors - before.descriptors, after.handles - before.handles - nodesOwn], errors });
  await Promise.all([tcp, tls, unix].map((port) => port.stopListening()));
  input.close();
  reactor.stop();
});
const found = loop === "Node's loop" ? { make: () => undefined } : hostUnderTest(loop as HostName);
if ('skip' in found) throw new Error(found.skip);
const host = found.make();
await reactor.run(host ? { host } : { installSignalHandlers: false });
