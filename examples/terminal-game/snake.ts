/** The game, without a screen: a snake on a board eats apples, grows, and must not bite itself or the wall. */
export interface Cell {
  readonly x: number;
  readonly y: number;
}

export const DIRECTIONS = {
  up: { x: 0, y: -1 },
  down: { x: 0, y: 1 },
  left: { x: -1, y: 0 },
  right: { x: 1, y: 0 },
} as const;

export type Direction = keyof typeof DIRECTIONS;

const FIRST_LENGTH = 4;

export class Snake {
  readonly width: number;
  readonly height: number;
  /** The head first. */
  readonly body: Cell[] = [];
  readonly apples: Cell[] = [];
  score = 0;
  isOver = false;
  readonly #random: () => number;
  #direction: Direction = 'right';
  /** What was asked for since the last step, in order: two turns may come in one. */
  #turns: Direction[] = [];

  /** @param random from 0 to 1: where apples fall */
  constructor(width: number, height: number, random: () => number = Math.random) {
    this.width = width;
    this.height = height;
    this.#random = random;
    const y = Math.floor(height / 2);
    for (let i = 0; i < FIRST_LENGTH; i++) this.body.push({ x: Math.floor(width / 3) - i, y });
    this.dropApple();
  }

  /** Going back into oneself is not possible, and asked for by mistake only. */
  turn(direction: Direction): void {
    const last = this.#turns.at(-1) ?? this.#direction;
    const { x, y } = DIRECTIONS[direction];
    const isBack = DIRECTIONS[last].x === -x && DIRECTIONS[last].y === -y;
    if (direction !== last && !isBack && this.#turns.length < 2) this.#turns.push(direction);
  }

  step(): void {
    if (this.isOver) return;
    this.#direction = this.#turns.shift() ?? this.#direction;
    const { x, y } = DIRECTIONS[this.#direction];
    const head = { x: this.body[0]!.x + x, y: this.body[0]!.y + y };
    const eaten = this.apples.findIndex((apple) => isSame(apple, head));
    if (eaten < 0) this.body.pop();
    if (!this.#isInside(head) || this.body.some((cell) => isSame(cell, head))) {
      this.isOver = true;
      return;
    }
    this.body.unshift(head);
    if (eaten < 0) return;
    this.score++;
    this.apples.splice(eaten, 1);
    if (this.apples.length === 0) this.dropApple();
  }

  /** One more apple, where there is nothing; false if there is no such place. */
  dropApple(): boolean {
    const free: Cell[] = [];
    for (let i = 0; i < this.width * this.height; i++) {
      const cell = { x: i % this.width, y: Math.floor(i / this.width) };
      if (![...this.body, ...this.apples].some((taken) => isSame(taken, cell))) free.push(cell);
    }
    const cell = free[Math.floor(this.#random() * free.length)];
    if (cell) this.apples.push(cell);
    return cell !== undefined;
  }

  #isInside({ x, y }: Cell): boolean {
    return x >= 0 && y >= 0 && x < this.width && y < this.height;
  }
}

function isSame(a: Cell, b: Cell): boolean {
  return a.x === b.x && a.y === b.y;
}
