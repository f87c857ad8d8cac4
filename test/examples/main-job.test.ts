import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { fixture, node } from '../cli/command.ts';
import { inEachHost } from '../cli/in-each-host.ts';
import { example, runExample } from './example.ts';

const PROGRAM = 'main-job/main.ts';
const TITLES: Record<string, string> = { frame: 'a frame loop', glib: "GLib's main loop" };

inEachHost('the main job ends by itself, with every answer and checksum right', async (host) => {
  const { stdout, stderr, ends } = await runExample(PROGRAM, `--host=${host}`, '--seconds=2');
  assert.equal(ends, 0, stderr);
  assert.ok(stdout.includes(`Node.js ${process.versions.node} inside ${TITLES[host]}`), stdout);
  assert.match(stdout, /^ +\d\.\d s {2}Node [\d,]+ requests, .* frames$/m);
  assert.match(stdout, /^ {2}requests +[1-9][\d,]*, .*, all right$/m);
  assert.match(stdout, /^ {2}checksums +[\d,]+ files compared, all right$/m);
  assert.match(stdout, /^ {2}Node timer +[1-9]\d* beats of 10 ms +late by /m);
  assert.match(stdout, /^ {2}\w+ frames +[1-9]\d* beats of 16.* ms +late by /m);
});

inEachHost('Ctrl-C ends the main job with its table, and as a shell expects', async (host) => {
  const child = spawn(process.execPath, [example(PROGRAM), `--host=${host}`, '--seconds=60']);
  const ended = once(child, 'exit');
  const output = text(child.stdout);
  let isInterrupted = false; // A second time would end it at once.
  child.stdout.on('data', (chunk) => {
    if (!isInterrupted && String(chunk).includes('requests,')) isInterrupted = child.kill('SIGINT');
  });
  assert.deepEqual(await ended, [null, 'SIGINT']);
  assert.match(await output, /^ {2}requests .*all right$/m);
});

test('the main job takes the frame loop where GLib cannot be had, and says why', async () => {
  const env = { NODE_OPTIONS: `--require="${fixture('without.cjs')}"`, WITHOUT: 'koffi' };
  const { stdout, ends } = await node([example(PROGRAM), '--seconds=1'], { env });
  assert.equal(ends, 0);
  assert.match(stdout, /inside a frame loop.*\n {2}not inside GLib: Cannot load koffi: install/);
});
