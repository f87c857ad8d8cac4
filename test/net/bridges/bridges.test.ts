import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer as createWebServer, get } from 'node:http';
import { connect, createServer, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { PassThrough, Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { test } from 'node:test';
import {
  attachProtocol,
  connectProtocol,
  Factory,
  type IPv4Address,
  LineReader,
  type Port,
  Protocol,
  Reactor,
  StreamProtocol,
  TCPClientEndpoint,
  TCPServerEndpoint,
} from 'interloop';

/** A port whose connections are streams, and what it takes to connect to it. */
async function streamsBy(
  use: (protocol: StreamProtocol) => void,
): Promise<{ port: Port; endpoint: TCPClientEndpoint }> {
  class Side extends StreamProtocol {
    override connectionMade(): void {
      use(this);
    }
  }
  const port = await new TCPServerEndpoint(0, { interface: '127.0.0.1' }).listen(Factory.forProtocol(Side));
  return { port, endpoint: new TCPClientEndpoint('127.0.0.1', (port.getHost() as IPv4Address).port) };
}

/** All that comes in; the consumers of Node would destroy a stream whose other half is still open. */
async function readToEnd(stream: Duplex): Promise<Buffer> {
  const pieces: Buffer[] = [];
  stream.on('data', (piece) => pieces.push(piece));
  await once(stream, 'end');
  return Buffer.concat(pieces);
}

test('megabytes go through streams over a protocol and back, unchanged', async () => {
  const { port, endpoint } = await streamsBy(({ stream }) => stream.pipe(stream));
  const sent = Buffer.alloc(8_000_000, 'interloop');
  const { stream } = await connectProtocol(endpoint, new StreamProtocol());
  const [received] = await Promise.all([buffer(stream), pipeline(Readable.from([sent]), stream, { end: true })]);
  assert.ok(received.equals(sent));
  await port.stopListening();
});

test('what nobody reads stops the other side, and goes on when it is read', async () => {
  let server!: StreamProtocol;
  const { port, endpoint } = await streamsBy((protocol) => {
    server = protocol;
  });
  const { stream } = await connectProtocol(endpoint, new StreamProtocol());
  const piece = Buffer.alloc(65_536);
  let written = 0;
  while (stream.write(piece) && written < 1000) written++;
  await once(server.stream, 'readable');
  for (let quiet = 0; quiet < 20; quiet++) await new Promise(setImmediate);
  assert.ok(stream.writableLength > 0, 'the writer is held back');
  stream.end();
  const received = await readToEnd(server.stream);
  assert.equal(received.length % piece.length, 0);
  server.stream.end();
  stream.resume();
  await once(stream, 'close');
  await port.stopListening();
});

test('each half ends by itself', async () => {
  const { port, endpoint } = await streamsBy(async ({ stream }) => {
    const question = await readToEnd(stream);
    stream.end(`${question}!`);
  });
  const { stream } = await connectProtocol(endpoint, new StreamProtocol());
  stream.end('who is there');
  assert.equal(await text(stream), 'who is there!');
  await port.stopListening();
});

test('a stream can be written to before its connection is there', async () => {
  const { port, endpoint } = await streamsBy(({ stream }) => stream.pipe(stream));
  const early = new StreamProtocol();
  early.stream.end('early');
  await connectProtocol(endpoint, early);
  assert.equal(await text(early.stream), 'early');
  await port.stopListening();
});

test('a connection that is reset destroys the stream with the reason', async () => {
  const { port, endpoint } = await streamsBy(({ stream, transport }) => {
    stream.on('error', () => {});
    stream.once('data', () => transport.abortConnection());
  });
  const { stream } = await connectProtocol(endpoint, new StreamProtocol());
  stream.write('hello');
  const [error] = await once(stream, 'error');
  assert.equal(error.code, 'ERR_INTERLOOP_CONNECTION_LOST');
  await port.stopListening();
});

test('destroying the stream ends the connection', async () => {
  const { port, endpoint } = await streamsBy(({ stream }) => stream.resume().on('error', () => {}));
  const protocol = await connectProtocol(endpoint, new StreamProtocol());
  protocol.stream.on('error', () => {});
  protocol.stream.destroy(new Error('enough'));
  while (protocol.connected) await new Promise(setImmediate);
  await port.stopListening();
});

test('the same as web streams', async () => {
  const { port, endpoint } = await streamsBy(({ stream }) => stream.pipe(stream));
  const { readable, writable } = (await connectProtocol(endpoint, new StreamProtocol())).web;
  const writer = writable.getWriter();
  await writer.write(new TextEncoder().encode('hello'));
  await writer.close();
  assert.equal(await text(readable as never), 'hello');
  await port.stopListening();
});

test("a library of Node speaks over a protocol's stream: http", async () => {
  const web = createWebServer((_request, response) => response.end('page'));
  const { port, endpoint } = await streamsBy(({ stream }) => web.emit('connection', stream));
  const { stream } = await connectProtocol(endpoint, new StreamProtocol());
  const request = get({ createConnection: () => stream as Socket, path: '/' });
  const [response] = await once(request, 'response');
  assert.equal(await text(response), 'page');
  stream.destroy();
  await port.stopListening();
});

/** Keeps what happens to it. */
class Recorder extends Protocol {
  readonly events: string[] = [];

  override connectionMade(): void {
    this.events.push('made');
  }

  override dataReceived(data: Buffer): void {
    this.events.push(String(data));
  }

  override connectionLost(reason: Error): void {
    this.events.push((reason as Error & { code: string }).code);
  }
}

test('a protocol lives on a stream that somebody else has made', async () => {
  const stream = new PassThrough();
  const protocol = attachProtocol(stream, new Recorder());
  stream.write('hello');
  await new Promise(setImmediate);
  stream.end();
  await once(stream, 'close');
  assert.deepEqual(protocol.events, ['made', 'hello', 'ERR_INTERLOOP_CONNECTION_DONE']);
});

test('a protocol on a stream is told of the shutdown of its reactor', async () => {
  const reactor = new Reactor();
  const protocol = attachProtocol(new PassThrough(), new Recorder(), { reactor });
  reactor.callWhenRunning(() => reactor.stop());
  await reactor.run({ installSignalHandlers: false });
  assert.deepEqual(protocol.events, ['made', 'ERR_INTERLOOP_CONNECTION_LOST']);
});

test('what is no stream is refused', () => {
  assert.throws(() => attachProtocol({} as never, new Protocol()), { code: 'ERR_INTERLOOP_INVALID_ARGUMENT' });
});

/** A plain server, and a LineReader that is connected to it. */
async function linesFrom(serve: (socket: Socket) => void): Promise<{ reader: LineReader; close(): void }> {
  const server = createServer(serve).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const reader = attachProtocol(connect({ port, host: '127.0.0.1', allowHalfOpen: true }), new LineReader());
  return { reader, close: () => server.close() };
}

test('lines are read one by one until the connection is closed', async () => {
  const { reader, close } = await linesFrom((socket) => {
    socket.write('one\r\ntw');
    setImmediate(() => socket.end('o\nthree\nnot a line'));
  });
  const lines: string[] = [];
  for await (const line of reader) lines.push(line);
  assert.deepEqual(lines, ['one', 'two', 'three']);
  close();
});

test('thousands of lines that are read slowly are kept back, and none is lost', async () => {
  const { reader, close } = await linesFrom((socket) => {
    socket.end(Array.from({ length: 5000 }, (_, i) => `line ${i}\n`).join(''));
  });
  let count = 0;
  for await (const line of reader) {
    assert.equal(line, `line ${count++}`);
    if (count % 100 === 0) await new Promise(setImmediate);
  }
  assert.equal(count, 5000);
  close();
});

test('a connection that is lost throws the reason into the loop', async () => {
  const { reader, close } = await linesFrom((socket) => {
    socket.write('one\n');
    socket.once('data', () => socket.resetAndDestroy());
  });
  await assert.rejects(
    async () => {
      for await (const line of reader) {
        assert.equal(line, 'one');
        reader.sendLine('heard');
      }
    },
    { code: 'ERR_INTERLOOP_CONNECTION_LOST' },
  );
  close();
});

test('leaving the loop ends the connection', async () => {
  const { reader, close } = await linesFrom((socket) => socket.write('one\ntwo\n'));
  for await (const _ of reader) break;
  while (reader.connected) await new Promise(setImmediate);
  close();
});
