/**
 * `socat` and `nc` talk with ours, over TCP, UNIX sockets and TLS.
 */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  clientFromString,
  connectProtocol,
  Factory,
  quoteForEndpoint,
  type Reactor,
  serverFromString,
} from 'interloop';
import { socketPath } from '../each-transport.ts';
import { folder } from '../kinds/each-loop.ts';
import { portOf } from '../on-reactor.ts';
import { EchoPeer, Peer } from '../peer.ts';
import { onEachLoopUnless, Program, without } from './programs.ts';

const MIB = 2 ** 20;
/** As much as socat can send back through a pipe of its own without waiting for itself. */
const IN_A_PIPE = 2 ** 15;
const FOLDER = folder();

const fixture = (name: string) =>
  fileURLToPath(new URL(`../../../../test/net/fixtures/localhost-${name}.pem`, import.meta.url));
const codeOf = (error: unknown) => (error as { code?: string }).code;

const withSocat = (sentence: string, body: (reactor: Reactor) => Promise<void>): void =>
  onEachLoopUnless(without('socat'), sentence, body);
const withNetcat = (sentence: string, body: (reactor: Reactor) => Promise<void>): void =>
  onEachLoopUnless(without('nc'), sentence, body);

const KEYS = `cert=${fixture('cert')},key=${fixture('key')}`;
const PEM = `certificate=${quoteForEndpoint(fixture('cert'))}:privateKey=${quoteForEndpoint(fixture('key'))}`;

interface Way {
  readonly name: string;
  /** The endpoint that we listen on, and what socat calls it. */
  listen(): { ours: string; theirs(port: number): string };
  /** The address that socat listens on, and how we connect to it. */
  connect(): { theirs: string; ours(port: string): string };
}

const path = (): { plain: string; quoted: string } => {
  const plain = socketPath();
  return { plain, quoted: quoteForEndpoint(plain) };
};

const WAYS: readonly Way[] = [
  {
    name: 'TCP',
    listen: () => ({ ours: 'tcp:0:interface=127.0.0.1', theirs: (port) => `TCP:127.0.0.1:${port}` }),
    connect: () => ({ theirs: 'TCP-LISTEN:0,bind=127.0.0.1', ours: (port) => `tcp:127.0.0.1:${port}` }),
  },
  {
    name: 'TCP over IPv6',
    listen: () => ({ ours: 'tcp:0:interface=\\:\\:1', theirs: (port) => `TCP6:[::1]:${port}` }),
    connect: () => ({ theirs: 'TCP6-LISTEN:0,bind=[::1]', ours: (port) => `tcp:\\:\\:1:${port}` }),
  },
  {
    name: 'a UNIX socket',
    listen: () => {
      const { plain, quoted } = path();
      return { ours: `unix:${quoted}`, theirs: () => `UNIX-CONNECT:${plain}` };
    },
    connect: () => {
      const { plain, quoted } = path();
      return { theirs: `UNIX-LISTEN:${plain}`, ours: () => `unix:${quoted}` };
    },
  },
  {
    name: 'TLS',
    listen: () => ({
      ours: `tls:0:interface=127.0.0.1:${PEM}`,
      theirs: (port) => `OPENSSL:localhost:${port},pf=ip4,cafile=${fixture('cert')}`,
    }),
    connect: () => ({
      theirs: `OPENSSL-LISTEN:0,pf=ip4,bind=127.0.0.1,verify=0,${KEYS}`,
      ours: (port) => `tls:localhost:${port}:caCerts=${quoteForEndpoint(fixture('cert'))}`,
    }),
  },
];

for (const { name, listen, connect } of WAYS) {
  withSocat(`over ${name}, socat sends our server a file and gets it back whole`, async (reactor) => {
    const { ours, theirs } = listen();
    const port = await serverFromString(ours, reactor).listen(Factory.forProtocol(EchoPeer));
    const [sent, got] = [join(FOLDER, 'sent'), join(FOLDER, 'got')];
    writeFileSync(sent, randomBytes(MIB));
    const number = name.includes('UNIX') ? 0 : portOf(port as Parameters<typeof portOf>[0]);
    const socat = new Program('socat', ['-t10', theirs(number), `OPEN:${sent},rdonly!!OPEN:${got},creat,trunc,wronly`]);
    assert.equal(await socat.ended(), 0, socat.output);
    assert.ok(readFileSync(got).equals(readFileSync(sent)));
  });

  withSocat(`over ${name}, socat sends back what our client sends, and ends in order`, async (reactor) => {
    const { theirs, ours } = connect();
    const socat = new Program('socat', ['-dd', '-t10', theirs, 'PIPE']);
    const [, number = ''] = await socat.says(/listening on .*?(?::(\d+))?\n/);
    const endpoint = clientFromString(ours(number), reactor);
    const protocol = await connectProtocol(endpoint, new Peer());
    const sent = randomBytes(IN_A_PIPE);
    protocol.transport.write(sent);
    assert.ok(sent.equals(await protocol.bytes(sent.length)));
    protocol.transport.loseWriteConnection();
    assert.equal(codeOf(await protocol.lost), 'ERR_INTERLOOP_CONNECTION_DONE');
    assert.equal(await socat.ended(), 0, socat.output);
  });
}

withSocat('an abstract name is the same for socat and for us', async (reactor) => {
  const name = `interloop-socat-${process.pid}`;
  const port = reactor.listenUNIX(`\0${name}`, Factory.forProtocol(EchoPeer));
  await port.whenListening();
  // Node 20 fills a name up with zeros, and so must whoever is to meet it.
  const filled = process.version.startsWith('v20.') ? ',unix-tightsocklen=0' : '';
  const socat = new Program('socat', ['-', `ABSTRACT-CONNECT:${name}${filled}`]);
  socat.say('who is there?\n');
  await socat.says(/who is there\?/);
  await port.stopListening();
});

withNetcat('nc sends a question, ends its half, and gets the whole answer', async (reactor) => {
  class Answer extends Peer {
    override dataReceived(data: Buffer): void {
      super.dataReceived(data);
      if (String(data).endsWith('?\n')) this.transport.write('x'.repeat(MIB));
    }
  }
  const answer = new Answer();
  const factory = new Factory();
  factory.buildProtocol = () => answer;
  const port = await reactor.listenTCP(0, factory, { interface: '127.0.0.1' }).whenListening();
  const nc = new Program('nc', ['-N', '127.0.0.1', String(portOf(port))]);
  nc.say('what?\n');
  nc.hush();
  assert.equal(await nc.ended(), 0, nc.output.slice(0, 200));
  assert.equal(nc.output.length, MIB);
  assert.equal(codeOf(await answer.lost), 'ERR_INTERLOOP_CONNECTION_DONE');
});

withNetcat('nc listens, and both sides talk until one ends', async (reactor) => {
  const path = socketPath();
  const nc = new Program('nc', ['-l', '-v', '-N', '-U', path]);
  await nc.says(/Listening on/);
  const protocol = await connectProtocol(clientFromString(`unix:${quoteForEndpoint(path)}`, reactor), new Peer());
  protocol.transport.write('from us\n');
  await nc.says(/from us/);
  nc.say('from nc\n');
  await protocol.text('from nc\n');
  nc.hush();
  assert.equal(codeOf(await protocol.lost), 'ERR_INTERLOOP_CONNECTION_DONE');
  assert.equal(await nc.ended(), 0);
});
