/**
 * A terminal with a program in it, and a person in front of it: tmux, which tells what is on the screen and presses keys.
 * When the program has ended, its exit code and the settings of the terminal are written below.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { skipOrFail } from './hosts.ts';

const PATIENCE_MS = 30_000;
const TERMINAL_SETTINGS = 'stty -a | tr "\\n" " "; echo';

let count = 0;

export class TerminalWindow {
  readonly #socket: string;

  private constructor(socket: string) {
    this.#socket = socket;
  }

  /** Runs a command in a new terminal; without tmux the test is skipped. */
  static async open(t: TestContext, command: readonly string[]): Promise<TerminalWindow | undefined> {
    if (!existsSync('/usr/bin/tmux')) {
      skipOrFail(t, 'missing: tmux');
      return undefined;
    }
    const terminal = new TerminalWindow(`interloop-${process.pid}-${++count}`);
    t.after(() => terminal.#tmux('kill-server').catch(() => {}));
    const words = command.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
    const shell = `${words}; echo "ended with $?"; ${TERMINAL_SETTINGS}; exec cat`;
    await terminal.#tmux('-f', '/dev/null', 'new-session', '-d', '-x', '90', '-y', '30', shell);
    return terminal;
  }

  /** What is on the screen now. */
  screen(): Promise<string> {
    return this.#tmux('capture-pane', '-p');
  }

  async shows(pattern: RegExp): Promise<RegExpExecArray> {
    const deadline = performance.now() + PATIENCE_MS;
    for (;;) {
      const screen = await this.screen();
      const found = pattern.exec(screen);
      if (found) return found;
      if (performance.now() > deadline) throw new Error(`${pattern} did not come; what is there is\n${screen}`);
      await sleep(20);
    }
  }

  async keys(...names: string[]): Promise<void> {
    await this.#tmux('send-keys', ...names);
  }

  /** Whether the program has the other screen, and whether a cursor is to be seen. */
  async state(): Promise<{ alternate: boolean; cursor: boolean }> {
    const told = await this.#tmux('display-message', '-p', '#{alternate_on} #{cursor_flag}');
    const [alternate, cursor] = told.trim().split(' ');
    return { alternate: alternate === '1', cursor: cursor === '1' };
  }

  /** The process of the program. */
  async pid(): Promise<number> {
    const shell = (await this.#tmux('display-message', '-p', '#{pane_pid}')).trim();
    const { stdout } = await promisify(execFile)('pgrep', ['-P', shell]);
    return Number(stdout.trim());
  }

  async #tmux(...args: string[]): Promise<string> {
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    return (await promisify(execFile)('tmux', ['-L', this.#socket, ...args], { env, timeout: PATIENCE_MS })).stdout;
  }
}
