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

const REACTOR_BASICS = ['call-later', 'call-when-running', 'custom-event', 'logging', 'run', 'signals'];

/** What each program refuses, besides an option that nobody has: an argument, or some. */
type Programs = Readonly<Record<string, readonly (string | readonly string[])[]>>;

/** They are many, and each argument is a process: a file of tests for each of these. */
const PROGRAMS = {
  desktop: {
    'gtk-web-client/main.ts': ['--seconds=soon', 'ftp://x/', ['a', 'b']],
    'mail-notifier/main.ts': [[], 'http://sam@localhost', 'imap://localhost', '--seconds=-1'],
    'qt-chat/main.ts': ['--connect=tcp:many'],
    'sdl-demo/main.ts': ['--connect=tcp:x', '--connections=abc', '--connections=1.5', '--fps=-1', '--fps='],
    'sdl-demo/server.ts': ['--listen=tcp:many', '--flood=much'],
    'terminal-game/main.ts': ['--listen=tcp:many'],
    'tk-chat/main.ts': ['--connect=tcp:many'],
    'wx-demo/main.ts': ['--url=http://[', '--goodbye=long'],
  },
  others: {
    ...Object.fromEntries(REACTOR_BASICS.map((name) => [`reactor-basics/${name}.ts`, ['--host=gtk']])),
    'chat/client.ts': ['--connect=tcp:many', 'word'],
    'chat/server.ts': ['--listen=nowhere:1', 'word'],
    'echo/client.ts': ['--connect=127.0.0.1', '--connect=tcp:127.0.0.1:port', '--connect=tls:a:1:caCerts=/nowhere'],
    'echo/server.ts': ['--listen=tcp:many', '--listen=tls:0:certKey=/nowhere', '--listen'],
    'finger/finger.ts': ['--timeout=0', 'a@', 'a@b@c', '@host:0', '@host:99999', '@host:x', ['a', 'b']],
    'finger/server.ts': ['--listen=tcp:many'],
    'hashing/main.ts': [[], ['--threads=0', '.'], ['--threads=1.5', '.'], ['--interval=x', '.'], ['--host=gtk', '.']],
    'key-value/client.ts': ['--connect=nowhere:1'],
    'key-value/server.ts': ['--listen=nowhere:1'],
    'main-job/main.ts': ['--host=gtk', '--seconds=0', 'word'],
    'network-thread/main.ts': ['--host=gtk', '--seconds=soon', '--port=0'],
    'network-thread/server.ts': ['--pace=0', '--port=70000'],
    'port-forwarder/main.ts': ['tcp:x', '--listen=tcp:many', '--interval=0', ['tcp:a:1', 'b']],
    'reactor-basics/blocking.ts': ['word'],
    'web-client/main.ts': [[], 'ftp://x/', 'http://x:99999/', ['a', '--timeout', '-1'], ['a', '--ca=/nowhere']],
  },
} satisfies Record<string, Programs>;

/** Runs one that can open neither a socket nor a window. */
async function run(t: TestContext, path: string, args: readonly string[]): Promise<Outcome | undefined> {
  const env = { NODE_OPTIONS: `--import="${NO_SOCKETS}"`, DISPLAY: '', WAYLAND_DISPLAY: '', IMAP_PASSWORD: 'x' };
  const outcome = await node([example(path), ...args], { env });
  const missing = /Failed to load shared library: (.*)/.exec(outcome.stderr)?.[1];
  if (missing === undefined) return outcome;
  skipOrFail(t, missing);
  return undefined;
}

export function commandLines(which: keyof typeof PROGRAMS): void {
  for (const [path, wrong] of Object.entries<Programs[string]>(PROGRAMS[which])) {
    test(`${path} tells with --help what may be asked`, async (t) => {
      const outcome = await run(t, path, ['--help']);
      if (!outcome) return;
      const { stdout, stderr, ends } = outcome;
      assert.deepEqual([stderr, ends], ['', 0]);
      const [what, how, options] = stdout.split('\n\n');
      assert.match(what!, /^[A-Z].*\.$/);
      assert.match(how!, /^ {2}.*(node \w[\w-]*\.js|npm start --) \[options\]/);
      assert.match(options!, /^( {2}\S+ {3,}\S.*\n)* {2}--help +this text\n?$/);
      const named = new Set(wrong.flat().join(' ').match(/--\w+/g));
      for (const option of named)
        assert.ok(options!.includes(`\n  ${option}`) || options!.startsWith(`  ${option}`), option);
    });

    test(`${path} refuses a wrong command line with one line and exit code 2`, async (t) => {
      const refuses = async (args: readonly string[]) => {
        const outcome = await run(t, path, args);
        if (!outcome) return;
        const { stdout, stderr, ends } = outcome;
        assert.deepEqual([stdout, ends], ['', 2], `${args}: ${stderr}`);
        assert.match(stderr, /^[^\n]+; see --help\n$/, args.join(' '));
        assert.doesNotMatch(stderr, /a socket was opened|display/, args.join(' '));
      };
      await Promise.all([...wrong, '--fast'].map((each) => refuses([each].flat())));
    });
  }
}

export function commandLinesOfAll(): void {
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
    assert.deepEqual(
      reads.filter((file) => !file.endsWith('/options.ts')).sort(),
      Object.values(PROGRAMS)
        .flatMap((programs) => Object.keys(programs))
        .sort(),
    );
  });
}
