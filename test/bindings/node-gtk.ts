/**
 * What the tests of node-gtk's programs have in common: whether it is built, whom the programs ask, and a witness that tells
 * from inside of a program what Node can do there.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { WebSocketServer } from 'ws';
import type { Program } from '../examples/program.ts';
import { skipOrFail } from '../support/hosts.ts';
import { type Display, displayFor } from '../support/xvfb.ts';

const { modules } = process.versions;

export const ROOT: string = fileURLToPath(new URL('../../..', import.meta.url));
export const NODE_GTK: string = join(ROOT, 'compat/node-gtk/node_modules/node-gtk');
export const ANSWER = 'fetched and echoed';

/** A program of `test/bindings/fixtures`. */
export function fixture(name: string): string {
  return join(ROOT, 'test/bindings/fixtures', name);
}

/** Lines of a program, each of which is there once, and what is written instead. */
export type Changes = Readonly<Record<string, string>>;

export function changed(source: string, changes: Changes): string {
  const lines = source.split('\n');
  for (const [from, to] of Object.entries(changes)) {
    const places = lines.flatMap((line, i) => (line.trim() === from ? [i] : []));
    assert.equal(places.length, 1, `"${from}" is there ${places.length} times`);
    lines[places[0]!] = to;
  }
  return lines.join('\n');
}

/** A folder in which the packages that a program of node-gtk wants are installed, gone after the test. */
export function folderFor(t: TestContext, packages: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'interloop-node-gtk-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, target] of Object.entries({ 'node-gtk': NODE_GTK, interloop: ROOT, ...packages })) {
    const link = join(folder, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(target, link);
  }
  return folder;
}

export interface Stage {
  readonly display: Display;
  /** Of a server that answers requests and echoes what WebSockets send. */
  readonly url: string;
}

/** A display and a server for one test, which is skipped without node-gtk or a display. */
export async function stage(t: TestContext): Promise<Stage | undefined> {
  const binding = `${NODE_GTK}/lib/binding/node-v${modules}-${process.platform}-${process.arch}/node_gtk.node`;
  if (!existsSync(binding)) {
    skipOrFail(t, 'node-gtk is not built for this Node: node compat/node-gtk/build.js');
    return undefined;
  }
  const display = await displayFor(t);
  return display && { display, url: await serve(t) };
}

async function serve(t: TestContext): Promise<string> {
  const server = createServer((_, response) => response.end(ANSWER));
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket) => socket.on('message', (message) => socket.send(message)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    sockets.close();
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** What `fixtures/witness.cjs` tells, which was loaded into the program. */
export interface Testimony {
  /** Where the program lives. */
  readonly host?: string;
  /** The version that the process has loaded. */
  readonly gtk: number;
  /** What came of a promise, a request, a WebSocket and a timer. */
  readonly answer: string;
  /** Whether Node's timers and ticks are its own. */
  readonly isUntouched: boolean;
}

export async function testimony(program: Program): Promise<Testimony> {
  const [, port] = await program.says(/^witness at (\d+)$/m);
  const response = await fetch(`http://127.0.0.1:${port}/`);
  return (await response.json()) as Testimony;
}
