import { inspect } from 'node:util';
import { InvalidArgumentError } from '../errors.ts';
import { type Address, IPv4Address } from '../net/address.ts';
import type { Protocol } from '../net/protocol.ts';
import { registryOf } from '../net/registry.ts';
import type { Transport } from '../net/transport.ts';
import { Reactor, type ReactorTime } from '../reactor/index.ts';
import { Clock } from './clock.ts';
import { MemoryTransport } from './memory-transport.ts';
import { type Link, Wire } from './memory-wire.ts';

/** What a {@link memoryPair} is like. */
export interface MemoryPairOptions<C extends ReactorTime = Clock> {
  /** What moves the bytes: a `Clock`, which is the default, or a reactor. */
  readonly clock?: C | undefined;
  /** How long it takes from one end to the other, in milliseconds. Default: 0. */
  readonly latency?: number | undefined;
  /** How many bytes are received at once at most, or a range from which each number is taken at random. Default: 65536. */
  readonly chunk?: number | readonly [least: number, most: number] | undefined;
  /** Where chance begins: the same seed, the same chunks. A whole number; default: 1. */
  readonly seed?: number | undefined;
  /** Default: 127.0.0.1, port 8000. */
  readonly serverAddress?: Address | undefined;
  /** Default: 127.0.0.1, port 54321. */
  readonly clientAddress?: Address | undefined;
}

/** Two protocols that are connected. */
export interface MemoryPair<C extends ReactorTime = Clock> {
  /** The transport of the server's protocol. */
  readonly server: Transport;
  /** The transport of the client's protocol. */
  readonly client: Transport;
  /** What moves the bytes. */
  readonly clock: C;
}

/**
 * Connects two protocols in memory. Nothing arrives before the clock is advanced, be it by 0; apart from that they see what
 * they would see over TCP: what was sent comes in order but in pieces of any size, a producer is paused when the other
 * side does not read, and the connection ends as it does there.
 *
 * @throws InvalidArgumentError `ERR_INTERLOOP_INVALID_ARGUMENT`
 * @throws ReactorNotRunning `ERR_INTERLOOP_REACTOR_NOT_RUNNING` if the clock is a reactor that has shut down
 * @example
 * import { LineReceiver } from 'interloop';
 * import { memoryPair } from 'interloop/testing';
 *
 * class Adder extends LineReceiver {
 *   lineReceived(line) {
 *     const sum = line.toString().split('+').map(Number).reduce((a, b) => a + b);
 *     this.sendLine(String(sum));
 *   }
 * }
 * class Print extends LineReceiver {
 *   lineReceived(line) {
 *     console.log(line.toString());
 *   }
 * }
 * const { client, clock } = memoryPair(new Adder(), new Print(), { latency: 50, chunk: 1 });
 * client.write('1+2\r\n3+4\r\n');
 * clock.advance(50); // the question has arrived
 * clock.advance(50); // 3, 7
 */
export function memoryPair<C extends ReactorTime = Clock>(
  server: Protocol,
  client: Protocol,
  options: MemoryPairOptions<C> = {},
): MemoryPair<C> {
  const { clock = new Clock(), latency = 0, chunk = 65_536, seed = 1 } = options;
  const serverAddress = options.serverAddress ?? new IPv4Address('TCP', '127.0.0.1', 8000);
  const clientAddress = options.clientAddress ?? new IPv4Address('TCP', '127.0.0.1', 54_321);
  const link: Link = { clock, latency: checkLatency(latency), nextSize: sizesFrom(chunk, seed) };
  const serverEnd = new MemoryTransport(clock, server, clientAddress, serverAddress);
  const clientEnd = new MemoryTransport(clock, client, serverAddress, clientAddress);
  const toServer = new Wire(link, serverEnd, () => clientEnd.send());
  const toClient = new Wire(link, clientEnd, () => serverEnd.send());
  const registry = clock instanceof Reactor ? registryOf(clock) : undefined;
  registry?.check('memoryPair');
  serverEnd.open(toClient, toServer, registry);
  clientEnd.open(toServer, toClient, registry);
  return { server: serverEnd, client: clientEnd, clock: clock as C };
}

function checkLatency(latency: number): number {
  if (Number.isFinite(latency) && latency >= 0) return latency;
  throw new InvalidArgumentError(`latency is a finite number of milliseconds from 0, not ${inspect(latency)}`);
}

function sizesFrom(chunk: number | readonly [number, number], seed: number): () => number {
  const [least, most] = typeof chunk === 'number' ? [chunk, chunk] : chunk;
  if (!(Number.isSafeInteger(least) && least > 0 && Number.isSafeInteger(most) && most >= least)) {
    throw new InvalidArgumentError(`chunk is a number of bytes from 1, or [least, most], not ${inspect(chunk)}`);
  }
  if (!Number.isSafeInteger(seed)) throw new InvalidArgumentError(`seed is a whole number, not ${inspect(seed)}`);
  let state = (seed ^ 0x9e37_79b9) | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return least + ((state >>> 0) % (most - least + 1));
  };
}
