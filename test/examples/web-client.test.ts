import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTLSServer } from 'node:https';
import { createServer as createRawServer, type Server as RawServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, type TestContext, test } from 'node:test';
import { type Deferred, reactor } from 'interloop';
import { LOCALHOST } from '../net/each-transport.ts';
import { example, runExample } from './example.ts';
import { onEachLoop } from './net-example.ts';
import { Program } from './program.ts';

interface Page {
  readonly url: string;
  readonly status: number;
  readonly statusText: string;
  readonly headers: { get(name: string): string | null };
  readonly body: string;
}

interface Progress {
  readonly phase: string;
  readonly received: number;
  readonly total: number | undefined;
}

interface Options {
  readonly onProgress?: (progress: Progress) => void;
  readonly timeout?: number;
  readonly maxRedirects?: number;
  readonly maxBytes?: number;
  readonly tls?: object;
}

const { fetchPage } = (await import(example('web-client/fetch-page.ts'))) as {
  fetchPage(url: string, options?: Options): Deferred<Page>;
};

let ended: Promise<unknown>;
before(() => {
  ended = reactor.run({ installSignalHandlers: false });
});
after(() => {
  reactor.stop();
  return ended;
});

async function open(t: TestContext, server: Server | RawServer, scheme = 'http'): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  return `${scheme}://127.0.0.1:${(server.address() as { port: number }).port}`;
}

const serve = (t: TestContext, listener: RequestListener) => open(t, createServer(listener));

/** A server that answers each request with these bytes, and then perhaps ends the connection. */
function serveBytes(t: TestContext, response: string, ends = true): Promise<string> {
  return open(
    t,
    createRawServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => (ends ? socket.end(response) : socket.write(response)));
    }),
  );
}

async function failure(fetching: Deferred<Page>): Promise<{ code: string; message: string; cause?: unknown }> {
  return fetching.addCallbacks(
    () => assert.fail('there was a page'),
    (error) => error as { code: string; message: string },
  );
}

test('a page has its status, its headers and its text', async (t) => {
  const base = await serve(t, (request, response) => {
    response.writeHead(418, { 'x-test': 'yes', 'content-type': 'text/plain; charset=iso-8859-1' });
    response.end(Buffer.from(`${request.method} ${request.url} ${request.headers.host}: gr\xfcn`, 'latin1'));
  });
  const page = await fetchPage(`${base}/a%20b?c=d#e`);
  assert.deepEqual([page.status, page.statusText, page.headers.get('X-Test')], [418, "I'm a Teapot", 'yes']);
  assert.equal(page.body, `GET /a%20b?c=d ${base.replace('http://', '')}: grün`);
  assert.equal(page.url, `${base}/a%20b?c=d#e`);
});

const HEAD = 'HTTP/1.1 200 OK\r\n';
const bodies: Record<string, [response: string, body: string]> = {
  'with a length': [`${HEAD}Content-Length: 5\r\n\r\nhello`, 'hello'],
  'with a length of 0': [`${HEAD}Content-Length: 0\r\n\r\n`, ''],
  'to the end of the connection': [`${HEAD}\r\nhello\nworld`, 'hello\nworld'],
  'in chunks': [
    `${HEAD}transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0006;x=y\r\n world\r\n0\r\n\r\n`,
    'hello world',
  ],
  'in chunks, with a trailer': [
    `${HEAD}Transfer-Encoding: Chunked\r\n\r\nA\r\n0123456789\r\n0\r\nX: y\r\n\r\n`,
    '0123456789',
  ],
  'in no chunks': [`${HEAD}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, ''],
  'that does not exist': ['HTTP/1.1 204 No Content\r\nContent-Length: 7\r\n\r\n', ''],
  'after an announcement': [`HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n${HEAD}Content-Length: 2\r\n\r\nhi`, 'hi'],
  'of a server of old, with plain line ends': ['HTTP/1.0 200\nServer: old\n\nhello', 'hello'],
};

for (const [name, [response, body]] of Object.entries(bodies)) {
  test(`a body ${name}`, async (t) => {
    assert.equal((await fetchPage(await serveBytes(t, response))).body, body);
  });

  test(`a body ${name}, byte by byte`, async (t) => {
    const dribble = async (socket: Socket) => {
      socket.setNoDelay(true).on('error', () => {});
      await once(socket, 'data');
      for (const byte of response) {
        socket.write(byte);
        await new Promise(setImmediate);
      }
      socket.end();
    };
    assert.equal((await fetchPage(await open(t, createRawServer(dribble)))).body, body);
  });
}

test('redirections are followed, wherever they lead on the web', async (t) => {
  const other = await serve(t, (_, response) => response.end('arrived'));
  const ways: Record<string, string> = {
    '/a/b': 'c?d',
    '/a/c?d': '/e',
    '/e': `${other}/`,
    '/ftp': 'ftp://x/',
    '/r': '/r',
  };
  const base = await serve(t, ({ url }, response) => response.writeHead(302, { location: ways[url!]! }).end('moved'));
  const page = await fetchPage(`${base}/a/b`);
  assert.deepEqual([page.url, page.status, page.body], [`${other}/`, 200, 'arrived']);
  assert.equal((await failure(fetchPage(`${base}/a/b`, { maxRedirects: 2 }))).code, 'TOO_MANY_REDIRECTS');
  assert.equal((await failure(fetchPage(`${base}/r`))).code, 'TOO_MANY_REDIRECTS');
  assert.equal((await failure(fetchPage(`${base}/ftp`))).code, 'BAD_URL');
});

test('a redirection to nowhere is a page', async (t) => {
  const base = await serve(t, (_, response) => response.writeHead(304).end());
  assert.equal((await fetchPage(base)).status, 304);
});

test('progress is told from the beginning to the end', async (t) => {
  const base = await serve(t, async (_, response) => {
    response.writeHead(200, { 'content-length': 10 }).write('hello');
    await once(received, 'abort');
    response.end('world');
  });
  const half = new AbortController();
  const received = half.signal;
  const told: Progress[] = [];
  await fetchPage(base, {
    onProgress: (progress) => {
      told.push(progress);
      if (progress.received === 5) half.abort();
    },
  });
  assert.deepEqual(
    told.map(({ phase, received, total }) => [phase, received, total]),
    [
      ['connecting', 0, undefined],
      ['waiting', 0, undefined],
      ['receiving', 5, 10],
      ['receiving', 10, 10],
    ],
  );
});

test('what onProgress throws is what the page fails with', async (t) => {
  const base = await serve(t, (_, response) => response.end('hello'));
  for (const when of ['connecting', 'waiting', 'receiving']) {
    const thrown = Object.assign(new Error('a mistake'), { code: when });
    const onProgress = ({ phase }: Progress) => {
      if (phase === when) throw thrown;
    };
    assert.equal(await failure(fetchPage(base, { onProgress })), thrown);
  }
});

for (const phase of ['connecting', 'waiting', 'receiving']) {
  test(`cancel() while it is ${phase} ends the connection`, async (t) => {
    const gone: Promise<unknown>[] = [];
    const server = createServer((request, response) => {
      gone.push(new Promise((resolve) => request.socket.once('close', resolve)));
      if (request.url === '/receiving') response.write('hello');
    });
    const base = await open(t, server);
    let fetching: Deferred<Page> | undefined;
    const cancelled = new Promise<void>((resolve) => {
      const onProgress = (progress: Progress) => {
        if (progress.phase !== phase) return;
        setTimeout(() => {
          fetching!.cancel();
          resolve();
        }, 20);
      };
      fetching = fetchPage(phase === 'connecting' ? 'http://192.0.2.1/' : `${base}/${phase}`, { onProgress });
    });
    const failed = failure(fetching!);
    await cancelled;
    const { code } = await failed;
    // Where the machine has no route to that address, it says so before.
    assert.ok(code === 'ERR_INTERLOOP_CANCELLED' || phase === 'connecting', code);
    await Promise.all(gone);
  });
}

test('it tells what is wrong with a response', async (t) => {
  const wrong: Record<string, [code: string, message: RegExp]> = {
    '220 mail.example.org\r\n': ['BAD_RESPONSE', /does not begin as one of HTTP\/1/],
    [`${HEAD}no header\r\n\r\n`]: ['BAD_RESPONSE', /headers has no name/],
    [`${HEAD}a[b]: c\r\n\r\n`]: ['BAD_RESPONSE', /header a\[b\] makes no sense/],
    [`${HEAD}${'a: b\r\n'.repeat(1000)}`]: ['BAD_RESPONSE', /its head does not end/],
    [`${HEAD}a: ${'b'.repeat(20_000)}`]: ['BAD_RESPONSE', /a line of it has more than 16384 bytes/],
    [`${HEAD}Content-Length: many\r\n\r\n`]: ['BAD_RESPONSE', /its length is "many"/],
    [`${HEAD}Content-Length: 5\r\nContent-Length: 6\r\n\r\n`]: ['BAD_RESPONSE', /its length is "5, 6"/],
    [`${HEAD}Transfer-Encoding: gzip\r\n\r\n`]: ['BAD_RESPONSE', /its transfer coding is gzip/],
    [`${HEAD}Content-Encoding: gzip\r\n\r\n`]: ['BAD_RESPONSE', /encoded by gzip, for which nobody has asked/],
    [`${HEAD}Transfer-Encoding: chunked\r\n\r\nx\r\n`]: ['BAD_RESPONSE', /the length of a chunk is "x"/],
    [`${HEAD}Transfer-Encoding: chunked\r\n\r\n1\r\nhello\r\n`]: ['BAD_RESPONSE', /a chunk is longer/],
    [`${HEAD}Content-Length: 101\r\n\r\n`]: ['TOO_LARGE', /more than 100 bytes/],
    [`${HEAD}Transfer-Encoding: chunked\r\n\r\nff\r\n`]: ['TOO_LARGE', /more than 100 bytes/],
    [`${HEAD}\r\n${'x'.repeat(101)}`]: ['TOO_LARGE', /more than 100 bytes/],
    '': ['INCOMPLETE', /has ended the connection without a response/],
    [`${HEAD}Content-Length: 9\r\n\r\nhello`]: ['INCOMPLETE', /after 5 of 9 bytes of the body/],
    [`${HEAD}Transfer-Encoding: chunked\r\n\r\n9\r\nhello`]: ['INCOMPLETE', /after 5 bytes of the body/],
  };
  for (const [response, [code, message]] of Object.entries(wrong)) {
    const error = await failure(fetchPage(await serveBytes(t, response), { maxBytes: 100 }));
    assert.equal(error.code, code, response);
    assert.match(error.message, message);
  }
});

test('it tells what is wrong with a URL', async () => {
  for (const url of ['', 'example.org', 'http://', 'ftp://example.org/']) {
    assert.equal((await failure(fetchPage(url))).code, 'BAD_URL', url);
  }
});

test('a server that says nothing for too long is given up', async (t) => {
  for (const response of ['', `${HEAD}Content-Length: 9\r\n\r\nhello`]) {
    const error = await failure(fetchPage(await serveBytes(t, response, false), { timeout: 50 }));
    assert.equal(error.code, 'TIMEOUT');
    assert.match(error.message, /^127\.0\.0\.1:\d+ has sent nothing for 0\.05 s$/);
  }
});

test('over TLS, if the certificate is right', async (t) => {
  const server = createTLSServer(LOCALHOST, (_, response) => response.end('secret'));
  const base = (await open(t, server, 'https')).replace('127.0.0.1', 'localhost');
  assert.equal((await fetchPage(base, { tls: { ca: LOCALHOST.cert } })).body, 'secret');
  assert.equal((await failure(fetchPage(base))).code, 'ERR_INTERLOOP_HANDSHAKE');
});

test('nobody there is an error of the network', async (t) => {
  const server = createRawServer();
  const base = await open(t, server);
  server.close();
  await once(server, 'close');
  assert.equal((await failure(fetchPage(base))).code, 'ERR_INTERLOOP_CONNECTION_REFUSED');
});

onEachLoop('the program prints a page, and what it was to standard error', async (t, ...args) => {
  const base = await serve(t, (_, response) => response.end('<h1>hello</h1>\n'));
  const outcome = await runExample('web-client/main.ts', `${base}/`, ...args);
  const stderr = `200 OK, 15 bytes from ${base}/\n`;
  assert.deepEqual(outcome, { stdout: '<h1>hello</h1>\n', stderr, ends: 0 });
});

onEachLoop('Ctrl-C cancels', async (t, ...args) => {
  const base = await serve(t, (_, response) => response.write('x'.repeat(2048)));
  const program = Program.example(t, 'web-client/main.ts', [base, '--interval=0.001', ...args]);
  await program.says(/^2\.0 KiB from 127\.0\.0\.1:\d+$/m);
  program.process.kill('SIGINT');
  const { stdout, stderr, ends } = await program.ends();
  assert.match(stderr, /\ncancelled after 2\.0 KiB\n$/);
  assert.deepEqual([stdout, ends], ['', 'SIGINT']);
});

test('a page can go to a file, and one that was not found has exit code 1', async (t) => {
  const base = await serve(t, (_, response) => response.writeHead(404).end('not here'));
  const path = join(tmpdir(), `interloop-page-${process.pid}`);
  t.after(() => rm(path, { force: true }));
  const { stdout, stderr, ends } = await runExample('web-client/main.ts', base, `--output=${path}`);
  assert.deepEqual([stdout, stderr, ends], ['', `404 Not Found, 8 bytes from ${base}/\n`, 1]);
  assert.equal(await readFile(path, 'utf8'), 'not here');
});

test('a terminal has a line that is drawn again in its place', async (t) => {
  const base = await serve(t, (_, response) => {
    response.writeHead(200, { 'content-length': 2048 }).write('x'.repeat(1024));
    setTimeout(() => response.end('x'.repeat(1024)), 200);
  });
  const command = `"${process.execPath}" "${example('web-client/main.ts')}" ${base} >/dev/null`;
  const program = new Program(t, 'script', ['--quiet', '--command', command, '/dev/null']);
  const { stdout, ends } = await program.ends();
  assert.equal(ends, 0);
  const drawn = stdout.replaceAll('\x1b[K', '');
  assert.match(drawn, /\rwaiting for 127\.0\.0\.1:\d+\r━{12}─{12} 1\.0 KiB of 2\.0 KiB from/);
  assert.match(drawn, /\r200 OK, 2\.0 KiB from /);
});

test('what goes wrong is one line', async (t) => {
  const base = (await open(t, createTLSServer(LOCALHOST), 'https')).replace('127.0.0.1', 'localhost');
  const wrong: [args: string[], ends: number, message: RegExp][] = [
    [[base], 1, /^Cannot connect to localhost:\d+: TLS cannot be set up: self.signed certificate/],
    [['http://127.0.0.1:1/'], 1, /^Cannot connect to 127\.0\.0\.1:1: nobody listens there$/],
  ];
  for (const [args, ends, message] of wrong) {
    const outcome = await runExample('web-client/main.ts', ...args);
    assert.equal(outcome.ends, ends, args.join(' '));
    assert.match(outcome.stderr.trimEnd(), message);
    assert.equal(outcome.stderr.trimEnd().split('\n').length, 1);
  }
});
