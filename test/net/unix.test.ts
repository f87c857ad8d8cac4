/**
 * UNIX sockets: their files and their names.
 */
import assert from 'node:assert/strict';
import { existsSync, statSync } from 'node:fs';
import { Factory, UNIXAddress } from 'interloop';
import { socketPath } from './each-transport.ts';
import { onReactor } from './on-reactor.ts';
import { ClientFor, EchoPeer, Peer, serverFor } from './peer.ts';

const codeOf = (error: unknown) => (error as { code?: string }).code;

onReactor('the path is the address of the server, and the client has none', async (reactor) => {
  const path = socketPath();
  const server = new Peer();
  const port = await reactor.listenUNIX(path, serverFor(server)).whenListening();
  assert.deepEqual(port.getHost(), new UNIXAddress(path));
  const client = new Peer();
  const connector = reactor.connectUNIX(path, new ClientFor(client));
  await Promise.all([server.made, client.made]);
  const paths = [server, client].map(({ transport }) => [transport.getHost(), transport.getPeer()].map(String));
  assert.deepEqual(paths, [
    [path, ''],
    ['', path],
  ]);
  assert.equal(connector.destination, path);
});

onReactor('the file of the socket has the mode that was asked for, and goes with the port', async (reactor) => {
  const path = socketPath();
  const port = await reactor.listenUNIX(path, new Factory(), { mode: 0o600 }).whenListening();
  assert.equal(statSync(path).mode & 0o777, 0o600);
  await port.stopListening();
  assert.equal(existsSync(path), false);
});

onReactor('an abstract name has no file (Linux)', async (reactor) => {
  const name = `\0interloop-${process.pid}`;
  const port = await reactor.listenUNIX(name, Factory.forProtocol(EchoPeer)).whenListening();
  assert.equal(String(port.getHost()), `@interloop-${process.pid}`);
  const client = new Peer();
  reactor.connectUNIX(name, new ClientFor(client));
  await client.made;
  client.transport.write('x');
  await client.text('x');
});

onReactor('a path that is taken, or in no directory cannot be listened on', async (reactor) => {
  const path = socketPath();
  await reactor.listenUNIX(path, new Factory()).whenListening();
  for (const wrong of [path, '/no/such/directory/socket']) {
    const port = reactor.listenUNIX(wrong, new Factory());
    await assert.rejects(port.whenListening().toPromise(), { code: 'ERR_INTERLOOP_CANNOT_LISTEN' });
  }
});

onReactor('a path that fits into no address is refused, instead of cut off', async (reactor) => {
  const code = 'ERR_INTERLOOP_INVALID_ARGUMENT';
  for (const path of ['', `/tmp/${'x'.repeat(200)}`]) {
    assert.throws(() => reactor.listenUNIX(path, new Factory()), { code });
    assert.throws(() => reactor.connectUNIX(path, new ClientFor(null)), { code });
  }
});

onReactor('a socket that is not there cannot be connected to', async (reactor) => {
  const factory = new ClientFor(new Peer());
  reactor.connectUNIX(socketPath(), factory);
  const reason = await factory.failed;
  assert.equal(codeOf(reason), 'ERR_INTERLOOP_CONNECT_FAILED');
  assert.equal(codeOf(reason.cause), 'ENOENT');
});
