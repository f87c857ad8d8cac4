/**
 * A news wire on the loopback interface: a server of lines, slow on purpose, so that there is something to wait for.
 *
 *     WATCH      from now on `NEWS number headline`, now and then
 *     STORY n    `LINES count`, that many lines, one by one, and the end of the connection
 *     QUIT       `BYE`, and the end of the connection
 *
 * It is a program of its own. If another has forked it, that is told the port, and the server ends with it.
 */
import { createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { wholeNumber } from '../support/option-kinds.ts';
import { readCommandLine } from '../support/options.ts';

const LINES_OF_A_STORY = 40;
const LINES_BETWEEN_HEADLINES = 30;

const WHO = ['A lighthouse keeper', 'The town band', 'A retired clown', 'The night ferry', 'A school choir'];
const WHAT = ['finds', 'loses', 'repairs', 'buys back', 'gives away'];
const WHICH = ['a grand piano', 'the oldest map of the bay', 'ninety umbrellas', 'the harbour clock'];

function serve(port: number, pace: number): void {
  const server = createServer((socket) => answer(socket, pace));
  server.listen(port, '127.0.0.1', () => {
    const address = server.address() as { port: number };
    console.log(`listening on port ${address.port}`);
    process.send?.(address.port);
  });
  process.on('disconnect', () => process.exit());
  // Ctrl-C goes to all processes of a terminal; whoever forked this one decides.
  if (process.connected) process.on('SIGINT', () => {});
}

function answer(socket: Socket, pace: number): void {
  const gone = new AbortController();
  socket.on('close', () => gone.abort());
  const lines = createInterface(socket);
  lines.on('error', () => {});
  lines.on('line', (line) => {
    console.log(`asked for ${line}`);
    const [, command, number] = /^(WATCH|QUIT|STORY (\d+))$/.exec(line) ?? [];
    if (command === 'WATCH') sendNews(socket, pace, gone.signal).catch(() => console.log('nobody watches any more'));
    else if (command === 'QUIT') socket.end('BYE\n');
    else if (number) sendStory(socket, Number(number), pace, gone.signal).catch(() => console.log('broken off'));
    else socket.end('WHAT?\n');
  });
}

async function sendNews(socket: Socket, pace: number, signal: AbortSignal): Promise<void> {
  for (let number = 1; ; number++) {
    socket.write(`NEWS ${number} ${headline(number)}\n`);
    await sleep(pace * LINES_BETWEEN_HEADLINES, undefined, { signal });
  }
}

async function sendStory(socket: Socket, number: number, pace: number, signal: AbortSignal): Promise<void> {
  socket.write(`LINES ${LINES_OF_A_STORY}\n`);
  for (let line = 1; line <= LINES_OF_A_STORY; line++) {
    await sleep(pace, undefined, { signal });
    socket.write(`${headline(number)}, says witness ${line}\n`);
  }
  socket.end();
}

function headline(number: number): string {
  const one = (words: string[], step: number) => words[(number * step) % words.length];
  return `${one(WHO, 1)} ${one(WHAT, 2)} ${one(WHICH, 3)}`;
}

const { values } = readCommandLine({
  what: 'A news wire on the loopback interface.',
  options: {
    port: wholeNumber('N', 'where to listen, 0 where there is room', { least: 0, most: 65_535 }, 0),
    pace: wholeNumber('MS', 'milliseconds from one line of a story to the next', { least: 1, most: 10_000 }, 50),
  },
});
serve(values.port, values.pace);
