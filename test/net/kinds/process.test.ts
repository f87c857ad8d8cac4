import assert from 'node:assert/strict';
import { closeSync, openSync, readFileSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import {
  CannotSpawn,
  Deferred,
  ProcessDone,
  ProcessProtocol,
  ProcessTerminated,
  type PushProducer,
  Reactor,
  type SpawnProcessOptions,
} from 'interloop';
import { folder, leavesNothing, loggedErrors, onEachLoop, PATIENCE_MS, whileRunning } from './each-loop.ts';

/** Notes what it is told, in its order. */
class Notes extends ProcessProtocol {
  readonly calls: string[] = [];
  readonly made = new Deferred();
  readonly ended = new Deferred<Error>();
  readonly got: Record<number, string> = {};
  #waiting: [childFD: number, text: string, deferred: Deferred][] = [];

  /** Fires when this text has come. */
  until(childFD: number, text: string): Deferred {
    const deferred = new Deferred();
    this.#waiting.push([childFD, text, deferred]);
    this.#look();
    return deferred;
  }
  override connectionMade(): void {
    this.calls.push('made');
    this.made.callback();
  }
  override childDataReceived(childFD: number, data: Buffer): void {
    this.got[childFD] = (this.got[childFD] ?? '') + data;
    this.#look();
  }
  override childConnectionLost(childFD: number): void {
    this.calls.push(`lost ${childFD}`);
  }
  override processExited(reason: Error): void {
    this.calls.push(`exited ${reason.constructor.name}`);
  }
  override processEnded(reason: Error): void {
    this.calls.push('ended');
    this.ended.callback(reason);
  }
  #look(): void {
    const waiting = this.#waiting;
    this.#waiting = waiting.filter(([childFD, text]) => !this.got[childFD]?.includes(text));
    for (const [childFD, text, deferred] of waiting) if (this.got[childFD]?.includes(text)) deferred.callback();
  }
}

const sh = (script: string, options: SpawnProcessOptions = {}) => ({ args: ['-c', script], ...options });

onEachLoop('a program is written to, read from, and ends', async (reactor) => {
  const notes = new Notes();
  const transport = reactor.spawnProcess(notes, 'cat');
  assert.deepEqual(notes.calls, ['made']);
  assert.equal(notes.transport, transport);
  assert.ok(transport.pid! > 0);
  transport.write('hello ');
  transport.write(Buffer.from('world'));
  transport.writeSequence(['!', ' ', new Uint8Array([63])]);
  await notes.until(1, 'hello world! ?');
  transport.closeStdin();
  transport.write('too late');
  const reason = (await notes.ended) as ProcessDone;
  assert.ok(reason instanceof ProcessDone);
  assert.deepEqual([reason.exitCode, reason.signal], [0, null]);
  assert.deepEqual(notes.got, { 1: 'hello world! ?' });
  assert.deepEqual([...notes.calls].sort(), ['ended', 'exited ProcessDone', 'lost 0', 'lost 1', 'lost 2', 'made']);
  assert.equal(notes.calls.at(-1), 'ended');
  assert.throws(() => transport.signalProcess('TERM'), { code: 'ERR_INTERLOOP_PROCESS_EXITED' });
});

onEachLoop('output and errors are told apart, and the exit code is told', async (reactor) => {
  const calls: string[] = [];
  class Named extends Notes {
    override childDataReceived = ProcessProtocol.prototype.childDataReceived;
    override childConnectionLost = ProcessProtocol.prototype.childConnectionLost;
    override outReceived = (data: Buffer) => void calls.push(`out ${data}`);
    override errReceived = (data: Buffer) => void calls.push(`err ${data}`);
    override inConnectionLost = () => void calls.push('in lost');
    override outConnectionLost = () => void calls.push('out lost');
    override errConnectionLost = () => void calls.push('err lost');
  }
  const named = new Named();
  reactor.spawnProcess(named, 'sh', sh('echo out; echo err >&2; exit 3'));
  const reason = (await named.ended) as ProcessTerminated;
  assert.ok(reason instanceof ProcessTerminated);
  assert.deepEqual([reason.exitCode, reason.signal], [3, null]);
  assert.match(reason.message, /exit code 3/);
  assert.deepEqual(calls.sort(), ['err err\n', 'err lost', 'in lost', 'out lost', 'out out\n']);
});

for (const signal of ['TERM', 'SIGKILL', 2] as const) {
  onEachLoop(`the signal ${signal} ends a program, which tells so`, async (reactor) => {
    const notes = new Notes();
    const transport = reactor.spawnProcess(notes, 'cat');
    transport.signalProcess(signal);
    const reason = (await notes.ended) as ProcessTerminated;
    const name = { TERM: 'SIGTERM', SIGKILL: 'SIGKILL', 2: 'SIGINT' }[signal];
    assert.deepEqual([reason.exitCode, reason.signal], [null, name]);
    assert.match(reason.message, new RegExp(`by ${name}`));
  });
}

onEachLoop('any descriptor can be shared, in both directions', async (reactor) => {
  const log = join(folder(), 'log');
  const file = openSync(log, 'w');
  const notes = new Notes();
  const transport = reactor.spawnProcess(
    notes,
    'sh',
    sh('read -r a; read -r b <&4; echo "$a" >&3; echo "$b" >&7; echo log >&5', {
      childFDs: { 0: 'w', 3: 'r', 4: 'w', 5: file, 7: 'r' },
    }),
  );
  closeSync(file);
  transport.write('to 0\n');
  transport.writeToChild(4, 'to 4\n');
  assert.ok((await notes.ended) instanceof ProcessDone);
  assert.deepEqual(notes.got, { 3: 'to 0\n', 7: 'to 4\n' });
  assert.equal(readFileSync(log, 'utf8'), 'log\n');
  assert.deepEqual(notes.calls.filter((call) => call.startsWith('lost')).sort(), [
    'lost 0',
    'lost 3',
    'lost 4',
    'lost 7',
  ]);
});

onEachLoop('a descriptor that the program closes is told while it runs', async (reactor) => {
  const notes = new Notes();
  const transport = reactor.spawnProcess(
    notes,
    'sh',
    sh('exec 3>&- 4<&- 1>&-; read -r line', { childFDs: { 0: 'w', 1: 'r', 3: 'r', 4: 'w' } }),
  );
  while (notes.calls.length < 4) await setImmediate();
  assert.deepEqual([...notes.calls].sort(), ['lost 1', 'lost 3', 'lost 4', 'made']);
  transport.writeToChild(4, 'into the void');
  transport.closeChildFD(4);
  transport.closeChildFD(9);
  transport.write('go\n');
  assert.ok((await notes.ended) instanceof ProcessDone);
});

onEachLoop('standard input that the program has closed is told when it is written to', async (reactor) => {
  const notes = new Notes();
  const transport = reactor.spawnProcess(
    notes,
    'sh',
    sh('exec 0<&-; echo closed; exec cat <&3', { childFDs: { 0: 'w', 1: 'r', 3: 'w' } }),
  );
  await notes.until(1, 'closed');
  while (!notes.calls.includes('lost 0')) {
    transport.write('x');
    await setImmediate();
  }
  transport.closeChildFD(3);
  assert.ok((await notes.ended) instanceof ProcessDone);
});

onEachLoop('processEnded waits for what the children of the program write', async (reactor) => {
  const notes = new Notes();
  const options = { childFDs: { 1: 'r', 3: 'w' } } as const;
  const transport = reactor.spawnProcess(notes, 'sh', sh('(read -r line <&3; echo late) & exec 1>&1', options));
  while (!notes.calls.includes('exited ProcessDone')) await setImmediate();
  assert.equal(notes.calls.includes('ended'), false);
  transport.writeToChild(3, '\n');
  assert.ok((await notes.ended) instanceof ProcessDone);
  assert.equal(notes.got[1], 'late\n');
});

for (const [what, executable, code] of [
  ['is not there', 'no-such-program', 'ENOENT'],
  ['may not be run', '/dev/null', 'EACCES'],
  ['has arguments that are too long', 'true', 'E2BIG'],
] as const) {
  onEachLoop(`a program that ${what} is a CannotSpawn, told later and once`, async (reactor) => {
    const notes = new Notes();
    const args = code === 'E2BIG' ? ['x'.repeat(4_000_000)] : [];
    const transport = reactor.spawnProcess(notes, executable, { args });
    assert.deepEqual([notes.calls, transport.pid], [[], undefined]);
    transport.write('to nobody');
    transport.closeStdin();
    transport.loseConnection();
    assert.throws(() => transport.signalProcess('TERM'), { code: 'ERR_INTERLOOP_PROCESS_EXITED' });
    const reason = (await notes.ended) as CannotSpawn;
    assert.ok(reason instanceof CannotSpawn);
    assert.equal((reason.cause as NodeJS.ErrnoException).code, code);
    assert.match(reason.message, new RegExp(`^Cannot start ${executable}: `));
    assert.deepEqual([notes.calls, notes.transport], [['ended'], transport]);
  });
}

onEachLoop('nothing is read while producing is paused, also when the program has ended', async (reactor) => {
  const notes = new Notes();
  const transport = reactor.spawnProcess(notes, 'sh', sh('read -r line; echo output; echo error >&2'));
  transport.pauseProducing();
  transport.write('\n');
  while (!notes.calls.includes('exited ProcessDone')) await setImmediate();
  for (let i = 0; i < 20; i++) await setImmediate();
  assert.deepEqual(notes.got, {});
  assert.equal(notes.ended.called, false);
  transport.resumeProducing();
  await notes.ended;
  assert.deepEqual(notes.got, { 1: 'output\n', 2: 'error\n' });
});

onEachLoop('a push producer is paused while the program does not read', async (reactor) => {
  const notes = new Notes();
  const transport = reactor.spawnProcess(
    notes,
    'sh',
    sh('read -r go <&3; wc -c', { childFDs: { 0: 'w', 1: 'r', 3: 'w' } }),
  );
  const total = 5_000_000;
  let written = 0;
  let pauses = 0;
  let isPaused = false;
  const produce = (): void => {
    while (!isPaused && written < total) {
      transport.write(Buffer.alloc(10_000));
      written += 10_000;
    }
    if (written === total) transport.unregisterProducer();
  };
  const producer: PushProducer = {
    pauseProducing: () => {
      pauses++;
      isPaused = true;
      if (pauses === 1) transport.writeToChild(3, 'go\n');
    },
    resumeProducing: () => {
      isPaused = false;
      produce();
    },
    stopProducing: assert.fail,
  };
  transport.registerProducer(producer, true);
  transport.closeStdin();
  produce();
  assert.ok(isPaused && written < total / 2);
  assert.ok((await notes.ended) instanceof ProcessDone);
  assert.equal(notes.got[1]?.trim(), String(total));
});

onEachLoop('a pull producer is asked until it has ended, and stopped if the program ends before', async (reactor) => {
  const notes = new Notes();
  const transport = reactor.spawnProcess(notes, 'cat');
  let left = 3;
  transport.registerProducer(
    {
      resumeProducing: () => {
        transport.write(`${left} `);
        if (--left === 0) transport.unregisterProducer();
      },
      stopProducing: assert.fail,
    },
    false,
  );
  await notes.until(1, '3 2 1 ');
  const stopped = new Deferred();
  const stopper = { resumeProducing: () => {}, stopProducing: () => stopped.callback() };
  transport.registerProducer(stopper, false);
  transport.signalProcess('KILL');
  await stopped;
  await notes.ended;
  const tooLate = new Deferred();
  transport.registerProducer({ ...stopper, stopProducing: () => tooLate.callback() }, false);
  assert.ok(tooLate.called);
});

onEachLoop('loseConnection() closes what the program reads and writes', async (reactor) => {
  const notes = new Notes();
  const transport = reactor.spawnProcess(notes, 'sh', sh('trap "" PIPE; cat >/dev/null; echo x 2>/dev/null; exit 7'));
  transport.write('read before the end\n');
  transport.loseConnection();
  const reason = (await notes.ended) as ProcessTerminated;
  assert.equal(reason.exitCode, 7);
  assert.deepEqual(notes.got, {});
});

onEachLoop('the shutdown of the reactor lets go of programs', async () => {
  const reactor = new Reactor();
  const ended = reactor.run({ installSignalHandlers: false });
  const notes = new Notes();
  const transport = reactor.spawnProcess(notes, 'sleep', { args: ['1000'] });
  reactor.callLater(0, () => reactor.stop());
  await ended;
  assert.deepEqual([...notes.calls].sort(), ['lost 0', 'lost 1', 'lost 2', 'made']);
  assert.throws(() => reactor.spawnProcess(new Notes(), 'true'), { code: 'ERR_INTERLOOP_REACTOR_NOT_RUNNING' });
  transport.signalProcess('KILL');
  const keepAlive = setInterval(() => {}, 1000);
  assert.ok((await notes.ended) instanceof ProcessTerminated);
  clearInterval(keepAlive);
});

test('the environment is inherited, unless another one is given; so are the folder and the name', {
  timeout: PATIENCE_MS,
}, async () => {
  await whileRunning(async (reactor) => {
    const output = async (executable: string, options: SpawnProcessOptions): Promise<string> => {
      const notes = new Notes();
      reactor.spawnProcess(notes, executable, options);
      await notes.ended;
      return (notes.got[1] ?? '').trim();
    };
    process.env.INTERLOOP_TEST = 'inherited';
    assert.equal(await output('sh', sh('echo $INTERLOOP_TEST')), 'inherited');
    assert.equal(await output('/bin/sh', sh('echo $INTERLOOP_TEST $OTHER', { env: { OTHER: 'given' } })), 'given');
    delete process.env.INTERLOOP_TEST;
    assert.equal(await output('pwd', {}), process.cwd());
    assert.equal(await output('pwd', { cwd: tmpdir() }), realpathSync(tmpdir()));
    assert.equal(await output('sh', { args: ['-c', 'echo $0'], argv0: 'my-name' }), 'my-name');
    const group = sh('read -r stat </proc/$$/stat; set -- $stat; test $5 = $$ && echo own');
    assert.equal(await output('sh', group), '');
    assert.equal(await output('sh', { ...group, detached: true }), 'own');
  });
});

test('another user and group are given, if the system allows it', { timeout: PATIENCE_MS }, async () => {
  await whileRunning(async (reactor) => {
    const notes = new Notes();
    reactor.spawnProcess(notes, 'sh', sh('id -u; id -g', { uid: 65_534, gid: 65_534 }));
    const reason = await notes.ended;
    if (process.getuid?.() === 0) assert.equal(notes.got[1], '65534\n65534\n');
    else assert.equal(((reason as CannotSpawn).cause as NodeJS.ErrnoException).code, 'EPERM');
  });
});

test('what a protocol throws is logged, and closes where it came from', { timeout: PATIENCE_MS }, async (t) => {
  const errors = loggedErrors(t);
  class Throws extends Notes {
    override connectionMade(): void {
      super.connectionMade();
      throw new Error('connectionMade');
    }
    override childDataReceived(): void {
      throw new Error('childDataReceived');
    }
    override childConnectionLost(childFD: number): void {
      super.childConnectionLost(childFD);
      throw new Error(`childConnectionLost ${childFD}`);
    }
    override processExited(reason: Error): void {
      super.processExited(reason);
      throw new Error('processExited');
    }
    override processEnded(reason: Error): void {
      super.processEnded(reason);
      throw new Error('processEnded');
    }
  }
  await whileRunning(async (reactor) => {
    const throws = new Throws();
    reactor.spawnProcess(
      throws,
      'sh',
      sh('trap "" PIPE; echo x; while echo x; do :; done 2>/dev/null; exit 0', { childFDs: { 1: 'r' } }),
    );
    assert.ok((await throws.ended) instanceof ProcessDone);
  });
  assert.deepEqual(
    errors.map(({ error }) => (error as Error).message),
    ['connectionMade', 'childDataReceived', 'childConnectionLost 1', 'processExited', 'processEnded'],
  );
});

test('wrong arguments are refused at once', { timeout: PATIENCE_MS }, async () => {
  await whileRunning(async (reactor) => {
    const refused = { code: 'ERR_INTERLOOP_INVALID_ARGUMENT' };
    for (const [protocol, executable, options] of [
      [{}, 'true', {}],
      [new Notes(), 5, {}],
      [new Notes(), '', {}],
      [new Notes(), 'a\0b', {}],
      [new Notes(), 'true', { args: 'x' }],
      [new Notes(), 'true', { args: ['a\0b'] }],
      [new Notes(), 'true', { uid: 'root' }],
      [new Notes(), 'true', { childFDs: { 0: 'x' } }],
      [new Notes(), 'true', { childFDs: { one: 'r' } }],
      [new Notes(), 'true', { childFDs: { '-1': 'r' } }],
      [new Notes(), 'true', { childFDs: { 5000: 'r' } }],
      [new Notes(), 'true', { childFDs: { 1: -1 } }],
    ] as const) {
      assert.throws(() => reactor.spawnProcess(protocol as Notes, executable as string, options as object), refused);
    }
    const notes = new Notes();
    const transport = reactor.spawnProcess(notes, 'cat');
    assert.throws(() => transport.write(5 as never), refused);
    assert.throws(() => transport.writeToChild(1, 'x'), refused);
    assert.throws(() => transport.writeToChild(9, 'x'), refused);
    for (const signal of ['NOSUCH', 99, 1.5]) assert.throws(() => transport.signalProcess(signal), refused);
    transport.closeStdin();
    await notes.ended;
  });
});

test('programs that have ended leave nothing', { timeout: PATIENCE_MS }, async () => {
  await whileRunning(async (reactor) => {
    await leavesNothing(async () => {
      const all = Array.from({ length: 5 }, () => new Notes());
      for (const notes of all) reactor.spawnProcess(notes, 'true');
      for (const notes of all) await notes.ended;
    });
  });
});
