import { runsAlike } from './runs-alike.ts';

const endings = {
  nothing: 0,
  'unreferenced immediate': 0,
  'unreferenced timer': 0,
  'unreferenced server': 0,
  'unreferenced child': 0,
  'unreferenced timer beside a timer': 0,
  'tick only': 0,
  'promise only': 0,
  'immediate only': 0,
  revived: 0,
  'revived by a promise': 0,
  exit: 3,
  'exit at once': 4,
  'exit in a tick': 5,
  'exit in a promise': 6,
  'exit in an immediate': 7,
  exitCode: 8,
  caught: 0,
  'killed by a signal': 'SIGTERM',
  'signal handled': 0,
  'much output': 0,
  'much output and exit': 9,
} as const;

const errors = [
  'throw at once',
  'throw',
  'throw in an immediate',
  'throw in a file callback',
  'throw in exit',
  'reject',
];

for (const [name, ends] of Object.entries(endings)) {
  runsAlike(`a program that ends with "${name}"`, { file: 'endings.cjs', args: [name] }, { ends });
}
for (const name of errors) {
  runsAlike(`an error: ${name}`, { file: 'endings.cjs', args: [name] }, { ends: 1, complains: true });
}
runsAlike('a top-level await that is never settled', { file: 'unsettled.mjs' }, { ends: 13, complains: true });
