/** How a program and the run talk: lines of JSON out, lines of text in; the end of stdin is the end of the program. */
import { createInterface } from 'node:readline';

export function report(value) {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

/** Answers each line with what `answer(line)` gives. */
export function answerLines(answer) {
  createInterface({ input: process.stdin })
    .on('line', (line) => report(answer(line)))
    .on('close', () => process.exit());
}
