/**
 * Programs of node-gtk inside `gtk`, with node-gtk's own loop integration left off. `compat/node-gtk/build.js` builds it.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { WebSocketServer } from 'ws';
import { Program } from '../examples/program.ts';
import { skipOrFail } from '../support/hosts.ts';
import { displayFor } from '../support/xvfb.ts';

const root = new URL('../../../', import.meta.url);
const { modules } = process.versions;
const binding = `node-v${modules}-${process.platform}-${process.arch}/node_gtk.node`;
const isBuilt = existsSync(new URL(`compat/node-gtk/node_modules/node-gtk/lib/binding/${binding}`, root));

async function serve(t: TestContext): Promise<string> {
  const server = createServer((_, response) => response.end('fetched and echoed'));
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

const programs = {
  'an application in CommonJS': 'application.cjs',
  'an application as an ES module': 'application.mjs',
  'a plain main loop of GTK 3': 'main-loop.cjs',
};

for (const [what, file] of Object.entries(programs)) {
  test(`${what} has promises, fetch and WebSockets, and ends with its window`, { timeout: 60_000 }, async (t) => {
    if (!isBuilt) return skipOrFail(t, 'node-gtk is not built for this Node: node compat/node-gtk/build.js');
    const display = await displayFor(t);
    if (!display) return;
    const url = await serve(t);
    const path = fileURLToPath(new URL(`test/bindings/fixtures/${file}`, root));
    const program = new Program(t, process.execPath, [path, url]);
    const window = await display.window('node-gtk');
    await display.reads('ask node', window);
    await display.click(window.width / 2, window.height / 2, { window });
    await display.reads('fetched and echoed', window);
    await display.close(window);
    const { stdout, ends } = await program.ends();
    assert.deepEqual([stdout.trim(), ends], ['status 0, untouched', 0]);
  });
}
