/** Sends its standard input to a server, and writes what comes back to its standard output. */
import { ConnectionDone, clientFromString, connectProtocol, Protocol, StandardIO, type Transport } from 'interloop';
import { COMMON_OPTIONS, endProgram, endProgramFor, runProgram } from '../support/program.ts';

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
  help: `Sends its standard input to an echo server and prints what comes back, until that ends.

  node client.js [options]

  --connect=ENDPOINT   the server (default tcp:127.0.0.1:7001), also tls:HOST:PORT:caCerts=FILE or unix:PATH
${COMMON_OPTIONS}`,
  options: ['connect'],
  main: async ({ values }) => {
    const endpoint = clientFromString(values.connect ?? 'tcp:127.0.0.1:7001');
    const connection = await connectProtocol(endpoint, new Connection());
    const input = new Input();
    new StandardIO(input);
    connection.pipeTo(input.transport);
    input.pipeTo(connection.transport);
  },
});
