/**
 * A program that is talked to while it runs: what it says is waited for, keys and signals are sent.
 */
import assert from 'node:assert/strict';
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { TestContext } from 'node:test';
import type { Outcome } from '../cli/command.ts';
import { example } from './example.ts';

const PATIENCE_MS = 60_000;

export class Program {
  readonly process: ChildProcess;
  #stdout = '';
  #stderr = '';
  #hasEnded = false;
  readonly #end: Promise<unknown[]>;
  #onOutput: (() => void)[] = [];

  /** Runs a command; it is killed at the end of the test, if it has not ended. */
  constructor(t: TestContext, command: string, args: readonly string[], options: SpawnOptions = {}) {
    const { NODE_TEST_CONTEXT: _, NODE_OPTIONS: __, ...inherited } = process.env;
    const limit = { timeout: PATIENCE_MS, killSignal: 'SIGKILL' } as const;
    this.process = spawn(command, args, { ...limit, ...options, env: { ...inherited, ...options.env } });
    t.after(() => this.process.kill('SIGKILL'));
    this.process.stdin!.on('error', () => {});
    this.process.stdout!.setEncoding('utf8').on('data', (chunk) => this.#hear(() => (this.#stdout += chunk)));
    this.process.stderr!.setEncoding('utf8').on('data', (chunk) => this.#hear(() => (this.#stderr += chunk)));
    // Only when nobody has its output open any more, not a process that it has started either.
    this.#end = once(this.process, 'close');
    this.#end.then(() => this.#hear(() => (this.#hasEnded = true)));
  }

  /** Runs a program of `examples/`. */
  static example(t: TestContext, path: string, args: readonly string[] = [], options?: SpawnOptions): Program {
    return new Program(t, process.execPath, [example(path), ...args], options);
  }

  /** Waits until standard output or standard error has this; gives what was found. */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(this.#stdout) ?? pattern.exec(this.#stderr);
      if (found) return found;
      assert.ok(!this.#hasEnded, `It has ended without ${pattern}:\n${this.#stdout}${this.#stderr}`);
      await new Promise<void>((resolve) => this.#onOutput.push(resolve));
    }
  }

  type(keys: string): void {
    this.process.stdin!.write(keys);
  }

  async ends(): Promise<Outcome> {
    const [status, signal] = await this.#end;
    return { stdout: this.#stdout, stderr: this.#stderr, ends: (signal ?? status) as Outcome['ends'] };
  }

  #hear(take: () => void): void {
    take();
    for (const tell of this.#onOutput.splice(0)) tell();
  }
}
