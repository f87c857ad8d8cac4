import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { onEachLoop, serve } from './net-example.ts';
import { Program } from './program.ts';

function join(t: TestContext, endpoint: string, nick: string, ...args: string[]): Program {
  return Program.example(t, 'chat/client.ts', [`--connect=${endpoint}`, `--nick=${nick}`, ...args]);
}

/** A connection without a program of ours. */
function dial(t: TestContext, endpoint: string): Socket {
  const [, host, port] = endpoint.split(':');
  const socket = connect(Number(port), host).setEncoding('utf8');
  socket.on('error', () => {});
  t.after(() => socket.destroy());
  return socket;
}

/** What a socket has received until this is in it. */
async function until(socket: Socket, text: string): Promise<string> {
  let all = '';
  while (!all.includes(text)) all += (await once(socket, 'data'))[0];
  return all;
}

onEachLoop('all read what each one says, who comes and who goes', async (t, ...args) => {
  const { endpoint } = await serve(t, 'chat/server.ts', ...args);
  const ada = join(t, endpoint, 'ada', ...args);
  await ada.says(/^\* here: ada$/m);
  const grace = join(t, endpoint, 'grace', ...args);
  await grace.says(/^\* here: ada, grace$/m);
  await ada.says(/^\* grace has joined$/m);
  ada.type('good morning\n');
  await grace.says(/^<ada> good morning$/m);
  await ada.says(/^<ada> good morning$/m);
  grace.type('/nick hopper\n');
  await ada.says(/^\* grace is hopper now$/m);
  grace.process.stdin!.end('bye\n');
  await ada.says(/^<hopper> bye\n\* hopper has left$/m);
  const { stderr, ends } = await grace.ends();
  assert.deepEqual([stderr, ends], ['', 0]);
  ada.type('/quit\n');
  assert.equal((await ada.ends()).ends, 0);
});

test('a nickname belongs to one, and is free again when that one has left', async (t) => {
  const { endpoint } = await serve(t, 'chat/server.ts');
  const ada = join(t, endpoint, 'ada');
  await ada.says(/here: ada/);
  const second = join(t, endpoint, 'ada');
  await second.says(/^\* ada is taken$/m);
  second.type('hello\n');
  await second.says(/^\* here: ada, hello$/m);
  ada.process.kill('SIGKILL');
  await second.says(/^\* ada has left$/m);
  second.type('/nick ada\n/who\n');
  await second.says(/^\* hello is ada now\n\* here: ada$/m);
});

test('names are short words', async (t) => {
  const { endpoint } = await serve(t, 'chat/server.ts');
  for (const nick of ['', 'two words', 'x'.repeat(21), '/who', 'a:b']) {
    const client = join(t, endpoint, nick);
    await client.says(/^\* a nickname has 1 to 20 letters, digits, _ and -$/m);
    client.process.kill();
  }
});

test('it speaks to any client, whatever ends its lines, and passes no control characters on', async (t) => {
  const { endpoint } = await serve(t, 'chat/server.ts');
  const ada = join(t, endpoint, 'ada');
  await ada.says(/here: ada/);
  const plain = dial(t, endpoint);
  plain.write('bob\r\n\x1b[31mred\x07\r\n/dance\r\n');
  assert.match(await until(plain, '* /nick'), /^Welcome.*\n\* here: ada, bob\n<bob> \[31mred\n\* \/nick NAME/);
  await ada.says(/^<bob> \[31mred$/m);
  plain.write(`${'x'.repeat(1001)}\r\n`);
  await until(plain, 'a line has at most 1000 bytes');
  plain.write('/quit\r\n');
  await until(plain, '* goodbye\n');
  await once(plain, 'close');
});

test('who does not read misses lines, of which there is word, and the others do not notice', async (t) => {
  const { endpoint } = await serve(t, 'chat/server.ts');
  const [ada, deaf] = [dial(t, endpoint), dial(t, endpoint)];
  deaf.write('deaf\n');
  await until(deaf, 'here: deaf');
  deaf.pause();
  ada.write('ada\n');
  await until(ada, 'here: ada, deaf');
  const line = `${'x'.repeat(900)}\n`;
  for (let sent = 0; sent < 20_000; sent += 1000) {
    ada.write(`${line.repeat(1000)}last ${sent}\n`);
    assert.doesNotMatch(await until(ada, `<ada> last ${sent}\n`), /missed/);
  }
  deaf.resume();
  await until(deaf, '* you have missed ');
  ada.write('still here?\n');
  await until(deaf, '<ada> still here?');
});
