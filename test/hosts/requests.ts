/** Node serves: so many requests over the loopback interface are answered, one after the other. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export async function requests(count: number): Promise<void> {
  const server = createServer((_, response) => response.end('served'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  for (let i = 0; i < count; i++) {
    const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    assert.equal(await response.text(), 'served');
    await sleep(1);
  }
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
