/**
 * What all network programs of `examples/` have in common.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runExample } from './example.ts';
import { onEachLoop, serve } from './net-example.ts';
import { Program } from './program.ts';

const SERVERS = ['echo/server.ts', 'chat/server.ts', 'key-value/server.ts', 'finger/server.ts'];
/** With what they need besides where to connect to. */
const CLIENTS: Record<string, string[]> = { 'echo/client.ts': [], 'chat/client.ts': ['--nick=ada'] };

for (const path of SERVERS) {
  onEachLoop(`${path} ends by Ctrl-C`, async (t, ...args) => {
    const { program } = await serve(t, path, ...args);
    program.process.kill('SIGINT');
    const { stderr, ends } = await program.ends();
    assert.deepEqual([stderr, ends], ['', 'SIGINT']);
  });

  test(`${path} says that its port is taken, and its exit code is 1`, async (t) => {
    const { endpoint } = await serve(t, path);
    const { stderr, ends } = await runExample(path, `--listen=${endpoint.replace(/(.*):(.*):(.*)/, '$1:$3:$2')}`);
    assert.match(stderr, /^Cannot listen on 127\.0\.0\.1:\d+: .*address already in use.*\n$/);
    assert.equal(ends, 1);
  });
}

for (const [path, args] of Object.entries(CLIENTS)) {
  onEachLoop(`${path} says that nobody is there, and its exit code is 1`, async (t, ...loop) => {
    const { program, endpoint } = await serve(t, 'echo/server.ts');
    program.process.kill();
    await program.ends();
    const { stdout, stderr, ends } = await runExample(path, `--connect=${endpoint}`, ...args, ...loop);
    assert.deepEqual([stdout, ends], ['', 1]);
    assert.match(stderr, /^Cannot connect to 127\.0\.0\.1:\d+: nobody listens there\n$/);
  });

  onEachLoop(`${path} ends by Ctrl-C`, async (t, ...loop) => {
    const { program: server, endpoint } = await serve(t, path.replace('client', 'server'));
    const program = Program.example(t, path, [`--connect=${endpoint}`, ...args, ...loop]);
    program.type('hello\n');
    await program.says(/hello/);
    program.process.kill('SIGINT');
    const { stderr, ends } = await program.ends();
    assert.deepEqual([stderr, ends], ['', 'SIGINT']);
    server.process.kill();
  });
}
