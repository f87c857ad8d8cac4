/**
 * Programs of `examples/` that have a window: how each of them must end.
 */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, type TestContext, test } from 'node:test';
import { skipOrFail } from '../support/hosts.ts';
import { type Display, openDisplay, type Window } from '../support/xvfb.ts';
import { example } from './example.ts';
import { Program } from './program.ts';

/** A test with a display; `start` starts the program there. */
export type OnDisplay = (
  sentence: string,
  check: (display: Display, start: (...args: string[]) => Program, t: TestContext) => Promise<void>,
) => void;

/** @param path the program; `needs` is the library of its own that was built where a compiler and headers were */
export function desktopProgram(path: string, needs: string): OnDisplay {
  const runtime = mkdtempSync(join(tmpdir(), 'interloop-runtime-'));
  let display: Display | undefined;
  let reason = existsSync(example(needs)) ? undefined : `${needs} was not built: npm run build:shims`;

  before(async () => {
    try {
      display = await openDisplay();
    } catch (error) {
      reason ??= (error as Error).message;
    }
  });
  after(async () => {
    await display?.end();
    rmSync(runtime, { recursive: true });
  });

  return (sentence, check) => {
    test(sentence, { timeout: 120_000 }, async (t) => {
      if (!display || reason !== undefined) return skipOrFail(t, reason ?? 'there is no display');
      const env = { ...display.env, XDG_RUNTIME_DIR: runtime };
      // A group of its own, so that one sees whether anybody of it is left.
      const start = (...args: string[]) => Program.example(t, path, args, { env, detached: true });
      await check(display, start, t);
    });
  };
}

/** With exit code 0, nothing on standard error, and no process left behind. */
export async function endsWell(program: Program): Promise<string> {
  const { stdout, stderr, ends } = await program.ends();
  assert.deepEqual({ stderr, ends }, { stderr: '', ends: 0 });
  assert.throws(() => process.kill(-program.process.pid!, 0), { code: 'ESRCH' });
  return stdout;
}

export interface Endings {
  readonly title: string;
  args(t: TestContext): Promise<readonly string[]>;
  /** What it says on standard output when it is up. */
  readonly ready: RegExp;
  /** How a person makes it quit by itself. */
  quit(display: Display, window: Window): Promise<void>;
}

const QUICK_STARTS = 50;
const AT_A_TIME = 5;

/** Each way to end, and many quick ones. */
export function endings(onDisplay: OnDisplay, { title, args, ready, quit }: Endings): void {
  const ways: Record<string, (display: Display, program: Program, window: Window) => Promise<void>> = {
    'its own quit': (display, _, window) => quit(display, window),
    "the window's close button": (display, _, window) => display.close(window),
    'Ctrl-C': async (_, program) => void program.process.kill('SIGINT'),
    SIGTERM: async (_, program) => void program.process.kill('SIGTERM'),
  };
  for (const [way, end] of Object.entries(ways)) {
    onDisplay(`${way} ends it with exit code 0 and leaves nothing`, async (display, start, t) => {
      const program = start(...(await args(t)));
      await program.says(ready);
      await end(display, program, await display.window(title));
      await endsWell(program);
      await display.noWindow(title);
    });
  }

  onDisplay(`${QUICK_STARTS} quick starts and stops all end well`, async (_, start, t) => {
    const words = await args(t);
    for (let started = 0; started < QUICK_STARTS; started += AT_A_TIME) {
      const programs = Array.from({ length: AT_A_TIME }, () => start(...words));
      await Promise.all(
        programs.map(async (program) => {
          await program.says(ready);
          program.process.kill('SIGTERM');
          await endsWell(program);
        }),
      );
    }
  });
}
