/**
 * Programs of `examples/` that have a window: how each of them must end.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, type TestContext, test } from 'node:test';
import { skipOrFail } from '../support/hosts.ts';
import { type Display, openDisplay, type Window } from '../support/xvfb.ts';
import { endsWell, startAndStop } from './endings.ts';
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
      const start = (...args: string[]) => Program.example(t, path, args, { env });
      await check(display, start, t);
    });
  };
}

export interface Endings {
  readonly title: string;
  args(t: TestContext): Promise<readonly string[]>;
  /** What it says on standard output when it is up. */
  readonly ready: RegExp;
  /** How a person makes it quit by itself. */
  quit(display: Display, window: Window): Promise<void>;
}

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
      await endsWell(program, way);
      await display.noWindow(title);
    });
  }

  onDisplay('fifty quick starts and stops all end well', async (_, start, t) => {
    const words = await args(t);
    await startAndStop(() => start(...words), ready);
  });
}
