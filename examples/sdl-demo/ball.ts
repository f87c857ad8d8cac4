/** A ball in a box: it falls, and loses nothing when it bounces. One step is one frame. */
const GRAVITY = 0.25;

export class Ball {
  readonly radius = 22;
  x: number;
  y: number;
  readonly #width: number;
  readonly #height: number;
  #dx = 3.5;
  #dy = 0;

  constructor(width: number, height: number) {
    this.#width = width;
    this.#height = height;
    this.x = this.radius;
    this.y = height / 3;
  }

  move(steps: number): void {
    for (let i = 0; i < steps; i++) {
      this.#dy += GRAVITY;
      this.x += this.#dx;
      this.y += this.#dy;
      if (this.x < this.radius || this.x > this.#width - this.radius) this.#dx = -this.#dx;
      if (this.y > this.#height - this.radius && this.#dy > 0) this.#dy = GRAVITY - this.#dy;
    }
  }
}
