// node stdio-program.js WAY HOST: a protocol on standard input and output.
import { Protocol, Reactor, StandardIO } from 'interloop';
import { type HostName, hostUnderTest } from '../../support/hosts.ts';

const [way = '', host = ''] = process.argv.slice(2);
const reactor = new Reactor();

class Shout extends Protocol {
  override connectionMade(): void {
    if (way === 'raw') {
      process.stdin.setRawMode(true);
      this.transport.write('raw\n');
    }
  }
  override dataReceived(data: Buffer): void {
    this.transport.write(String(data).toUpperCase());
    if (way === 'one' || way === 'raw') this.transport.loseConnection();
  }
  override connectionLost(reason: Error): void {
    reactor.stop();
    if (way === 'quiet') return;
    process.stderr.write(
      `${reason.name} ${process.stdin.listenerCount('data')} ${process.stdin.isRaw ?? 'no terminal'}\n`,
    );
  }
}

/** Goes on when the input has ended. */
class Answer extends Shout {
  override readConnectionLost(): void {
    reactor.callLater(1, () => {
      this.transport.write('that was all\n');
      this.transport.loseConnection();
    });
  }
}

/** Writes more than anybody reads. */
class Flood extends Shout {
  override connectionMade(): void {
    let written = 0;
    const producer = {
      resumeProducing: () => {
        this.transport.write(Buffer.alloc(100_000, 'x'));
        written += 100_000;
        if (way === 'flood' || written < 3_000_000) return;
        this.transport.unregisterProducer();
        this.transport.loseConnection();
      },
      stopProducing: () => {},
    };
    this.transport.registerProducer(producer, false);
  }
}

const kinds: Record<string, new () => Protocol> = { answer: Answer, flood: Flood, much: Flood };
reactor.callWhenRunning(() => new StandardIO(new (kinds[way] ?? Shout)(), { reactor }));
const found = host === '' ? { make: () => undefined } : hostUnderTest(host as HostName);
if ('skip' in found) throw new Error(found.skip);
const made = found.make();
await reactor.run(made ? { host: made } : { installSignalHandlers: false });
if (way !== 'quiet' && way !== 'flood') console.log('still there');
