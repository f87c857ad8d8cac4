/** A clock of the toolkit that the process lives in: it calls `fn` every `ms` milliseconds, as painting would. */
import { fileURLToPath } from 'node:url';
import koffi from 'koffi';
import { every as everyOfGlib, PRIORITY_REDRAW } from './glib-side.js';
import { everyWhenIdle } from './tcl-side.js';

const Callback = koffi.pointer(koffi.proto('void BenchCallback()'));
const kept = [];

/** SDL sleeps only while a window of its own is shown; every program with SDL has one. */
export function openSdlWindow() {
  const sdl = koffi.load('libSDL2-2.0.so.0');
  const [VIDEO, SHOWN] = [0x20, 4];
  sdl.func('int SDL_Init(uint32_t flags)')(VIDEO);
  kept.push(sdl);
  sdl.func('void *SDL_CreateWindow(str, int, int, int, int, uint32_t)')('bench', 0, 0, 200, 100, SHOWN);
}

/** Qt and wx have no C functions: the library is that of the tests. */
function everyOfLibrary(toolkit) {
  return (ms, fn) => {
    const library = koffi.load(libraryOf(toolkit));
    const callback = koffi.register(fn, Callback);
    kept.push(library, callback);
    library.func('every', 'void *', ['int', Callback])(ms, callback);
  };
}

export function libraryOf(toolkit) {
  return fileURLToPath(new URL(`../../build/test/hosts/${toolkit}-window.so`, import.meta.url));
}

const clocks = { tk: everyWhenIdle, qt: everyOfLibrary('qt'), wx: everyOfLibrary('wx') };

export function everyOf(hostName, ms, fn) {
  const clock = clocks[hostName.split('-')[0]];
  if (clock) clock(ms, fn);
  else everyOfGlib(ms, PRIORITY_REDRAW, fn);
}
