import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { WebSocket } from 'ws';
import { HOST_NAMES, hostUnderTest, skipOrFail } from '../support/hosts.ts';

for (const name of HOST_NAMES) {
  test(`${name}: the inspector answers while Node is hosted and idle`, { timeout: 30_000 }, async (t) => {
    const found = hostUnderTest(name);
    if ('skip' in found) return skipOrFail(t, found.skip);
    const program = fileURLToPath(new URL('./programs/idle.js', import.meta.url));
    const child = spawn(process.execPath, ['--inspect=127.0.0.1:0', program, name]);
    t.after(() => child.kill('SIGKILL'));
    let told = '';
    const url = await new Promise<string>((resolve) => {
      child.stderr.on('data', (chunk) => {
        told += chunk;
        const match = /ws:\/\/\S+/.exec(told);
        if (match && told.includes('hosted')) resolve(match[0]);
      });
    });
    const socket = new WebSocket(url);
    await new Promise((resolve) => socket.once('open', resolve));
    const expression = 'process.pid';
    socket.send(JSON.stringify({ id: 1, method: 'Runtime.evaluate', params: { expression } }));
    const answer = await new Promise<string>((resolve) => socket.once('message', (data) => resolve(String(data))));
    assert.equal(JSON.parse(answer).result.result.value, child.pid);
    socket.terminate();
  });
}
