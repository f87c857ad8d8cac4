import assert from 'node:assert/strict';
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { Deferred, FileSender, type FileSource, Protocol, type PullProducer } from 'interloop';
import { memoryPair, StringTransport } from 'interloop/testing';

const folder = mkdtempSync(join(tmpdir(), 'interloop-'));
after(() => rmSync(folder, { recursive: true }));

const CONTENT = Buffer.from(Uint32Array.from({ length: 12_500 }, (_, i) => i).buffer);
const path = join(folder, 'file');
writeFileSync(path, CONTENT);

class Sink extends Protocol {
  readonly chunks: Buffer[] = [];
  override dataReceived(data: Buffer): void {
    this.chunks.push(data);
  }
}

/** Sends a file through memory, whose clock goes on as the file is read. */
async function send(source: FileSource, sender = new FileSender()): Promise<{ sent: number; received: Buffer }> {
  const sink = new Sink();
  const { client, clock } = memoryPair(sink, new Protocol());
  const timer = setInterval(() => clock.advance(0));
  try {
    const sent = await sender.beginFileTransfer(source, client);
    clock.advance(0);
    return { sent, received: Buffer.concat(sink.chunks) };
  } finally {
    clearInterval(timer);
  }
}

const SOURCES: Readonly<Record<string, () => FileSource>> = {
  'a path': () => path,
  'a file URL': () => pathToFileURL(path),
  'a stream': () => Readable.from([CONTENT.subarray(0, 3), CONTENT.subarray(3)]),
};

for (const [what, source] of Object.entries(SOURCES)) {
  test(`${what} is sent to its end`, async () => {
    const { sent, received } = await send(source());
    assert.equal(sent, CONTENT.length);
    assert.ok(received.equals(CONTENT));
  });
}

test('a descriptor is sent from where it stands, and stays open', async () => {
  const fd = openSync(path, 'r');
  readSync(fd, Buffer.alloc(40_000));
  const { received } = await send(fd);
  assert.ok(received.equals(CONTENT.subarray(40_000)));
  closeSync(fd);
});

test('a FileHandle is sent, and stays open', async () => {
  const file = await open(path);
  const { received } = await send(file);
  assert.ok(received.equals(CONTENT));
  assert.equal((await file.stat()).size, CONTENT.length);
  await file.close();
});

test('an empty file is sent', async () => {
  assert.equal((await send(Readable.from([]))).sent, 0);
});

test('a file goes out in pieces of chunkSize bytes, each when it is asked for, and progress is told', async () => {
  const progress: number[] = [];
  const transport = new StringTransport();
  const sender = new FileSender({ chunkSize: 20_000, progress: (sent) => progress.push(sent) });
  const sent = sender.beginFileTransfer(path, transport);
  assert.equal(transport.streaming, false);
  for (const expected of [20_000, 40_000, 50_000]) {
    transport.producer?.resumeProducing();
    transport.producer?.resumeProducing();
    while (progress.at(-1) !== expected) await new Promise(setImmediate);
    await new Promise(setImmediate);
    assert.equal(transport.value().length, expected);
  }
  transport.producer?.resumeProducing();
  assert.equal(await sent, 50_000);
  assert.deepEqual([progress, transport.producer], [[20_000, 40_000, 50_000], undefined]);
});

test('the default is 16384 bytes', async () => {
  const progress: number[] = [];
  await send(path, new FileSender({ progress: (sent) => progress.push(sent) }));
  assert.deepEqual(progress, [16_384, 32_768, 49_152, 50_000]);
});

test('transform makes something else of each piece, or nothing', async () => {
  const transform = (chunk: Buffer) => (String(chunk) === 'b' ? '' : `<${chunk}>`);
  const { sent, received } = await send(
    Readable.from(['a', 'b', 'c'].map((each) => Buffer.from(each))),
    new FileSender({ transform }),
  );
  assert.deepEqual([sent, String(received)], [6, '<a><c>']);
});

const fails = (message: string) => () => {
  throw new Error(message);
};

for (const [what, options, message] of [
  ['transform', { transform: fails('cannot transform') }, 'cannot transform'],
  ['progress', { progress: fails('cannot tell') }, 'cannot tell'],
  ['what transform returns', { transform: () => 1 as unknown as string }, 'write() takes bytes or a string, not 1'],
] as const) {
  test(`a transfer fails with ${what}, and the transport is free`, async () => {
    const transport = new StringTransport();
    const source = Readable.from([Buffer.from('x'), Buffer.from('y')]);
    const sent = new FileSender(options).beginFileTransfer(source, transport);
    transport.producer?.resumeProducing();
    await assert.rejects(sent.toPromise(), { message });
    assert.deepEqual([transport.producer, source.destroyed, transport.disconnecting], [undefined, true, false]);
  });
}

test('a transfer fails when the file does', async () => {
  await assert.rejects(send(join(folder, 'nothing')), { code: 'ENOENT' });
});

test('a transfer fails when the connection is lost, and the stream is destroyed', async () => {
  const source = new Readable({ read: () => {} });
  const { client, clock } = memoryPair(new Protocol(), new Protocol());
  const sent = new FileSender().beginFileTransfer(source, client);
  source.push('some');
  await new Promise(setImmediate);
  client.abortConnection();
  clock.advance(0);
  await assert.rejects(sent.toPromise(), {
    code: 'ERR_INTERLOOP_TRANSFER_STOPPED',
    message: 'The connection has ended after 4 bytes of the file were written',
  });
  assert.equal(source.destroyed, true);
});

test('a transfer over a connection that is lost already fails', async () => {
  const transport = new StringTransport();
  transport.abortConnection();
  for (const source of [path, join(folder, 'nothing')]) {
    await assert.rejects(new FileSender().beginFileTransfer(source, transport).toPromise(), {
      code: 'ERR_INTERLOOP_TRANSFER_STOPPED',
    });
  }
});

test('cancelling gives the rest up', async () => {
  const source = new Readable({ read: () => {} });
  const transport = new StringTransport();
  const sent = new FileSender().beginFileTransfer(source, transport);
  transport.producer?.resumeProducing();
  sent.cancel();
  await assert.rejects(sent.toPromise(), { code: 'ERR_INTERLOOP_CANCELLED' });
  assert.deepEqual([source.destroyed, transport.producer], [true, undefined]);
});

test('a connection that is to be lost waits for the end of the file', async () => {
  const sink = new Sink();
  const lost = new Deferred();
  sink.connectionLost = () => lost.callback();
  const { client, clock } = memoryPair(sink, new Protocol());
  const timer = setInterval(() => clock.advance(0));
  new FileSender().beginFileTransfer(path, client);
  client.loseConnection();
  await lost;
  clearInterval(timer);
  assert.ok(Buffer.concat(sink.chunks).equals(CONTENT));
});

test('what has a producer already is refused, and the stream is destroyed', () => {
  const transport = new StringTransport();
  transport.registerProducer({ resumeProducing: () => {}, stopProducing: () => {} } satisfies PullProducer, false);
  const source = Readable.from(['x']);
  assert.throws(() => new FileSender().beginFileTransfer(source, transport), {
    code: 'ERR_INTERLOOP_PRODUCER_ALREADY_REGISTERED',
  });
  assert.equal(source.destroyed, true);
});

test('wrong arguments are refused', () => {
  const invalid = { code: 'ERR_INTERLOOP_INVALID_ARGUMENT' };
  for (const wrong of [null, undefined, {}, true] as unknown as string[]) {
    assert.throws(() => new FileSender().beginFileTransfer(wrong, new StringTransport()), invalid);
  }
  for (const chunkSize of [0, -1, 1.5, Number.NaN, '1'] as number[]) {
    assert.throws(() => new FileSender({ chunkSize }), invalid);
  }
});

test('one sender sends several files at once', async () => {
  const sender = new FileSender();
  const all = await Promise.all([send(path, sender), send(path, sender)]);
  for (const { received } of all) assert.ok(received.equals(CONTENT));
});
