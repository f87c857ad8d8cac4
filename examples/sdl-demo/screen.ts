/** The window, drawn through SDL 2: rectangles, a round thing, and lines of text, each of which is a texture made once. */
import koffi from 'koffi';
import { write } from './font.ts';

const VIDEO = 0x20;
const CENTERED = 0x2fff0000;
const SHOWN = 0x4;
const SOFTWARE = 0x1;
const ARGB8888 = 0x16362004;
const STATIC = 0;
const BLEND = 1;

const sdl = koffi.load('libSDL2-2.0.so.0');
const api = {
  init: sdl.func('int SDL_Init(uint32_t flags)'),
  quit: sdl.func('void SDL_Quit()'),
  error: sdl.func('const char *SDL_GetError()'),
  createWindow: sdl.func('void *SDL_CreateWindow(const char *title, int x, int y, int w, int h, uint32_t flags)'),
  createRenderer: sdl.func('void *SDL_CreateRenderer(void *window, int index, uint32_t flags)'),
  createTexture: sdl.func('void *SDL_CreateTexture(void *renderer, uint32_t format, int access, int w, int h)'),
  updateTexture: sdl.func('int SDL_UpdateTexture(void *texture, void *rect, void *pixels, int pitch)'),
  setBlendMode: sdl.func('int SDL_SetTextureBlendMode(void *texture, int mode)'),
  destroyTexture: sdl.func('void SDL_DestroyTexture(void *texture)'),
  setColour: sdl.func('int SDL_SetRenderDrawColor(void *renderer, uint8_t r, uint8_t g, uint8_t b, uint8_t a)'),
  clear: sdl.func('int SDL_RenderClear(void *renderer)'),
  fill: sdl.func('int SDL_RenderFillRect(void *renderer, void *rect)'),
  copy: sdl.func('int SDL_RenderCopy(void *renderer, void *texture, void *from, void *to)'),
  present: sdl.func('void SDL_RenderPresent(void *renderer)'),
};

interface Texture {
  readonly address: bigint;
  readonly width: number;
  readonly height: number;
}

export class Screen {
  readonly width: number;
  readonly height: number;
  readonly #renderer: bigint;
  readonly #lines = new Map<string, Texture>();
  readonly #discs = new Map<number, Texture>();
  #used = new Set<string>();

  /** @throws Error without a display */
  constructor(title: string, width: number, height: number) {
    this.width = width;
    this.height = height;
    if (api.init(VIDEO) !== 0) throw new Error(`SDL: ${api.error()}`);
    const window = api.createWindow(title, CENTERED, CENTERED, width, height, SHOWN);
    this.#renderer = window && api.createRenderer(window, -1, SOFTWARE);
    if (!this.#renderer) throw new Error(`SDL: ${api.error()}`);
  }

  clear(colour: number): void {
    this.#paint(colour);
    api.clear(this.#renderer);
  }

  box(x: number, y: number, width: number, height: number, colour: number): void {
    this.#paint(colour);
    api.fill(this.#renderer, Int32Array.of(x, y, width, height));
  }

  disc(x: number, y: number, radius: number, colour: number): void {
    let texture = this.#discs.get(radius);
    if (!texture) {
      const size = 2 * radius + 1;
      const pixels = Uint32Array.from({ length: size * size }, (_, i) => {
        const [dx, dy] = [(i % size) - radius, Math.floor(i / size) - radius];
        const edge = radius + 0.5 - Math.hypot(dx, dy);
        return ((Math.round(255 * Math.min(1, Math.max(0, edge))) << 24) | colour) >>> 0;
      });
      texture = this.#texture(pixels, size, size);
      this.#discs.set(radius, texture);
    }
    this.#copy(texture, x - radius, y - radius, 1);
  }

  text(x: number, y: number, text: string, colour: number, scale = 2): void {
    const key = `${colour} ${text}`;
    let texture = this.#lines.get(key);
    if (!texture) {
      const { pixels, width, height } = write(text, (0xff000000 | colour) >>> 0);
      texture = this.#texture(pixels, width, height);
      this.#lines.set(key, texture);
    }
    this.#used.add(key);
    this.#copy(texture, x, y, scale);
  }

  /** Shows what was drawn, and forgets the lines that were not in it. */
  present(): void {
    api.present(this.#renderer);
    for (const [key, { address }] of this.#lines) {
      if (this.#used.has(key)) continue;
      api.destroyTexture(address);
      this.#lines.delete(key);
    }
    this.#used = new Set();
  }

  /** Takes the window away, and all of SDL. */
  close(): void {
    api.quit();
  }

  #paint(colour: number): void {
    api.setColour(this.#renderer, colour >> 16, (colour >> 8) & 255, colour & 255, 255);
  }

  #texture(pixels: Uint32Array, width: number, height: number): Texture {
    const address = api.createTexture(this.#renderer, ARGB8888, STATIC, width, height);
    api.updateTexture(address, null, pixels, 4 * width);
    api.setBlendMode(address, BLEND);
    return { address, width, height };
  }

  #copy({ address, width, height }: Texture, x: number, y: number, scale: number): void {
    api.copy(this.#renderer, address, null, Int32Array.of(x, y, width * scale, height * scale));
  }
}
