// node load-program.js WHAT ...: the other side of the tests of load.
//
// crowd PORT COUNT LINES: connects so often, prints a line when all are connected, and after a line of input sends lines one
// after the other on each; prints how many came back the same, and how the connections ended. The system chooses the ports to
// connect from when it connects: to find them beforehand, for an address, takes it minutes when those of the last crowd are in use.
// reads slowly KIND PORT: reads a burst, and then not for a while, to the end; prints how much it was.
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { connect as connectTLS } from 'node:tls';
import { connectProtocol, LineReceiver, Reactor, TCPClientEndpoint } from 'interloop';

const [what = '', ...args] = process.argv.slice(2);
const AT_ONCE = 100;
const BURST = 2 ** 22;

async function crowd(port: number, count: number, lines: number): Promise<void> {
  const reactor = new Reactor();
  const ended = reactor.run({ installSignalHandlers: false });
  const outcome = { echoed: 0, reasons: {} as Record<string, number> };
  let left = count;
  class Member extends LineReceiver {
    number = 0;
    #sent = 0;
    sendNext(): void {
      if (this.#sent === lines) this.transport.loseConnection();
      else this.sendLine(`line ${this.#sent++} of ${this.number}`);
    }
    override lineReceived(line: Buffer): void {
      if (String(line) === `line ${this.#sent - 1} of ${this.number}`) outcome.echoed++;
      this.sendNext();
    }
    override connectionLost(reason: Error): void {
      outcome.reasons[reason.name] = (outcome.reasons[reason.name] ?? 0) + 1;
      if (--left > 0) return;
      console.log(JSON.stringify(outcome));
      reactor.stop();
    }
  }
  const endpoint = new TCPClientEndpoint('127.0.0.1', port, { reactor });
  const members: Member[] = [];
  const fill = async (): Promise<void> => {
    while (members.length < count) {
      const member = new Member();
      member.number = members.push(member);
      await connectProtocol(endpoint, member);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, fill));
  console.log('"connected"');
  createInterface({ input: process.stdin }).once('line', () => {
    for (const member of members) member.sendNext();
  });
  await ended;
}

function readSlowly(kind: string, port: number): void {
  const ca = readFileSync(new URL('../../../test/net/fixtures/localhost-cert.pem', import.meta.url));
  const socket = kind === 'TLS' ? connectTLS({ port, ca, servername: 'localhost' }) : connect(port, '127.0.0.1');
  let length = 0;
  let burst = 0;
  socket.on('data', (data: Buffer) => {
    length += data.length;
    burst += data.length;
    if (burst < BURST) return;
    burst = 0;
    socket.pause();
    setTimeout(() => socket.resume(), 5);
  });
  socket.on('end', () => console.log(JSON.stringify({ length })));
}

if (what === 'crowd') await crowd(Number(args[0]), Number(args[1]), Number(args[2]));
else readSlowly(args[0] ?? '', Number(args[1]));
