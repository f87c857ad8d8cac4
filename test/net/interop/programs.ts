/**
 * Programs that nobody here has written, with which ours talk, on Node's loop and inside each host.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, test } from 'node:test';
import type { Reactor } from 'interloop';
import { skipOrFail } from '../../support/hosts.ts';
import { onEachLoop } from '../kinds/each-loop.ts';

const running = new Set<Program>();

afterEach(() => {
  for (const program of running) program.child.kill('SIGKILL');
});

/** A program that runs, until the end of the test at the latest. */
export class Program {
  readonly child: ChildProcess;
  /** What it has written, to both of its outputs. */
  output = '';
  readonly #ended: Promise<unknown[]>;

  constructor(command: string, args: readonly string[], cwd?: string) {
    this.child = spawn(command, args, { stdio: 'pipe', ...(cwd === undefined ? {} : { cwd }) });
    running.add(this);
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.output += text;
        this.child.emit('output');
      });
    }
    this.child.stdin?.on('error', () => {});
    this.#ended = once(this.child, 'close').finally(() => running.delete(this));
  }

  /** Writes to its input. */
  say(text: string | Uint8Array): void {
    this.child.stdin?.write(text);
  }

  /** Its input is at its end. */
  hush(): void {
    this.child.stdin?.end();
  }

  /** Fires when its output matches, with the match. */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.output);
      if (match) return match;
      const ended = this.#ended.then(() => true);
      if (await Promise.race([once(this.child, 'output').then(() => false), ended])) {
        if (pattern.test(this.output)) continue;
        throw new Error(`The program has ended without a word of ${pattern}: ${this.output}`);
      }
    }
  }

  /** Fires with its exit code, or the signal that has ended it. */
  async ended(): Promise<number | string> {
    const [code, signal] = (await this.#ended) as [number | null, string | null];
    return code ?? (signal as string);
  }

  /** Ends it without a chance to say good-bye. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.#ended;
  }
}

/** Which of these programs are missing, as a reason to skip a test. */
export function without(...programs: readonly string[]): string | undefined {
  const missing = programs.filter((name) => spawnSync('sh', ['-c', `command -v ${name}`]).status !== 0);
  return missing.length === 0 ? undefined : `there is no ${missing.join(', no ')}`;
}

/** A test over each loop, which is skipped where something is missing. */
export function onEachLoopUnless(
  missing: string | undefined,
  sentence: string,
  body: (reactor: Reactor) => Promise<void>,
): void {
  if (missing === undefined) onEachLoop(sentence, body);
  else test(sentence, (t) => skipOrFail(t, missing));
}
