/** Sends its standard input to a server, and writes what comes back to its standard output. */
import { ConnectionDone, connectProtocol, Protocol, StandardIO, type Transport } from 'interloop';
import { connectTo } from '../support/endpoint-options.ts';
import { endProgram, endProgramFor, runProgram } from '../support/program.ts';

/** One end of a pipe: what comes in here goes out there, and this waits while that cannot send. */
class PipeEnd extends Protocol {
  other!: Transport;

  override connectionMade(): void {
    this.transport.pauseProducing();
  }

  pipeTo(other: Transport): void {
    this.other = other;
    other.registerProducer(this.transport, true);
    this.transport.resumeProducing();
  }

  override dataReceived(data: Buffer): void {
    this.other.write(data);
  }
}

class Input extends PipeEnd {
  /** The server is told that this was all; its answer may still be on its way. */
  override readConnectionLost(): void {
    this.other.unregisterProducer();
    this.other.loseWriteConnection();
  }
}

class Connection extends PipeEnd {
  override connectionLost(reason: Error): void {
    if (reason instanceof ConnectionDone) endProgram();
    else endProgramFor(reason);
  }
}

await runProgram({
  what: 'Sends its standard input to an echo server and prints what comes back, until that ends.',
  options: { connect: connectTo('tcp:127.0.0.1:7001') },
  main: async ({ values }) => {
    const connection = await connectProtocol(values.connect, new Connection());
    const input = new Input();
    new StandardIO(input);
    connection.pipeTo(input.transport);
    input.pipeTo(connection.transport);
  },
});
