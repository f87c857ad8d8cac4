/**
 * An IMAP server with one mailbox: Debian's dovecot, with a configuration of its own, as an ordinary process.
 */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { closedPort } from './closed-port.ts';
import { skipOrFail } from './hosts.ts';

const BINARY = '/usr/sbin/dovecot';
const NOBODY = { uid: 65534, gid: 65534 };
const PATIENCE_MS = 20_000;

export const USER = 'sam';
export const PASSWORD = 'secret';

export interface Dovecot {
  readonly port: number;
  /** Puts a message into the inbox, as a delivery agent does. */
  deliver(from: string, subject: string, text: string): void;
  /** Kills it, as a crash would. */
  die(): Promise<void>;
}

/** Ended after the test; without dovecot the test is skipped. */
export async function startDovecot(t: TestContext): Promise<Dovecot | undefined> {
  if (!existsSync(BINARY)) return void skipOrFail(t, `missing: ${BINARY}`);
  // It refuses to give root mail, and as nobody it needs nothing of the system's own.
  const user = process.getuid?.() === 0 ? NOBODY : { uid: process.getuid!(), gid: process.getgid!() };
  const name = user === NOBODY ? { user: 'nobody', group: 'nogroup' } : { user: userInfo().username, group: groupOf() };
  const folder = mkdtempSync(join(tmpdir(), 'interloop-imap-'));
  const inbox = ['cur', 'new', 'tmp'].map((part) => join(folder, 'mail', part));
  for (const path of inbox) mkdirSync(path, { recursive: true });
  for (const path of [folder, join(folder, 'mail'), ...inbox]) {
    chownSync(path, user.uid, user.gid);
    chmodSync(path, 0o700);
  }
  const port = await closedPort();
  const config = join(folder, 'dovecot.conf');
  writeFileSync(config, configuration(folder, port, name));
  chownSync(config, user.uid, user.gid);

  const server = spawn(BINARY, ['-F', '-c', config], { ...user, cwd: folder, stdio: 'ignore' });
  const ended = once(server, 'exit');
  const end = async (signal: NodeJS.Signals) => {
    server.kill(signal);
    await ended;
  };
  t.after(async () => {
    await end('SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  });
  await accepts(port, () => (existsSync(join(folder, 'log')) ? readFileSync(join(folder, 'log'), 'utf8') : 'no log'));

  let number = 0;
  return {
    port,
    deliver: (from, subject, text) => {
      number++;
      const [finished, begun] = [join(inbox[1]!, `${number}.test`), join(inbox[2]!, `${number}.test`)];
      const head = `From: ${from}\r\nTo: ${USER}@example.org\r\nSubject: ${subject}\r\nDate: ${new Date().toUTCString()}`;
      writeFileSync(begun, `${head}\r\nMessage-ID: <${number}@example.org>\r\n\r\n${text}\r\n`);
      chownSync(begun, user.uid, user.gid);
      renameSync(begun, finished);
    },
    die: () => end('SIGTERM'),
  };
}

function configuration(folder: string, port: number, { user, group }: { user: string; group: string }): string {
  const unchrooted = ['imap-login', 'anvil', 'stats'].map((name) => `service ${name} {\n  chroot =\n}`);
  return `
base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
mail_location = maildir:${folder}/mail
default_internal_user = ${user}
default_internal_group = ${group}
default_login_user = ${user}
passdb {
  driver = static
  args = password=${PASSWORD}
}
userdb {
  driver = static
  args = uid=${user} gid=${group} home=${folder}
}
first_valid_uid = 1
service imap-login {
  chroot =
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
}
${unchrooted.slice(1).join('\n')}
`;
}

function groupOf(): string {
  const line = readFileSync('/etc/group', 'utf8')
    .split('\n')
    .find((text) => text.split(':')[2] === String(process.getgid!()));
  return line!.split(':')[0]!;
}

async function accepts(port: number, log: () => string): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const socket = connect(port, '127.0.0.1');
    const isOpen = await new Promise<boolean>((resolve) => {
      socket.once('data', () => resolve(true)).once('error', () => resolve(false));
    });
    socket.destroy();
    if (isOpen) return;
    assert.ok(performance.now() < deadline, `dovecot does not listen:\n${log()}`);
    await sleep(50);
  }
}
