/**
 * Snake in a terminal, on the built-in frame loop, which needs nothing installed. Node lives in that loop: it reads the
 * keys, has a server for those who look on, and tells the time.
 */
import { LoopingCall, reactor } from 'interloop';
import { type Frame, frame } from 'interloop/hosts/frame';
import { listenAt } from '../support/endpoint-options.ts';
import { readCommandLine } from '../support/options.ts';
import { draw } from './drawing.ts';
import { DIRECTIONS, type Direction, Snake } from './snake.ts';
import { Spectators } from './spectators.ts';
import { Terminal } from './terminal.ts';

const WIDTH = 36;
const HEIGHT = 18;
const FPS = 30;
/** A step is so many frames, fewer with each apple. */
const SLOWEST = 5;
const FASTEST = 2;
const LETTERS: Readonly<Record<string, Direction>> = { w: 'up', a: 'left', s: 'down', d: 'right' };

const { values } = readCommandLine({
  what: 'Snake, in a terminal.',
  options: { listen: listenAt('tcp:0:127.0.0.1') },
  notes: 'The arrows or w a s d steer, q quits. Who connects looks on, and each line that they send is an apple.',
});
if (!process.stdin.isTTY || !process.stdout.isTTY) {
  console.error('A game needs a terminal to be played in.');
  process.exit(2);
}

const terminal = new Terminal(process.stdin, process.stdout);
const spectators = new Spectators(() => snake.dropApple());
let snake = new Snake(WIDTH, HEIGHT);
let where = '';
let seconds = 0;

function onKey(name: string): void {
  const direction = LETTERS[name] ?? name;
  if (direction in DIRECTIONS) snake.turn(direction as Direction);
  else if (name === 'space' && snake.isOver) snake = new Snake(WIDTH, HEIGHT);
  else if ((name === 'q' || name === 'ctrl-c') && !reactor.isStopping) reactor.stop();
}

function onFrame({ number }: Frame): void {
  const every = Math.max(FASTEST, SLOWEST - Math.floor(snake.score / 5));
  const { score, isOver } = snake;
  if (number % every === 0) snake.step();
  if (snake.score !== score) spectators.tell(`${snake.score} apples`);
  if (snake.isOver && !isOver) spectators.tell(`over, with ${snake.score} apples`);
  const keys = snake.isOver ? 'GAME OVER. Space: again, q: quit' : 'Arrows or w a s d, q: quit';
  terminal.show(
    draw(snake, [
      ` apples ${snake.score}   time ${seconds} s   looking on ${spectators.count}   ${keys}`,
      ` nc ${where.replace(':', ' ')}: each line is an apple`,
    ]),
  );
}

reactor.callWhenRunning(async () => {
  const port = await values.listen.listen(spectators);
  where = String(port.getHost());
  terminal.open(onKey);
  void new LoopingCall(() => seconds++).start(1000, false);
});
reactor.addSystemEventTrigger('before', 'shutdown', () => spectators.goodbye());
reactor.addSystemEventTrigger('during', 'shutdown', () => terminal.close());

await reactor.run({ host: frame({ fps: FPS, onFrame }), installSignalHandlers: true });
console.log(`${snake.score} apples`);
