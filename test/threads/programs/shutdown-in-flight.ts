/**
 * The reactor stops with everything under way at once. What became of each, and in which phase of the shutdown, is told
 * when the process has come to its end by itself.
 */
import { Worker } from 'node:worker_threads';
import {
  Channel,
  callInTasklet,
  Deferred,
  deferLater,
  getThreadPool,
  ReactorClient,
  ReactorThread,
  reactor,
  type TaskletCall,
  ThreadPool,
  tasklet,
  threadModule,
} from 'interloop';
import { Gate } from '../gate.ts';
import * as here from '../workers/in-flight.ts';
import { runReactor } from './run-reactor.ts';

const LIMIT_MS = 200;
const WITHIN_MS = 5000;

const inFlight = threadModule<typeof here>(new URL('../workers/in-flight.js', import.meta.url));
/** What came of whom, in its order, by the phase of the shutdown. */
const came = new Map([['running', new Map<string, string[]>()]]);
let phase = 'running';
let stoppedAt = 0;

function say(who: string, what: unknown): void {
  const whats = came.get(phase)!;
  whats.set(who, [...(whats.get(who) ?? []), (what as { code?: string })?.code ?? String(what)]);
}

/** Tells how a call ends. */
function follow(who: string, call: Deferred<unknown>): void {
  call.addBoth((result) => say(who, result));
}

class Client extends ReactorClient {
  readonly #who: string;

  constructor(where: typeof reactor | ReactorThread, who: string) {
    super(where);
    this.#who = who;
    const login = new Deferred<string>(() => say(who, 'cancelled'));
    this.track(login)
      .addErrback(() => deferLater(reactor, 5, () => 'cleaned up'))
      .addCallback((word) => say(who, word));
    this.own({ [Symbol.dispose]: () => say(who, 'disposed of') });
  }

  override onShutdown(): void {
    say(this.#who, 'told');
  }
}

/** Where the dispatcher receives its calls, and where it runs. One of its tasklets never ends, so it does not either. */
const calls = new Channel<TaskletCall>();
const startDispatcher = (from: typeof calls): unknown => here.serve(from);

function beginTasklets(client: Client, gate: Gate): void {
  const orders = client.own(new Channel<string>());
  const parcels = new Channel<string>();
  const unserved = new Channel<TaskletCall>();
  client.own({ [Symbol.dispose]: () => parcels.close(new Error('the reactor stops')) });
  tasklet(() => orders.receive().catch((error) => say('receiver', error)))();
  tasklet(() => parcels.send('a parcel').catch((error) => say('sender', error)))();
  startDispatcher(client.own(calls));
  follow('tasklet that ends', callInTasklet(calls, inFlight.untilOpen, gate.words, 'its result'));
  follow('tasklet that does not', callInTasklet(calls, inFlight.never, gate.words));
  follow('tasklet that nobody takes', callInTasklet(unserved, inFlight.count));
}

async function beginThreads(gate: Gate, goodbye: Gate): Promise<void> {
  const pool = getThreadPool();
  pool.adjustPoolsize(0, 1);
  follow('pool, running', pool.deferToThread(inFlight.untilOpen, gate.words, 'its result'));
  follow('pool, queued', pool.deferToThread(inFlight.count));
  const stuck = new ThreadPool(reactor, { maxThreads: 1, stopTimeout: LIMIT_MS, name: 'the stuck pool' });
  follow('stuck pool, running', stuck.deferToThread(inFlight.spin, gate.words));
  follow('stuck pool, queued', stuck.deferToThread(inFlight.count));

  const network = new ReactorThread({ name: 'network' });
  new Client(network, 'client of the network');
  await network.startReactor();
  await network.callInReactor(inFlight.settle, goodbye.words);
  follow('network, pending', network.callInReactor(inFlight.never, gate.words));
  network.join().addCallback(({ exitCode }) => say('network', `code ${exitCode}, goodbyes ${goodbye.words[1]}`));
  const frozen = new ReactorThread({ name: 'frozen', stopTimeout: LIMIT_MS });
  await frozen.startReactor();
  follow('frozen, running', frozen.callInReactor(inFlight.spin, gate.words));
  follow('frozen, pending', frozen.callInReactor(inFlight.count));
  frozen.join().addCallback(({ error }) => say('frozen', error ?? 'ended by force'));

  const caller = new Worker(new URL('../workers/calls-until-refused.js', import.meta.url), { workerData: gate.words });
  caller.on('message', ([who, what]) => say(who, what));
}

async function begin(): Promise<void> {
  const gate = new Gate();
  const client = new Client(reactor, 'client');
  beginTasklets(client, gate);
  await beginThreads(gate, new Gate());
  await gate.begun(7);
  reactor.addSystemEventTrigger('before', 'shutdown', () => gate.open());
  stoppedAt = performance.now();
  reactor.stop();
}

for (const each of ['before', 'during', 'after'] as const) {
  reactor.addSystemEventTrigger(each, 'shutdown', () => {
    phase = each;
    came.set(each, new Map());
  });
}
reactor.callWhenRunning(() => void begin());
process.on('exit', () => {
  for (const [each, whats] of came) {
    console.log(`${each}:`);
    for (const who of [...whats.keys()].sort()) console.log(`  ${who}: ${whats.get(who)!.join(', ')}`);
  }
  console.log(performance.now() - stoppedAt < WITHIN_MS ? 'in time' : 'too late');
});
await runReactor();
