/**
 * Two protocols that are connected by a program, which carries bytes between its standard streams and two more descriptors.
 */
import { spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { type Protocol, type Reactor, UNIXAddress } from 'interloop';
import type * as endpoint from '../../../src/net/kinds/process-endpoint.ts';
import type * as pair from '../../../src/net/kinds/stream-pair.ts';
import type * as registry from '../../../src/net/registry.ts';
import type * as transport from '../../../src/net/stream-transport.ts';
import { internal } from '../../reactor/internal.ts';

const { ProcessStreamTransport } = await internal<typeof endpoint>('net/kinds/process-endpoint.js');
const { endStream, StreamPair } = await internal<typeof pair>('net/kinds/stream-pair.js');
const { StreamTransport } = await internal<typeof transport>('net/stream-transport.js');
const { registryOf } = await internal<typeof registry>('net/registry.js');

/**
 * What comes from 0 goes to 3, and what comes from 4 to 1. The program ends when nothing more comes from 0, whatever goes on in
 * the other direction, and none of its parts keeps open what is another one's.
 */
const CARRIER = `
  exec 5<&0 0</dev/null
  cat <&4 3>&- 4<&- 5<&- &
  exec 1>&- 4<&-
  trap '' PIPE
  cat <&5 >&3
  exit 0`;

class FarPair extends StreamPair {
  readonly #streams: [Readable, Writable];

  constructor(readable: Readable, writable: Writable) {
    super(readable, writable);
    this.#streams = [readable, writable];
  }
  protected override refused(): void {}
  protected override finish(done: () => void): void {
    endStream(this.#streams[1], done);
  }
  protected override release(done: () => void): void {
    for (const stream of this.#streams) stream.on('error', () => {}).destroy();
    done();
  }
}

/** Connects two protocols by a program; the near one has the process as its transport. */
export function connectByProcess(reactor: Reactor, far: Protocol, near: Protocol): void {
  const child = spawn('sh', ['-c', CARRIER], { stdio: ['pipe', 'pipe', 'ignore', 'pipe', 'pipe'] });
  const nameless = new UNIXAddress('');
  const farPair = new FarPair(child.stdio[3] as Readable, child.stdio[4] as Writable);
  for (const [transport, protocol] of [
    [new StreamTransport(farPair, nameless, nameless), far],
    [new ProcessStreamTransport(child), near],
  ] as const) {
    registryOf(reactor).add(transport);
    transport.open(protocol, () => registryOf(reactor).delete(transport));
  }
}
