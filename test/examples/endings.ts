/**
 * The ways to leave a program that has a window, or the terminal: each of them in order, with exit code 0.
 */
import assert from 'node:assert/strict';
import type { Outcome } from '../cli/command.ts';
import type { Program } from './program.ts';

/** The program has ended well, and has nothing to complain of; whoever has its output open has ended, too. */
export async function endsWell(program: Program, why: string): Promise<Outcome> {
  const outcome = await program.ends();
  assert.equal(outcome.ends, 0, `${why}: ${JSON.stringify(outcome)}`);
  assert.equal(outcome.stderr, '', why);
  return outcome;
}

const STARTS = 50;

/** Starts and stops a program fifty times, two at a time; each is told to stop as soon as it is there. */
export async function startAndStop(
  start: () => Program,
  isThere: RegExp,
  stop: (program: Program) => unknown = (program) => program.process.kill('SIGTERM'),
): Promise<void> {
  let left = STARTS;
  const one = async () => {
    while (left-- > 0) {
      const program = start();
      await program.says(isThere);
      stop(program);
      await endsWell(program, 'a stop at once');
    }
  };
  await Promise.all([one(), one()]);
}
