/**
 * Runs Node with the addon that scripts/sanitize.js has built, and reads what the sanitizers say.
 *
 * Node itself is not instrumented: AddressSanitizer is loaded before it and then watches every allocation of the
 * process, but checks the accesses of the addon only. Its leak detector knows nothing of V8's heap and therefore
 * reports much of Node at the end of each process, without meaning; a leak counts here if the addon is among the
 * innermost frames of its allocation.
 */
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const INNERMOST = 4;
const PATIENCE_MS = 180_000;
const DETECTOR_DIED = 'LeakSanitizer has encountered a fatal error';

export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number | null;
  /** What AddressSanitizer and UBSan complained of, or nothing. */
  readonly complaint: string;
  /** Allocations of the addon that nobody released, each with its stack. */
  readonly leaks: readonly string[];
}

/**
 * Runs `node ...args` and waits for its end; `leaks` says whether leaks are looked for.
 *
 * Once in some hundred processes the leak detector itself dies of a memory region that another thread gave back while
 * it looked. That tells nothing of the program, which is run again.
 */
export async function runSanitized(leaks: boolean, args: readonly string[]): Promise<Outcome> {
  let outcome = await runOnce(leaks, args);
  for (let again = 0; again < 2 && outcome.stderr.includes(DETECTOR_DIED); again++)
    outcome = await runOnce(leaks, args);
  return outcome;
}

async function runOnce(leaks: boolean, args: readonly string[]): Promise<Outcome> {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const options = `abort_on_error=1:detect_stack_use_after_return=1:malloc_context_size=${INNERMOST}`;
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    timeout: PATIENCE_MS,
    killSignal: 'SIGKILL',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...env,
      INTERLOOP_PREBUILD: fileURLToPath(new URL('../../sanitize', import.meta.url)),
      LD_PRELOAD: env.INTERLOOP_LIBASAN,
      ASAN_OPTIONS: `${options}:detect_leaks=${Number(leaks && env.INTERLOOP_LEAKS === 'yes')}`,
      LSAN_OPTIONS: 'exitcode=0:report_objects=0',
      UBSAN_OPTIONS: 'halt_on_error=1:print_stacktrace=1',
    },
  });
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [complaint = ''] = /(==\d+==ERROR: AddressSanitizer|\S+ runtime error: ).*/s.exec(stderr) ?? [];
  return { stdout, stderr, status: await closed, complaint, leaks: leaksOf(stderr) };
}

function leaksOf(stderr: string): string[] {
  const blocks = stderr.split('\n\n').filter((block) => /^(Direct|Indirect) leak of/.test(block));
  return blocks.filter((block) => /\bnative\/\w+\.cc?:/.test(block));
}
