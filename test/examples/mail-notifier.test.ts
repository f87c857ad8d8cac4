import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { type Dovecot, PASSWORD, startDovecot, USER } from '../support/dovecot.ts';
import { displayFor } from '../support/xvfb.ts';
import { Program } from './program.ts';
import { endsWell, type Opened, quits } from './quits.ts';

const PROGRAM = 'mail-notifier/main.ts';
const ADA = 'Ada Lovelace <ada@example.org>';
const GRACE = 'Grace Hopper <grace@example.org>';
const HELD_AFTER = 300_000;

/** Stands between the program and the server: what comes from there is held after so many bytes. */
interface Line {
  readonly port: number;
  cut(): void;
}

async function lineTo(t: TestContext, port: number): Promise<Line> {
  const sockets = new Set<Socket>();
  const line = createServer((client) => {
    const server = connect(port, '127.0.0.1');
    let passed = 0;
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.on('error', () => {});
    }
    client.pipe(server);
    server.on('data', (data) => {
      passed += data.length;
      client.write(data);
      if (passed > HELD_AFTER) server.pause();
    });
    client.on('close', () => server.destroy());
    server.on('close', () => client.destroy());
  });
  line.listen(0, '127.0.0.1');
  await once(line, 'listening');
  const cut = () => {
    for (const socket of sockets) socket.destroy();
    line.close();
  };
  t.after(cut);
  return { port: (line.address() as AddressInfo).port, cut };
}

interface Scene extends Opened {
  readonly dovecot: Dovecot;
  readonly line: Line;
}

function start(t: TestContext, port: number, password = PASSWORD, ...args: string[]): Program {
  const env = { IMAP_PASSWORD: password };
  return Program.example(t, PROGRAM, [...args, `imap://${USER}@127.0.0.1:${port}`], { env });
}

function scene(sentence: string, play: (scene: Scene) => Promise<unknown>, password?: string): void {
  test(sentence, { timeout: 120_000 }, async (t) => {
    const [display, dovecot] = [await displayFor(t), await startDovecot(t)];
    if (!display || !dovecot) return;
    dovecot.deliver(ADA, 'The engine runs', 'Dear Sam, it computes the Bernoulli numbers now. Do come and look at it.');
    const line = await lineTo(t, dovecot.port);
    const program = start(t, line.port, password);
    await play({ display, dovecot, line, program, window: await display.window('Mail') });
  });
}

scene('the mails are there, and a new one appears when it comes', async ({ display, dovecot, program, window }) => {
  await display.window('Mail (1)');
  await display.reads('Bernoulli numbers', window);
  await display.reads('1 mail', window);
  dovecot.deliver(GRACE, 'A moth in the relay', 'First actual case of a bug being found.');
  await display.reads('A moth in the relay', window);
  await display.window('Mail (2)');
  const picture = await display.reads('2 mails', window);
  picture.keep('mail-notifier');
  assert.match(await picture.text(), /Grace Hopper[\s\S]*Ada Lovelace/);
  assert.ok(picture.colours().size > 50);
  await display.key('Escape');
  await endsWell(program);
});

scene(
  'a wrong password is told',
  async ({ display, program, window }) => {
    await display.reads('failed', window);
    await display.key('ctrl+q');
    await endsWell(program);
  },
  'wrong',
);

scene('a server that has died is told, and it can be quit', async ({ display, dovecot, line, program, window }) => {
  await display.window('Mail (1)');
  await dovecot.die();
  await display.reads('trying again', window);
  line.cut();
  await display.key('ctrl+q');
  await endsWell(program);
});

const ways: Record<string, (scene: Scene) => unknown> = {
  ...quits,
  'the death of the server and Ctrl-Q': async ({ dovecot, display }) => {
    await dovecot.die();
    await display.key('ctrl+q');
  },
};

for (const [way, quit] of Object.entries(ways)) {
  scene(`${way} ends it with exit code 0 in the middle of a transfer`, async (all) => {
    const { display, dovecot, program, window } = all;
    await display.window('Mail (1)');
    dovecot.deliver(GRACE, 'The whole log book', 'Nothing to report.\r\n'.repeat(200_000));
    await display.reads('log book', window);
    await display.reads('of 3.8 MiB', window);
    await quit(all);
    await endsWell(program);
    await display.noWindow('Mail');
  });
}

test('fifty quick starts and stops', { timeout: 240_000 }, async (t) => {
  const [display, dovecot] = [await displayFor(t), await startDovecot(t)];
  if (!display || !dovecot) return;
  const some = async () => {
    for (let i = 0; i < 25; i++) await endsWell(start(t, dovecot.port, PASSWORD, '--seconds=0.05'));
  };
  await Promise.all([some(), some()]);
});
