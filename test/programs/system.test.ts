import { runsAlike } from './runs-alike.ts';

const lines = Array.from({ length: 50_000 }, (_, i) => `line ${(i * 7919) % 50_000}\n`).join('');
const dialogue = '1 + 1\nawait Promise.resolve(3)\nawait new Promise((resolve) => setTimeout(resolve, 5, "later"))\n';

runsAlike('piscina', { file: 'piscina.mjs' });
runsAlike('worker threads, ports and shared memory', { file: 'threads.mjs' });
runsAlike('child processes, pipelines and messages', { file: 'children.mjs' });
runsAlike('a cluster', { file: 'cluster.mjs' });
runsAlike('files, zlib and watchers', { file: 'files.mjs' });
runsAlike('standard input piped through a transform', { file: 'input.mjs', args: ['pipe'], input: lines });
runsAlike('standard input by the line', { file: 'input.mjs', args: ['lines'], input: lines });
runsAlike('standard input in a for await loop', { file: 'input.mjs', args: ['iterate'], input: lines });
runsAlike('a question asked with readline', { file: 'input.mjs', args: ['prompt'], input: 'you\n' });
runsAlike('a REPL', { file: 'input.mjs', args: ['repl'], input: dialogue });
runsAlike('standard input closed half way', { file: 'input.mjs', args: ['leave'], input: lines });
