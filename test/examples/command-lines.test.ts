/**
 * The command lines of all programs of `examples/`: what they may have is told, and what is wrong is refused, before
 * anything is opened.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { fixture, node, type Outcome } from '../cli/command.ts';
import { skipOrFail } from '../support/hosts.ts';
import { example } from './example.ts';

const EXAMPLES = fileURLToPath(new URL('../../../examples/', import.meta.url));
const NO_SOCKETS = fixture('../../examples/fixtures/no-sockets.mjs');

const SERVER = ['--listen=tcp:many', '--listen=nowhere:1', '--listen=tls:0:certKey=/nowhere'];
const CLIENT = ['--connect=127.0.0.1', '--connect=tcp:127.0.0.1:port', '--connect=tls:127.0.0.1:1:caCerts=/nowhere'];
const IN_A_HOST = ['--host=gtk'];
const REACTOR_BASICS = ['call-later', 'call-when-running', 'custom-event', 'logging', 'run', 'signals'];
const GAME_OVER = ['--seconds=soon', '--seconds=-1', '--seconds=1e9'];

/** What each refuses: an argument, or some. */
const PROGRAMS: Record<string, readonly (string | readonly string[])[]> = {
  ...Object.fromEntries(REACTOR_BASICS.map((name) => [`reactor-basics/${name}.ts`, [...IN_A_HOST, 'word']])),
  'chat/client.ts': [...CLIENT, ...IN_A_HOST, 'word'],
  'chat/server.ts': [...SERVER, ...IN_A_HOST, 'word'],
  'echo/client.ts': [...CLIENT, ...IN_A_HOST],
  'echo/server.ts': [...SERVER, ...IN_A_HOST],
  'finger/finger.ts': ['--timeout=0', 'a@', 'a@b@c', '@host:0', '@host:99999', '@host:x', ['a', 'b'], ...IN_A_HOST],
  'finger/server.ts': [...SERVER, ...IN_A_HOST],
  'gtk-web-client/main.ts': [...GAME_OVER, 'ftp://x/', 'http://', 'http://127.0.0.1:99999/', ['a', 'b']],
  'hashing/main.ts': [[], ['--threads=0', '.'], ['--threads=1.5', '.'], ['--threads=two', '.'], ['--interval=x', '.']],
  'key-value/client.ts': [...CLIENT, ...IN_A_HOST],
  'key-value/server.ts': [...SERVER, ...IN_A_HOST],
  'mail-notifier/main.ts': [[], 'http://sam@localhost', 'imap://localhost', 'imap://sam@localhost:x', ...GAME_OVER],
  'main-job/main.ts': ['--host=gtk', '--seconds=0', '--seconds=soon', 'word'],
  'network-thread/main.ts': ['--host=gtk', '--seconds=soon', '--port=0', '--port=70000'],
  'network-thread/server.ts': ['--pace=0', '--port=http', 'word'],
  'port-forwarder/main.ts': ['tcp:x', ...SERVER, '--interval=0', ['tcp:a:1', 'b'], ...IN_A_HOST],
  'qt-chat/main.ts': CLIENT,
  'reactor-basics/blocking.ts': ['word'],
  'sdl-demo/main.ts': [...CLIENT, '--connections=abc', '--connections=0', '--connections=1.5', '--fps=-1', '--fps='],
  'sdl-demo/server.ts': [...SERVER, '--flood=much'],
  'terminal-game/main.ts': SERVER,
  'tk-chat/main.ts': CLIENT,
  'web-client/main.ts': [
    [],
    ['a', 'b'],
    'ftp://x/',
    ['a', '--timeout=soon'],
    ['a', '--timeout', '-1'],
    ['a', '--ca=/nowhere'],
    ...IN_A_HOST,
  ],
  'wx-demo/main.ts': ['--url=ftp://x/', '--url=http://[', '--goodbye=-1', '--goodbye=long'],
};

/** Runs one that can open neither a socket nor a window. */
async function run(t: TestContext, path: string, args: readonly string[]): Promise<Outcome | undefined> {
  const env = { NODE_OPTIONS: `--import="${NO_SOCKETS}"`, DISPLAY: '', WAYLAND_DISPLAY: '', IMAP_PASSWORD: 'x' };
  const outcome = await node([example(path), ...args], { env });
  const missing = /Failed to load shared library: (.*)/.exec(outcome.stderr)?.[1];
  if (missing === undefined) return outcome;
  skipOrFail(t, missing);
  return undefined;
}

for (const [path, wrong] of Object.entries(PROGRAMS)) {
  test(`${path} tells with --help what may be asked`, async (t) => {
    const outcome = await run(t, path, ['--help']);
    if (!outcome) return;
    const { stdout, stderr, ends } = outcome;
    assert.deepEqual([stderr, ends], ['', 0]);
    assert.match(
      stdout,
      /^[A-Z].*\.\n\n {2}.*(node \w[\w-]*\.js|npm start --) \[options\].*\n\n( {2}\S+ {3,}\S.*\n)* {2}--help +this text\n/,
    );
    for (const [option] of wrong.flat().join(' ').matchAll(/--\w+/g))
      assert.match(stdout, new RegExp(`^  ${option}\\b`, 'm'));
    assert.deepEqual(await run(t, path, ['-h']), outcome);
  });

  test(`${path} refuses a wrong command line with one line and exit code 2`, async (t) => {
    for (const args of [...wrong, '--fast'].map((each) => [each].flat())) {
      const outcome = await run(t, path, args);
      if (!outcome) return;
      const { stdout, stderr, ends } = outcome;
      assert.deepEqual([stdout, ends], ['', 2], `${args}: ${stderr}`);
      assert.match(stderr, /^[^\n]+; see --help\n$/, args.join(' '));
      assert.doesNotMatch(stderr, /a socket was opened|display/, args.join(' '));
    }
  });
}

test('a program that opens a socket is found out', async (t) => {
  const outcome = await run(t, 'echo/server.ts', ['--listen=tcp:0:127.0.0.1']);
  assert.match(outcome!.stderr, /a socket was opened/);
});

test('each example that reads its command line does it so, and is in the list', () => {
  const files = readdirSync(EXAMPLES, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /^(?!support).*\.m?ts$/.test(file),
  );
  const reads = files.filter((file) => {
    const source = readFileSync(EXAMPLES + file, 'utf8');
    assert.doesNotMatch(source, /parseArgs|process\.argv/, file);
    return /\b(readCommandLine|runProgram)\(|from '\.\/options\.ts'/.test(source);
  });
  assert.deepEqual(reads.filter((file) => !file.endsWith('/options.ts')).sort(), Object.keys(PROGRAMS).sort());
});
