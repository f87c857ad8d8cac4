import koffi from 'koffi';

const SHOWN = 4;
const RESIZABLE = 0x20;

/** The little of SDL that the tests call, as a program with koffi would. */
export interface SdlFunctions {
  init(flags: number): number;
  quit(): void;
  /** Shows a window of 320 by 200, which can be resized. */
  createWindow(title: string): void;
  /** A user event with a code. */
  pushEvent(type: number, code?: number): number;
  pushFromAnotherThread(type: number): Promise<number>;
  flushEvents(from: number, to: number): void;
}

export function sdlFunctions(): SdlFunctions {
  const sdl = koffi.load('libSDL2-2.0.so.0');
  const push = sdl.func('int SDL_PushEvent(void *event)');
  const event = (type: number, code = 0) => {
    const bytes = Buffer.alloc(56);
    bytes.writeUInt32LE(type);
    bytes.writeInt32LE(code, 12);
    return bytes;
  };
  return {
    init: sdl.func('int SDL_Init(uint32_t flags)'),
    quit: sdl.func('void SDL_Quit()'),
    createWindow: (title) => {
      const create = sdl.func('void *SDL_CreateWindow(const char *title, int x, int y, int w, int h, uint32_t flags)');
      create(title, 0x2fff0000, 0x2fff0000, 320, 200, SHOWN | RESIZABLE);
    },
    pushEvent: (type, code) => push(event(type, code)),
    pushFromAnotherThread: (type) =>
      new Promise((resolve, reject) => {
        push.async(event(type), (error: Error | null, result: number) => (error ? reject(error) : resolve(result)));
      }),
    flushEvents: sdl.func('void SDL_FlushEvents(uint32_t from, uint32_t to)'),
  };
}
