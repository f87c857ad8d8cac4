/**
 * A serial line: `socat` is the line, `sed` the device at its far end, `stty` sets this end up, which a reader and writer of the
 * reactor has.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { constants, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { ConnectionLost, Deferred, type ReadDescriptor, type WriteDescriptor } from 'interloop';
import * as libc from '../kinds/descriptors-libc.ts';
import { folder } from '../kinds/each-loop.ts';
import { onEachLoopUnless, Program, without } from './programs.ts';

const FOLDER = folder();
/** As many as fit into the line's buffers: socat waits for who reads slowly, and sed may wait for socat. */
const LINES = 200;

/** Lines in and out, by a descriptor. The device has to be there first: what waits for it is lost when it opens the line. */
class SerialLine implements ReadDescriptor, WriteDescriptor {
  readonly fd: number;
  readonly lost = new Deferred<Error>();
  readonly answers: string[] = [];
  readonly isReady = new Deferred<void>();
  readonly answered = new Deferred<void>();
  #rest = '';
  #unsent: Buffer;

  constructor(path: string, text: string) {
    this.fd = openSync(path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
    this.#unsent = Buffer.from(text);
  }
  get isSent(): boolean {
    return this.#unsent.length === 0;
  }
  fileno(): number {
    return this.fd;
  }
  doRead(): void {
    const lines = (this.#rest + libc.readAll(this.fd)).split('\n');
    this.#rest = lines.pop() ?? '';
    this.answers.push(...lines);
    if (this.answers[0] === 'ready') this.isReady.callback(void this.answers.shift());
    if (this.answers.length >= LINES && !this.answered.called) this.answered.callback();
  }
  doWrite(): void {
    this.#unsent = this.#unsent.subarray(writeSync(this.fd, this.#unsent, 0, Math.min(this.#unsent.length, 100)));
  }
  connectionLost(reason: Error): void {
    this.lost.callback(reason);
  }
}

onEachLoopUnless(
  without('socat', 'stty'),
  'a device on a serial line answers each line, and is unplugged',
  async (reactor) => {
    const [path, far] = [join(FOLDER, 'near'), join(FOLDER, 'far')];
    const socat = new Program('socat', ['-dd', ...[path, far].map((link) => `PTY,link=${link},raw,echo=0`)]);
    await socat.says(/starting data transfer/);
    const device = new Program('sh', ['-c', `exec <>${far} >&0; echo ready; exec sed -u s/^/ok-/`]);
    const sent = Array.from({ length: LINES }, (_, number) => `line ${number}`);
    const line = new SerialLine(path, `${sent.join('\n')}\n`);
    const set = spawnSync('stty', ['-F', path, '115200', 'raw', '-echo'], { encoding: 'utf8' });
    assert.equal(set.status, 0, set.stderr);
    const doWrite = line.doWrite.bind(line);
    line.doWrite = () => {
      doWrite();
      if (line.isSent) reactor.removeWriter(line);
    };
    reactor.addReader(line);
    await line.isReady;
    reactor.addWriter(line);
    await line.answered;
    assert.deepEqual(
      line.answers,
      sent.map((text) => `ok-${text}`),
    );
    assert.deepEqual(reactor.getWriters(), []);
    await socat.kill();
    await device.ended();
    assert.ok((await line.lost) instanceof ConnectionLost);
    assert.deepEqual(reactor.getReaders(), []);
    libc.close(line.fd);
  },
);
