/**
 * A ball at sixty frames a second, and the lines of a server as they come: SDL's loop is the host, Node's network lives in
 * it. After pygamedemo.py, which came with Twisted.
 *
 * Whoever leaves (Escape, the close button, Ctrl-C, SIGTERM) stops the reactor: the connections are closed first, then the
 * loop ends, and the window goes last.
 */
import { reactor } from 'interloop';
import { type Frame, type SdlEvent, sdl } from 'interloop/hosts/sdl';
import { connectTo } from '../support/endpoint-options.ts';
import { number, wholeNumber } from '../support/option-kinds.ts';
import { readCommandLine } from '../support/options.ts';
import { Ball } from './ball.ts';
import { FrameTimes } from './frame-times.ts';
import { News } from './news.ts';
import { Screen } from './screen.ts';

const QUIT = 0x100;
const KEY_DOWN = 0x300;
const KEY_OF_KEY_EVENT = 20;
const ESCAPE = 27;

const LINES = 12;
const COLOURS = { night: 0x1e1e2e, panel: 0x313244, ink: 0xcdd6f4, faint: 0x7f849c, ball: 0xf38ba8, lamp: 0xa6e3a1 };

const { values } = readCommandLine({
  what: 'A ball that bounces, and the lines of a server as they come.',
  options: {
    connect: connectTo('tcp:127.0.0.1:7010', 'where the news come from'),
    connections: wholeNumber('N', 'by how many connections', { least: 1, most: 1000 }, 1),
    fps: number('N', 'frames a second', { least: 1, most: 1000 }, 60),
  },
  notes: 'Escape, the close button, Ctrl-C and SIGTERM end it.',
});

const screen = new Screen('A ball and the news', 640, 400);
const ball = new Ball(screen.width, screen.height);
const news = new News(values.connect, values.connections, LINES);
const times = new FrameTimes();

function draw(): void {
  screen.clear(COLOURS.night);
  screen.box(0, 0, screen.width, 30, COLOURS.panel);
  screen.text(12, 8, 'connections', COLOURS.ink);
  for (let lamp = 0; lamp < news.connected; lamp++) screen.box(156 + lamp * 4, 9, 2, 12, COLOURS.lamp);
  screen.text(440, 8, `lines ${news.count}`, COLOURS.ink);
  news.last.forEach((line, row) => {
    screen.text(12, 50 + row * 26, line.slice(0, 51), row === news.last.length - 1 ? COLOURS.ink : COLOURS.faint);
  });
  screen.disc(Math.round(ball.x), Math.round(ball.y), ball.radius, COLOURS.ball);
  screen.present();
}

function onFrame(frame: Frame): void {
  times.note(frame);
  news.frame();
  ball.move(1 + frame.dropped);
  draw();
}

function onEvent({ type, view }: SdlEvent): void {
  const isEscape = type === KEY_DOWN && view.getInt32(KEY_OF_KEY_EVENT, true) === ESCAPE;
  if ((type === QUIT || isEscape) && !reactor.isStopping) reactor.stop();
}

reactor.callWhenRunning(() => console.log('ready'));
reactor.addSystemEventTrigger('before', 'shutdown', () => news.stop());

await reactor.run({ host: sdl({ fps: values.fps, onFrame, onEvent }), installSignalHandlers: true });
screen.close();
console.log(`${times}\n${news.count} lines`);
