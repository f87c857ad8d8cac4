import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clientFromString, quoteForEndpoint, registerEndpoint, serverFromString, TCPClientEndpoint } from 'interloop';

const client = (text: string): string => String(clientFromString(text));
const server = (text: string): string => String(serverFromString(text));
const refused = (make: () => unknown, message: RegExp): void =>
  assert.throws(make, { code: 'ERR_INTERLOOP_ENDPOINT_SYNTAX', message });

test('a client is given by values in order or by names', () => {
  assert.equal(client('tcp:localhost:80'), 'localhost:80');
  assert.equal(client('tcp:host=localhost:port=80:timeout=5000'), 'localhost:80');
  assert.equal(client('tcp:localhost:port=80:bindAddress=127.0.0.1'), 'localhost:80');
  assert.equal(client('tls:example.org:443'), 'example.org:443 over TLS');
  assert.equal(client('unix:/run/x.sock'), '/run/x.sock');
});

test('a server is given by values in order or by names', () => {
  assert.equal(server('tcp:80'), '*:80');
  assert.equal(server('tcp:80:127.0.0.1'), '127.0.0.1:80');
  assert.equal(server('tcp:port=80:interface=127.0.0.1:backlog=5'), '127.0.0.1:80');
  assert.equal(server('unix:/run/x.sock:mode=660'), '/run/x.sock');
  assert.equal(server('systemd:web'), "systemd's web");
  assert.equal(server('systemd:index=1'), "systemd's 1");
});

test('a backslash takes the meaning away from a colon, an equals sign and a backslash', () => {
  assert.equal(client('tcp:host=\\:\\:1:port=80'), '::1:80');
  assert.equal(client('unix:C\\:\\\\x\\=y'), 'C:\\x=y');
  const path = '/a:b=c\\d';
  assert.equal(client(`unix:${quoteForEndpoint(path)}`), path);
});

test('an equals sign after the first belongs to the value', () => {
  assert.equal(client('unix:path=/run/a=b'), '/run/a=b');
});

test('an abstract name begins with an at sign', () => {
  assert.equal(client('unix:@hidden'), '@hidden');
});

test('what is missing, wrong, twice or too much is an error that says so', () => {
  refused(() => clientFromString('tcp:localhost'), /port is missing/);
  refused(() => clientFromString('tcp'), /host is missing/);
  refused(() => clientFromString(''), /begins with a kind/);
  refused(() => clientFromString(7 as never), /not a string/);
  refused(() => clientFromString('tcp:localhost:http'), /port is a number, not "http"/);
  refused(() => clientFromString('tcp:localhost:80:colour=red'), /tcp knows no colour/);
  refused(() => clientFromString('tcp:localhost:80:90'), /"90" is one value too many/);
  refused(() => clientFromString('tcp:host=a:host=b:port=1'), /host is given twice/);
  refused(() => clientFromString('tcp:localhost:65536'), /0 to 65535/);
  refused(() => clientFromString('tcp:localhost:80\\'), /nothing after the last/);
  refused(() => serverFromString('unix:/x:mode=rw'), /mode is a number, not "rw"/);
  refused(() => clientFromString('systemd:web'), /no client of the kind systemd, only tcp, unix, tls, ssl/);
});

test('a kind can be added, once', () => {
  registerEndpoint('gopher', { client: (text) => new TCPClientEndpoint(text.required('host'), 70) });
  assert.equal(client('gopher:localhost'), 'localhost:70');
  refused(() => serverFromString('gopher:localhost'), /no server of the kind gopher/);
  assert.throws(() => registerEndpoint('gopher', {}), { code: 'ERR_INTERLOOP_INVALID_ARGUMENT' });
  assert.throws(() => registerEndpoint('a:b', {}), { code: 'ERR_INTERLOOP_INVALID_ARGUMENT' });
});
