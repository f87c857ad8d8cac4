import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import {
  addObserver,
  CannotSpawn,
  ConnectionAborted,
  ConnectionDone,
  ConnectionLost,
  connectProtocol,
  Factory,
  type LogEvent,
  NoProtocol,
  ProcessEndpoint,
  type ProcessEndpointOptions,
  type ProcessStreamTransport,
  ProcessTerminated,
  Reactor,
  removeObserver,
} from 'interloop';
import { Peer } from '../peer.ts';
import { onEachLoop, PATIENCE_MS, whileRunning } from './each-loop.ts';

async function start(reactor: Reactor, script: string, options: ProcessEndpointOptions = {}): Promise<Peer> {
  const endpoint = new ProcessEndpoint('sh', { args: ['-c', script], reactor, ...options });
  return (await connectProtocol(endpoint, new Peer())) as Peer;
}

const transportOf = (peer: Peer) => peer.transport as ProcessStreamTransport;

onEachLoop('a program answers, and its end is that of the connection', async (reactor) => {
  const peer = await start(reactor, 'read -r line; echo "you said $line"');
  assert.ok(transportOf(peer).pid > 0);
  peer.transport.write('hello\n');
  assert.ok((await peer.lost) instanceof ConnectionDone);
  assert.equal(String(peer.received), 'you said hello\n');
  assert.throws(() => transportOf(peer).signalProcess('TERM'), { code: 'ERR_INTERLOOP_PROCESS_EXITED' });
});

onEachLoop('an exit code and a signal are the reason', async (reactor) => {
  const failing = await start(reactor, 'echo before; exit 4');
  const failed = (await failing.lost) as ProcessTerminated;
  assert.ok(failed instanceof ProcessTerminated);
  assert.deepEqual([failed.exitCode, String(failing.received)], [4, 'before\n']);
  const sleeping = await start(reactor, 'exec sleep 1000');
  transportOf(sleeping).signalProcess('TERM');
  assert.equal(((await sleeping.lost) as ProcessTerminated).signal, 'SIGTERM');
});

onEachLoop('loseConnection() waits for the process, abortConnection() kills it', async (reactor) => {
  const patient = await start(reactor, 'trap "" PIPE; cat >/dev/null; exit 9');
  patient.transport.write('all of it');
  patient.transport.loseConnection();
  assert.equal(((await patient.lost) as ProcessTerminated).exitCode, 9);
  const deaf = await start(reactor, 'exec sleep 1000');
  deaf.transport.abortConnection();
  assert.ok((await deaf.lost) instanceof ConnectionAborted);
});

onEachLoop('a program need not read all that it is sent', async (reactor) => {
  const peer = await start(reactor, 'head -c 3; echo; exec 0<&-; echo closed; read -r line <&3; echo late', {
    stderr: 'inherit',
    args: ['-c', 'head -c 3; exec 0<&-; sleep 0.05; echo " late"'],
  });
  peer.transport.write(Buffer.alloc(2_000_000, 'x'));
  assert.ok((await peer.lost) instanceof ConnectionDone);
  assert.equal(String(peer.received), 'xxx late\n');
});

onEachLoop('the shutdown of the reactor ends the connection, and does not kill', async () => {
  const reactor = new Reactor();
  const ended = reactor.run({ installSignalHandlers: false });
  const peer = await start(reactor, 'exec sleep 1000');
  const transport = transportOf(peer);
  reactor.stop();
  await ended;
  assert.ok((await peer.lost) instanceof ConnectionLost);
  transport.signalProcess('KILL');
  assert.throws(() => new ProcessEndpoint('true', { reactor }).connect(new Factory()), {
    code: 'ERR_INTERLOOP_REACTOR_NOT_RUNNING',
  });
});

test('standard error is logged, or dropped', { timeout: PATIENCE_MS }, async (t) => {
  const events: LogEvent[] = [];
  const observer = (event: LogEvent) => void events.push(event);
  addObserver(observer);
  t.after(() => removeObserver(observer));
  await whileRunning(async (reactor) => {
    await (await start(reactor, 'echo dropped >&2', { stderr: 'ignore' })).lost;
    assert.deepEqual(events, []);
    await (await start(reactor, 'echo careful >&2')).lost;
    while (events.length === 0) await setImmediate();
    const { level, system, message } = events[0]!;
    assert.deepEqual({ level, system, message }, { level: 'warn', system: 'sh', message: 'careful' });
  });
});

test('what cannot be connected fails, and the factory is told', { timeout: PATIENCE_MS }, async () => {
  await whileRunning(async (reactor) => {
    class Counting extends Factory {
      readonly calls: string[] = [];
      override startFactory(): void {
        this.calls.push('start');
      }
      override stopFactory(): void {
        this.calls.push('stop');
      }
    }
    const missing = Counting.forProtocol(Peer);
    const nowhere = new ProcessEndpoint('no-such-program', { reactor });
    await assert.rejects(nowhere.connect(missing).toPromise(), CannotSpawn);
    const silent = new Counting();
    await assert.rejects(new ProcessEndpoint('true', { reactor }).connect(silent).toPromise(), NoProtocol);
    const wrong = Counting.forProtocol(Peer);
    const nonsense = new ProcessEndpoint('a\0b', { reactor });
    await assert.rejects(nonsense.connect(wrong).toPromise(), { code: 'ERR_INTERLOOP_INVALID_ARGUMENT' });
    const working = Counting.forProtocol(Peer);
    await ((await new ProcessEndpoint('true', { reactor }).connect(working)) as Peer).lost;
    for (const { calls } of [missing, silent, wrong, working]) assert.deepEqual(calls, ['start', 'stop']);
    assert.throws(() => new ProcessEndpoint('true', { stderr: 'shout' as never }), {
      code: 'ERR_INTERLOOP_INVALID_ARGUMENT',
    });
    assert.equal(String(nowhere), 'no-such-program');
  });
});
