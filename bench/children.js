/**
 * The child processes of a run. Each speaks in lines of JSON on stdout. A server ends when its stdin ends and a client
 * when it has done its work, so none outlives a run that was killed. What they say on stderr is kept for the error.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';

const ANSWER_WITHIN_MS = 120_000;
const KEPT_OF_STDERR = 2000;

const living = new Set();

export function killAll() {
  for (const child of living) child.kill('SIGKILL');
}

/** One child. What is wrong with it, even that it could not be started, is told by `answer()`. */
export class Child {
  #process;
  #lines;
  #errors = '';
  #ended;

  /** `env` is added to ours. */
  constructor([program, ...args], env = {}) {
    this.#process = spawn(program, args, { env: { ...process.env, ...env } });
    living.add(this.#process);
    this.#process.stdin.on('error', () => {});
    this.#process.stderr.on('data', (data) => {
      this.#errors = `${this.#errors}${data}`.slice(-KEPT_OF_STDERR);
    });
    this.#ended = new Promise((resolve) => {
      this.#process.on('error', (error) => resolve(error.message));
      this.#process.on('close', (code, signal) => resolve(signal ?? `exit code ${code}`));
    }).finally(() => living.delete(this.#process));
    this.#lines = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  }

  get pid() {
    return this.#process.pid;
  }

  /** The next line of JSON. */
  async answer() {
    const tooLate = setTimeout(() => this.#process.kill('SIGKILL'), ANSWER_WITHIN_MS);
    const { value, done } = await this.#lines.next();
    clearTimeout(tooLate);
    if (done) throw new Error(`ended with ${await this.#ended} before it answered\n${this.#errors}`.trim());
    return JSON.parse(value);
  }

  /** Says a line and waits for the answer. */
  ask(line) {
    this.#process.stdin.write(`${line}\n`);
    return this.answer();
  }

  async end() {
    this.#process.kill('SIGKILL');
    await this.#ended;
  }
}

/** Runs a program to its end and gives what it printed; rejects with `ENOENT` if there is no such program. */
export async function output([program, ...args]) {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  living.add(child);
  try {
    const printed = text(child.stdout);
    const errors = text(child.stderr);
    const [code, signal] = await once(child, 'close');
    if (code !== 0) throw new Error(`${program} ended with ${signal ?? `exit code ${code}`}\n${await errors}`.trim());
    return await printed;
  } finally {
    living.delete(child);
  }
}
