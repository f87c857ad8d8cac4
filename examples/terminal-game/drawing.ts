/** The board as lines for a terminal: a cell is two characters wide, so that it is about square. */
import type { Snake } from './snake.ts';

const colour = (number: number, text: string) => `\x1b[38;5;${number}m${text}\x1b[0m`;

const HEAD = colour(226, '██');
const BODY = colour(40, '██');
const APPLE = colour(203, '● ');
const NOTHING = '  ';

/** @param about what stands below the board */
export function draw(snake: Snake, about: readonly string[]): string[] {
  const cells = Array.from({ length: snake.height }, () => Array<string>(snake.width).fill(NOTHING));
  for (const { x, y } of snake.apples) cells[y]![x] = APPLE;
  for (const { x, y } of snake.body) cells[y]![x] = BODY;
  const [head] = snake.body;
  cells[head!.y]![head!.x] = HEAD;
  const edge = '─'.repeat(2 * snake.width);
  return [`┌${edge}┐`, ...cells.map((row) => `│${row.join('')}│`), `└${edge}┘`, ...about];
}
