// Readers and writers come, go, fail and lose their descriptors at random, some of them in each other's callbacks.
import { closeSync, writeSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { addObserver, Reactor } from 'interloop';
import { enter, leave, modal } from 'interloop/host';
import { leftovers } from 'interloop/testing';
import * as libc from '../../net/kinds/descriptors-libc.ts';
import { collect, makeHost } from './host.ts';

const ROUNDS = 3000;
const reactor = new Reactor();
const open = new Set<number>();
let state = Number(process.env.INTERLOOP_SEED ?? 1) | 1;
let told = 0;

function below(limit: number): number {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) % limit;
}

const any = (): number => [...open][below(open.size)]!;

function attempt(fn: () => void): void {
  try {
    fn();
  } catch (error) {
    if (!/^(EBADF|EAGAIN|EPIPE|ERR_INTERLOOP_CANNOT_WATCH)/.test((error as { code: string }).code)) throw error;
  }
}

class Both {
  readonly fd = any();
  fileno(): number {
    return below(200) === 0 ? -1 : this.fd;
  }
  doRead(): unknown {
    attempt(() => libc.readAll(this.fd));
    return this.#act();
  }
  doWrite(): unknown {
    reactor.removeWriter(this);
    return this.#act();
  }
  connectionLost(): void {
    told++;
    if (below(4) === 0) act();
  }
  #act(): unknown {
    told++;
    if (below(3) === 0) act();
    if (below(50) === 0) throw new Error('a failure');
    return below(20) === 0 ? new Error('enough') : undefined;
  }
}

const ways: readonly (() => void)[] = [
  () => (below(2) ? libc.pipe : libc.socketpair)().forEach((fd) => void open.add(fd)),
  () => open.add(libc.dup(any())),
  () => close(any()),
  () => attempt(() => reactor.addReader(new Both())),
  () => attempt(() => reactor.addWriter(new Both())),
  () => {
    const both = new Both();
    attempt(() => reactor.addReader(both));
    attempt(() => reactor.addWriter(both));
  },
  () => attempt(() => writeSync(any(), 'x')),
  () => reactor.getReaders().slice(0, below(3)).forEach(reactor.removeReader.bind(reactor)),
  () => below(30) || reactor.removeAll(),
];

function act(): void {
  if (open.size < 4) ways[0]!();
  if (open.size > 60) close(any());
  ways[below(ways.length)]!();
}

function close(fd: number): void {
  open.delete(fd);
  closeSync(fd);
}

async function work(): Promise<void> {
  const { descriptors } = leftovers();
  for (let i = 0; i < ROUNDS; i++) {
    act();
    if (below(4) === 0) await setImmediate();
  }
  reactor.removeAll();
  for (const fd of open) close(fd);
  const left = leftovers().descriptors - descriptors;
  if (left !== 0 || told < ROUNDS / 10) throw new Error(`${told} told, ${left} descriptors left`);
  leave();
}

addObserver(() => {});
const entry = enter(makeHost());
modal(() => void work());
await entry;
await collect();
console.log('done');
