/**
 * A display for what has windows, and a person in front of it: eyes on the screen, hands on mouse and keyboard.
 *
 * The display is Xvfb on a number that nobody has used lately: the lowest free one may be that of a server which is just
 * about to end, and then removes the socket of its successor. It says when it accepts clients, and it draws into a file,
 * so a picture needs no tool. jwm manages the windows: they get a title, the focus, and a close button. Hands are xdotool's.
 * Everything waits with a limit, in this process' own loop, so what is tested may live in this process, too.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { after, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual, promisify } from 'node:util';
import { skipOrFail } from './hosts.ts';
import { type Area, Picture } from './picture.ts';

export type { Area, Picture } from './picture.ts';

/** A window's place is that of its content, without the frame of the window manager. */
export interface Window extends Area {
  readonly id: string;
  readonly title: string;
}

const TOOLS = ['Xvfb', 'jwm', 'xdotool', 'xwininfo', 'xprop', 'tesseract'];
const PATIENCE_MS = 30_000;
const LOOK_AGAIN_MS = 50;
const START_AGAIN_MS = 5000;
const MOST_OF_A_FRAME = 40;

const MANAGER = `<JWM>
  <WindowStyle><Font>DejaVu Sans-10</Font><Active><Background>#3584e4</Background></Active></WindowStyle>
  <FocusModel>click</FocusModel>
  <Group><Option>centered</Option></Group>
  <Key mask="A" key="F4">close</Key>
</JWM>`;

/** What toolkits need so that they depend on nothing but the display: no bus, no settings of a desktop, no GPU. */
const QUIET = {
  DBUS_SESSION_BUS_ADDRESS: 'disabled:',
  GDK_BACKEND: 'x11',
  GSETTINGS_BACKEND: 'memory',
  GSK_RENDERER: 'cairo',
  GTK_A11Y: 'none',
  GTK_IM_MODULE: 'none',
  LIBGL_ALWAYS_SOFTWARE: '1',
  NO_AT_BRIDGE: '1',
  QT_QPA_PLATFORM: 'xcb',
  SDL_VIDEODRIVER: 'x11',
  WAYLAND_DISPLAY: '',
  XDG_SESSION_TYPE: 'x11',
};

/** The tools are not what a sanitizer is to look at. */
const PLAIN = { LD_PRELOAD: '' };

export class Display {
  /** As in `DISPLAY`. */
  readonly name: string;
  /** The environment for programs on this display. It is also that of this process, until the end. */
  readonly env: Readonly<Record<string, string>>;
  readonly #folder: string;
  readonly #processes: ChildProcess[];
  readonly #before = { ...process.env };

  constructor(name: string, folder: string, processes: ChildProcess[]) {
    this.name = name;
    this.env = { ...QUIET, DISPLAY: name, XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder };
    this.#folder = folder;
    this.#processes = processes;
    Object.assign(process.env, this.env);
  }

  /** What is on the screen, or on a part of it, now. */
  look(area?: Area): Picture {
    const picture = Picture.ofDump(readFileSync(join(this.#folder, 'Xvfb_screen0')));
    return area ? picture.cut(area) : picture;
  }

  /** Looks again and again until `isThere`, and gives the picture; after half a minute it keeps what it sees and fails. */
  async sees(what: string, isThere: (picture: Picture) => boolean | Promise<boolean>, area?: Area): Promise<Picture> {
    return this.#until(what, async () => {
      const picture = this.look(area);
      return (await isThere(picture)) ? picture : undefined;
    });
  }

  /** The same for words: spaces are not told from line ends, nor capital letters from small ones. */
  async reads(words: string, area?: Area): Promise<Picture> {
    const flat = (text: string) => text.toLowerCase().split(/\s+/).join(' ');
    return this.sees(`"${words}"`, async (picture) => flat(await picture.text()).includes(flat(words)), area);
  }

  /** Waits for a visible window whose title has this. */
  async window(title: string): Promise<Window> {
    return this.#until(`a window "${title}"`, () => this.findWindow(title));
  }

  /** The same when it is at rest: a new window grows and moves, by what is put into it and by the window manager. */
  async settledWindow(title: string): Promise<Window> {
    let before = await this.window(title);
    for (let same = 0; same < 5; ) {
      const window = await this.window(title);
      same = isDeepStrictEqual(window, before) ? same + 1 : 0;
      before = window;
    }
    return before;
  }

  async noWindow(title: string): Promise<void> {
    await this.#until(`no window "${title}"`, async () => !(await this.findWindow(title)));
  }

  async findWindow(title: string): Promise<Window | undefined> {
    const pattern = title.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
    const found = await this.#xdotool('search', '--onlyvisible', '--name', pattern).catch(() => '');
    const id = found.trim().split('\n').at(-1);
    if (!id) return undefined;
    const geometry = await this.#run('xwininfo', '-id', id).catch(() => ''); // it may be closed meanwhile
    const number = (name: string) => Number(new RegExp(`${name}: +(-?\\d+)`).exec(geometry)?.[1]);
    const [x, y] = [number('Absolute upper-left X'), number('Absolute upper-left Y')];
    const [width, height] = [number('Width'), number('Height')];
    return geometry === '' ? undefined : { id, title, x, y, width, height };
  }

  /** Clicks there, as coordinates of the screen or of a window. */
  async click(x: number, y: number, { window, button = 1 }: { window?: Window; button?: number } = {}): Promise<void> {
    await this.move(x, y, window);
    await this.#xdotool('click', String(button));
  }

  async move(x: number, y: number, window?: Window): Promise<void> {
    const place = [x + (window?.x ?? 0), y + (window?.y ?? 0)];
    await this.#xdotool('mousemove', ...place.map(String));
  }

  async press(button = 1): Promise<void> {
    await this.#xdotool('mousedown', String(button));
  }

  async release(button = 1): Promise<void> {
    await this.#xdotool('mouseup', String(button));
  }

  /** Types text into the window that has the focus. */
  async type(text: string): Promise<void> {
    await this.#xdotool('type', '--delay', '15', '--', text);
  }

  /** Presses keys by their names, as `Return`, `Escape` or `ctrl+q`. */
  async key(...names: string[]): Promise<void> {
    await this.#xdotool('key', '--delay', '15', ...names);
  }

  async focus(window: Window): Promise<void> {
    await this.#xdotool('windowactivate', '--sync', window.id);
  }

  /** Puts a window elsewhere, and tells its new place. */
  async place({ id, title }: Window, x: number, y: number): Promise<Window> {
    await this.#xdotool('windowmove', '--sync', id, String(x), String(y));
    return this.#until(`"${title}" at ${x}, ${y}`, async () => {
      const window = await this.settledWindow(title);
      const isThere = Math.abs(window.x - x) < MOST_OF_A_FRAME && Math.abs(window.y - y) < MOST_OF_A_FRAME;
      return isThere && window;
    });
  }

  /** Asks the window manager to close a window, as its close button does: the program gets WM_DELETE_WINDOW. */
  async close(window: Window): Promise<void> {
    await this.focus(window);
    await this.key('alt+F4');
  }

  /** Starts the window manager, which in one of a hundred times dies as it starts: then again. */
  async manage(): Promise<void> {
    const config = join(this.#folder, 'jwmrc');
    writeFileSync(config, MANAGER);
    for (let startedAt = Number.NEGATIVE_INFINITY; ; await sleep(LOOK_AGAIN_MS)) {
      if (performance.now() - startedAt > START_AGAIN_MS) {
        this.#processes.unshift(spawnTied('jwm', ['-display', this.name, '-f', config], 'ignore'));
        startedAt = performance.now();
      }
      if ((await this.#run('xprop', '-root', '_NET_SUPPORTING_WM_CHECK')).includes('window id')) return;
    }
  }

  /** Ends it, and waits for that. */
  async end(): Promise<void> {
    const ends = this.#processes.map((each) => once(each, 'exit'));
    for (const each of this.#processes) each.ref();
    for (const each of this.#processes) each.stdin!.end();
    await Promise.all(ends);
    rmSync(this.#folder, { recursive: true, force: true });
    for (const name of Object.keys(this.env)) {
      const value = this.#before[name];
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }

  #xdotool(...args: string[]): Promise<string> {
    return this.#run('xdotool', ...args);
  }

  async #run(tool: string, ...args: string[]): Promise<string> {
    const env = { ...process.env, ...PLAIN, DISPLAY: this.name };
    return (await promisify(execFile)(tool, args, { env, timeout: PATIENCE_MS })).stdout;
  }

  async #until<T>(what: string, look: () => Promise<T | undefined | false>): Promise<T> {
    const deadline = performance.now() + PATIENCE_MS;
    for (;;) {
      const found = await look();
      if (found) return found;
      if (performance.now() > deadline) break;
      await sleep(LOOK_AGAIN_MS);
    }
    this.look().keep(`unseen-${process.pid}`);
    throw new Error(`${what} did not come; what was there is build/screenshots/unseen-${process.pid}.png`);
  }
}

/** Opens a display, and makes it the one of this process; throws where a tool is missing. */
export async function openDisplay({ width = 1024, height = 768 } = {}): Promise<Display> {
  const missing = TOOLS.filter((tool) => !existsSync(`/usr/bin/${tool}`));
  if (missing.length > 0) throw new Error(`missing: ${missing.join(', ')}`);
  const folder = mkdtempSync(join(tmpdir(), 'interloop-display-'));
  const number = `:${randomInt(100, 50_000)}`;
  const screen = ['-screen', '0', `${width}x${height}x24`, '-fbdir', folder, '-nocursor'];
  const args = [number, '-displayfd', '3', '-nolisten', 'tcp', ...screen];
  const server = spawnTied('Xvfb', args, 'pipe');
  const name = `:${await firstLine(server.stdio[3] as Readable)}`;
  const display = new Display(name, folder, [server]);
  await display.manage();
  return display;
}

/** A display for one test, ended after it; without the tools for it the test is skipped. */
export async function displayFor(t: TestContext): Promise<Display | undefined> {
  let display: Display;
  try {
    display = await openDisplay();
  } catch (error) {
    skipOrFail(t, (error as Error).message);
    return undefined;
  }
  t.after(() => display.end());
  return display;
}

/** A display for all tests of this process, opened before its hosts are made; without it they say what is missing. */
export async function openDisplayForAll(): Promise<Display | undefined> {
  try {
    const display = await openDisplay();
    after(() => display.end());
    return display;
  } catch {
    return undefined;
  }
}

/** Starts what ends when this process does, however that happens: the shell around it waits for the end of its input. */
function spawnTied(command: string, args: readonly string[], third: 'pipe' | 'ignore'): ChildProcess {
  const script = '"$@" & cat >/dev/null; kill $!; wait';
  const child = spawn('sh', ['-c', script, 'sh', command, ...args], {
    stdio: ['pipe', 'ignore', 'ignore', third],
    env: { ...process.env, ...PLAIN },
  });
  child.unref();
  (child.stdin as Socket).unref();
  return child;
}

async function firstLine(stream: Readable): Promise<string> {
  let text = '';
  for await (const chunk of stream) {
    text += chunk;
    if (text.includes('\n')) return text.trim();
  }
  throw new Error('Xvfb has ended without a display');
}
