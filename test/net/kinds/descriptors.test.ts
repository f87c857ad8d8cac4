import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { constants, openSync, writeFileSync, writeSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { setImmediate, setTimeout } from 'node:timers/promises';
import {
  CannotWatch,
  ConnectionDone,
  ConnectionLost,
  Deferred,
  DescriptorGone,
  logContext,
  Reactor,
  type ReadDescriptor,
} from 'interloop';
import { hosted } from 'interloop/host';
import { atRest } from '../../support/rest.ts';
import * as libc from './descriptors-libc.ts';
import { folder, leavesNothing, loggedErrors, onEachLoop, PATIENCE_MS, whileRunning } from './each-loop.ts';

/** Collects what is read, and why it ended. */
class Collector implements ReadDescriptor {
  fd: number;
  got = '';
  calls = 0;
  readonly lost = new Deferred<Error>();
  #wanted = '';
  #found = new Deferred<string>();

  constructor(fd: number) {
    this.fd = fd;
  }
  fileno(): number {
    return this.fd;
  }
  doRead(): unknown {
    this.calls++;
    this.got += libc.readAll(this.fd);
    this.#look();
    return undefined;
  }
  connectionLost(reason: Error): void {
    this.lost.callback(reason);
  }
  /** All that came, as soon as this is part of it. */
  until(wanted: string): Deferred<string> {
    this.#wanted = wanted;
    this.#found = new Deferred<string>();
    this.#look();
    return this.#found;
  }
  #look(): void {
    if (this.got.includes(this.#wanted) && !this.#found.called) this.#found.callback(this.got);
  }
}

test('the last one that is removed leaves no descriptor and no handle', { timeout: PATIENCE_MS }, async () => {
  const [read, write] = libc.pipe();
  const collector = new Collector(read);
  const reactor = new Reactor();
  await leavesNothing(() => {
    reactor.addReader(collector);
    reactor.removeReader(collector);
  });
  libc.close(read, write);
});

onEachLoop('a pipe is read as it is written, and its end is a ConnectionDone', async (reactor) => {
  const [read, write] = libc.pipe();
  const collector = new Collector(read);
  reactor.addReader(collector);
  for (const part of ['one ', 'two ', 'three']) {
    writeSync(write, part);
    await collector.until(part);
  }
  assert.equal(collector.got, 'one two three');
  assert.equal(collector.calls, 3);
  libc.close(write);
  assert.ok((await collector.lost) instanceof ConnectionDone);
  assert.deepEqual(reactor.getReaders(), []);
  libc.close(read);
});

onEachLoop('what is left in a pipe whose other end is closed is read before it ends', async (reactor) => {
  const [read, write] = libc.pipe();
  writeSync(write, 'left');
  libc.close(write);
  const collector = new Collector(read);
  reactor.addReader(collector);
  assert.ok((await collector.lost) instanceof ConnectionDone);
  assert.equal(collector.got, 'left');
  libc.close(read);
});

onEachLoop('a writer is called while there is room, and again when there is some', async (reactor) => {
  const [read, write] = libc.pipe();
  const chunk = Buffer.alloc(4096);
  let written = 0;
  const full = new Deferred();
  const writer = {
    fileno: () => write,
    doWrite() {
      try {
        for (;;) written += writeSync(write, chunk);
      } catch {
        full.called || full.callback();
      }
    },
    connectionLost: assert.fail,
  };
  reactor.addWriter(writer);
  await full;
  const before = written;
  await setImmediate();
  assert.equal(written, before);
  assert.equal(libc.readAll(read).length, before);
  while (written === before) await setImmediate();
  reactor.removeWriter(writer);
  libc.close(read, write);
});

onEachLoop('a writer that nobody reads from is a ConnectionLost', async (reactor) => {
  const [read, write] = libc.pipe();
  while (true) {
    try {
      writeSync(write, Buffer.alloc(65_536));
    } catch {
      break;
    }
  }
  const lost = new Deferred<Error>();
  reactor.addWriter({ fileno: () => write, doWrite: assert.fail, connectionLost: (reason) => lost.callback(reason) });
  libc.close(read);
  const reason = await lost;
  assert.ok(reason instanceof ConnectionLost);
  libc.close(write);
});

onEachLoop('an event of the kernel, whose descriptor is in an epoll of somebody else, is told', async (reactor) => {
  const event = libc.eventfd();
  const set = libc.epollOf(event);
  const collector = new Collector(set);
  const told = new Deferred();
  collector.doRead = () => {
    reactor.removeReader(collector);
    told.callback();
  };
  reactor.addReader(collector);
  writeSync(event, new BigUint64Array([1n]));
  await told;
  libc.close(event, set);
});

onEachLoop('a serial device answers', async (reactor) => {
  const { master, path } = libc.terminal();
  const device = openSync(path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
  spawnSync('stty', ['-F', path, 'raw', '-echo']);
  const instrument = spawn('sh', ['-c', 'while read -r line; do echo "$line: ok"; done'], {
    stdio: [master, master, 'inherit'],
  });
  const collector = new Collector(device);
  reactor.addReader(collector);
  writeSync(device, '*IDN?\n');
  assert.equal(await collector.until('ok\n'), '*IDN?: ok\n');
  writeSync(device, 'VOLT?\n');
  await collector.until('VOLT?: ok\n');
  reactor.removeReader(collector);
  instrument.kill();
  libc.close(master, device);
});

onEachLoop('a named pipe is read that a program writes to', async (reactor) => {
  const path = join(folder(), 'fifo');
  spawnSync('mkfifo', [path]);
  const fifo = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const collector = new Collector(fifo);
  reactor.addReader(collector);
  spawn('sh', ['-c', `echo hello >'${path}'`]);
  assert.ok((await collector.lost) instanceof ConnectionDone);
  assert.equal(collector.got, 'hello\n');
  libc.close(fifo);
});

onEachLoop('inotify tells of a new file', async (reactor) => {
  const path = folder();
  const collector = new Collector(libc.inotify(path));
  reactor.addReader(collector);
  writeFileSync(join(path, 'new-file'), '');
  await collector.until('new-file');
  reactor.removeReader(collector);
  libc.close(collector.fd);
});

onEachLoop('one object may read and write; it is read first', async (reactor) => {
  const [here, there] = libc.socketpair();
  const calls: string[] = [];
  const done = new Deferred();
  const both = {
    fileno: () => here,
    doRead: () => calls.push(`read ${libc.readAll(here)}`),
    doWrite: () => {
      calls.push('write');
      reactor.removeWriter(both);
      done.callback();
    },
    connectionLost: assert.fail,
  };
  writeSync(there, 'x');
  reactor.addWriter(both);
  reactor.addReader(both);
  await done;
  assert.deepEqual(calls, ['read x', 'write']);
  assert.deepEqual([reactor.getReaders(), reactor.getWriters()], [[both], []]);
  assert.deepEqual(reactor.removeAll(), [both]);
  libc.close(here, there);
});

onEachLoop('while nothing comes, nothing is called and no turn is taken', async (reactor) => {
  const [read, write] = libc.pipe();
  const collector = new Collector(read);
  reactor.addReader(collector);
  writeSync(write, 'x');
  await collector.until('x');
  const turns = () => hosted()?.statistics().turns ?? 0;
  const made = await atRest(10, async () => {
    const before = turns();
    await setTimeout(200);
    return turns() - before;
  });
  assert.equal(collector.calls, 1);
  assert.ok(made <= 10, `${made} turns`);
  reactor.removeReader(collector);
  libc.close(read, write);
});

/** A server and a connection to it, which get the next descriptors. */
async function echoOnce(): Promise<string> {
  const server: Server = createServer((socket) => socket.pipe(socket)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = connect((server.address() as { port: number }).port, '127.0.0.1').end('echo');
  const answer = await text(client);
  server.close();
  return answer;
}

onEachLoop('whoever closes a descriptor and tells nobody harms nobody else', async (reactor) => {
  for (const alsoDup of [false, true]) {
    const [read, write] = libc.pipe();
    const collector = new Collector(read);
    reactor.addReader(collector);
    await setImmediate();
    const other = alsoDup ? libc.dup(read) : -1;
    libc.close(read);
    assert.equal(await echoOnce(), 'echo');
    reactor.removeReader(collector);
    assert.equal(await echoOnce(), 'echo');
    libc.close(write);
    if (alsoDup) libc.close(other);
  }
});

onEachLoop('a descriptor that is closed in the tick in which it was added is no harm', async (reactor) => {
  const [read, write] = libc.pipe();
  const collector = new Collector(read);
  reactor.addReader(collector);
  libc.close(read);
  assert.equal(await echoOnce(), 'echo');
  reactor.removeReader(collector);
  libc.close(write);
});

onEachLoop('a closed descriptor whose file lives on is a DescriptorGone, told once', async (reactor) => {
  const [read, write] = libc.pipe();
  const other = libc.dup(read);
  const collector = new Collector(read);
  reactor.addReader(collector);
  libc.close(read);
  writeSync(write, 'x');
  const reason = (await collector.lost) as DescriptorGone;
  assert.ok(reason instanceof DescriptorGone);
  assert.deepEqual([reason.code, collector.calls], ['ERR_INTERLOOP_DESCRIPTOR_GONE', 0]);
  assert.deepEqual(reactor.getReaders(), []);
  libc.close(other, write);
});

onEachLoop('a number that stands for another file now is not read from', async (reactor) => {
  const [read, write] = libc.pipe();
  const [strange, strangeWrite] = libc.pipe();
  const other = libc.dup(read);
  const collector = new Collector(read);
  reactor.addReader(collector);
  libc.dup2(strange, read);
  writeSync(strangeWrite, 'not for you');
  writeSync(write, 'x');
  assert.ok((await collector.lost) instanceof DescriptorGone);
  assert.equal(collector.calls, 0);
  libc.close(read, write, strange, strangeWrite, other);
});

onEachLoop('a number that was given to another file can be added, and who had it is told', async (reactor) => {
  const [read, write] = libc.pipe();
  const first = new Collector(read);
  reactor.addReader(first);
  libc.close(read, write);
  const [again, writeAgain] = libc.pipe();
  assert.deepEqual([again, writeAgain], [read, write]);
  const second = new Collector(again);
  reactor.addReader(second);
  assert.ok((await first.lost) instanceof DescriptorGone);
  reactor.removeReader(first);
  writeSync(writeAgain, 'second');
  await second.until('second');
  libc.close(again, writeAgain);
  const [third, writeThird] = libc.pipe();
  reactor.addReader(second); // which has opened its file again, and got the same number
  writeSync(writeThird, 'third');
  await second.until('third');
  assert.equal(second.lost.called, false);
  reactor.removeReader(second);
  libc.close(third, writeThird);
});

onEachLoop('who is removed by another one in the same round is not called', async (reactor) => {
  const pipes = Array.from({ length: 10 }, libc.pipe);
  const collectors = pipes.map(([read]) => new Collector(read));
  const called = new Deferred<Collector>();
  for (const collector of collectors) {
    collector.doRead = () => {
      for (const other of collectors) reactor.removeReader(other);
      called.callback(collector);
    };
    reactor.addReader(collector);
  }
  for (const [, write] of pipes) writeSync(write, 'x');
  await called;
  await setImmediate();
  for (const [read, write] of pipes) libc.close(read, write);
});

onEachLoop('the shutdown of the reactor tells everybody, once each', async (running) => {
  const reactor = new Reactor();
  const ended = reactor.run({ installSignalHandlers: false });
  const [here, there] = libc.socketpair();
  const reasons: Error[] = [];
  const both = {
    fileno: () => here,
    doRead: assert.fail,
    doWrite: () => {
      reactor.removeWriter(both);
      reactor.addWriter(both);
      reactor.stop();
    },
    connectionLost: (reason: Error) => reasons.push(reason),
  };
  reactor.callWhenRunning(() => {
    reactor.addReader(both);
    reactor.addWriter(both);
  });
  await ended;
  assert.deepEqual(
    reasons.map((reason) => reason instanceof ConnectionLost && reason.message),
    ['The reactor has stopped'],
  );
  assert.deepEqual([reactor.getReaders(), reactor.getWriters()], [[], []]);
  assert.throws(() => reactor.addReader(both), { code: 'ERR_INTERLOOP_REACTOR_NOT_RUNNING' });
  assert.equal(reasons.length, 1);
  assert.ok(running.running);
  libc.close(here, there);
});

/** Ways to fail, and what is said of them. */
const failures: Readonly<Record<string, [Partial<Collector>, reason: RegExp, logged: number]>> = {
  'an error that is thrown': [
    {
      doRead: () => {
        throw new Error('thrown');
      },
    },
    /^thrown$/,
    1,
  ],
  'something else that is thrown': [
    {
      doRead: () => {
        throw 'a string';
      },
    },
    /^'a string'$/,
    1,
  ],
  'an error that is returned': [{ doRead: () => new Error('returned') }, /^returned$/, 0],
};
for (const [failure, [methods, expected, logged]] of Object.entries(failures)) {
  test(`${failure} disconnects`, async (t) => {
    const errors = loggedErrors(t);
    await whileRunning(async (reactor) => {
      const [read, write] = libc.pipe();
      const collector = Object.assign(new Collector(read), methods);
      reactor.addReader(collector);
      writeSync(write, 'x');
      assert.match((await collector.lost).message, expected);
      libc.close(read, write);
    });
    assert.deepEqual(
      errors.map(({ message }) => message),
      Array(logged).fill('while calling doRead of Collector'),
    );
  });
}

test('what connectionLost throws is logged', async (t) => {
  const errors = loggedErrors(t);
  await whileRunning(async (reactor) => {
    const [read, write] = libc.pipe();
    const collector = new Collector(read);
    collector.doRead = () => new Error('enough');
    collector.connectionLost = (reason) => {
      collector.lost.callback(reason);
      throw new Error('thrown');
    };
    reactor.addReader(collector);
    writeSync(write, 'x');
    await collector.lost;
    libc.close(read, write);
  });
  assert.deepEqual(
    errors.map(({ message }) => message),
    ['while calling connectionLost of Collector'],
  );
});

test('who can be half closed goes on as a writer when the other side sends nothing more', async () => {
  await whileRunning(async (reactor) => {
    const [here, there] = libc.socketpair();
    const half = new Deferred<Error>();
    const written = new Deferred();
    const both = {
      fileno: () => here,
      doRead: () => (libc.readAll(here) === '' ? new ConnectionDone() : undefined),
      doWrite: () => {
        reactor.removeWriter(both);
        written.callback();
      },
      connectionLost: assert.fail,
      readConnectionLost: (reason: Error) => half.callback(reason),
    };
    reactor.addReader(both);
    libc.shutdown(there);
    assert.ok((await half) instanceof ConnectionDone);
    reactor.addWriter(both);
    await written;
    libc.close(here, there);
  });
});

test('a descriptor that says that it is closed is a DescriptorGone', async () => {
  await whileRunning(async (reactor) => {
    const [read, write] = libc.pipe();
    const collector = new Collector(read);
    reactor.addReader(collector);
    collector.fd = -1;
    writeSync(write, 'x');
    assert.ok((await collector.lost) instanceof DescriptorGone);
    libc.close(read, write);
  });
});

test('what cannot be waited for is refused by name', async () => {
  const reactor = new Reactor();
  const [read, write] = libc.pipe();
  const collector = (fd: unknown) => new Collector(fd as number);
  const refusals: [fd: unknown, code: string | undefined, message: RegExp][] = [
    [openSync('.', 'r'), 'EPERM', /a regular file or a directory, which are always ready; use node:fs/],
    [openSync(new URL(import.meta.url), 'r'), 'EPERM', /a regular file or a directory/],
    [10_000, 'EBADF', /descriptor 10000: it is not open/],
    [-1, undefined, /descriptor -1: a descriptor is an integer from 0/],
    [Number.NaN, undefined, /descriptor NaN/],
    [2 ** 32, undefined, /descriptor 4294967296/],
    ['1', undefined, /descriptor '1'/],
  ];
  for (const [fd, cause, message] of refusals) {
    assert.throws(
      () => reactor.addReader(collector(fd)),
      (error: CannotWatch & { cause?: NodeJS.ErrnoException }) => {
        assert.match(error.message, message);
        assert.deepEqual([error.code, error.cause?.code], ['ERR_INTERLOOP_CANNOT_WATCH', cause]);
        return error instanceof CannotWatch;
      },
    );
    if (cause === 'EPERM') libc.close(fd as number);
  }
  for (const wrong of [undefined, null, 5, {}, { fileno: () => 0 }, { fileno: () => 0, doRead() {} }]) {
    assert.throws(() => reactor.addReader(wrong as never), { code: 'ERR_INTERLOOP_INVALID_ARGUMENT' });
  }
  reactor.addReader(collector(read));
  assert.throws(() => reactor.addReader(collector(read)), /it has another reader, Collector/);
  assert.throws(() => new Reactor().addReader(collector(read)), /another reactor of this thread waits for it/);
  assert.equal(reactor.getReaders().length, 1);
  reactor.removeAll();
  libc.close(read, write);
});

test('removing what was not added is nothing, adding twice is adding once', () => {
  const reactor = new Reactor();
  const [read, write] = libc.pipe();
  const collector = new Collector(read);
  reactor.removeReader(collector);
  reactor.addReader(collector);
  reactor.addReader(collector);
  assert.deepEqual(reactor.getReaders(), [collector]);
  reactor.removeReader(collector);
  reactor.removeReader(collector);
  assert.deepEqual([reactor.getReaders(), reactor.removeAll()], [[], []]);
  libc.close(read, write);
});

test('who changes its descriptor is waited for by the new one', async () => {
  await whileRunning(async (reactor) => {
    const [read, write] = libc.pipe();
    const [newRead, newWrite] = libc.pipe();
    const collector = new Collector(read);
    reactor.addReader(collector);
    collector.fd = newRead;
    reactor.addReader(collector);
    writeSync(newWrite, 'new');
    await collector.until('new');
    assert.equal(reactor.getReaders().length, 1);
    reactor.removeReader(collector);
    libc.close(read, write, newRead, newWrite);
  });
});

test('doRead has the async context in which the reader was added, and its name in the log', async () => {
  const storage = new AsyncLocalStorage<string>();
  await whileRunning(async (reactor) => {
    const [read, write] = libc.pipe();
    const collector = Object.assign(new Collector(read), { logPrefix: () => 'device' });
    const told = new Deferred<unknown[]>();
    collector.doRead = () => told.callback([storage.getStore(), logContext()]);
    storage.run('mine', () => reactor.addReader(collector));
    writeSync(write, 'x');
    assert.deepEqual(await told, ['mine', { system: 'device' }]);
    reactor.removeReader(collector);
    libc.close(read, write);
  });
});

test('promises and ticks that doRead leaves run before the next one is called', async () => {
  await whileRunning(async (reactor) => {
    const order: string[] = [];
    const done = new Deferred();
    const pipes = [libc.pipe(), libc.pipe()];
    for (const [read] of pipes) {
      const collector = new Collector(read);
      collector.doRead = () => {
        reactor.removeReader(collector);
        order.push('read');
        process.nextTick(() => order.push('tick'));
        void Promise.resolve().then(() => order.push('promise'));
        if (order.length > 3) setImmediate().then(() => done.callback());
      };
      reactor.addReader(collector);
    }
    for (const [, write] of pipes) writeSync(write, 'x');
    await done;
    assert.deepEqual(order, ['read', 'tick', 'promise', 'read', 'tick', 'promise']);
    for (const [read, write] of pipes) libc.close(read, write);
  });
});
