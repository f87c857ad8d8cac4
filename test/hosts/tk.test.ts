/**
 * What only Tk itself can show, on a display and with a person in front of it: loops inside the loop, painting, windows.
 */
import assert from 'node:assert/strict';
import { after, type TestContext, test } from 'node:test';
import { enter, hosted, leave, modal } from 'interloop/host';
import { tk } from 'interloop/hosts/tk';
import { leftovers, whenHosted } from 'interloop/testing';
import { hostUnderTest, skipOrFail } from '../support/hosts.ts';
import { atRest, processorTime } from '../support/rest.ts';
import { type Display, openDisplay } from '../support/xvfb.ts';
import { moveAndResize } from './by-the-mouse.ts';
import { requests } from './requests.ts';

/** The interpreter of the chat example. */
interface Tcl {
  eval(script: string): string;
  command(name: string, fn: (...words: string[]) => unknown): void;
}

const example = new URL('../../examples/tk-chat/tcl.js', import.meta.url);
const found = hostUnderTest('tk');

/** One for all tests: Tk ends the process when a display that it is on ends. */
let display: Display | undefined;

after(() => display?.end());

async function shared(t: TestContext): Promise<Display | undefined> {
  try {
    display ??= await openDisplay();
  } catch (error) {
    skipOrFail(t, (error as Error).message);
  }
  return display;
}

/** Each test has an interpreter with a window of its own. */
function onTk(sentence: string, check: (tcl: Tcl, display: Display) => Promise<void>): void {
  test(sentence, { timeout: 120_000 }, async (t: TestContext) => {
    if ('skip' in found) return skipOrFail(t, found.skip);
    const onDisplay = await shared(t);
    if (!onDisplay) return;
    const { Tcl } = (await import(String(example))) as { Tcl: new () => Tcl };
    const tcl = new Tcl();
    try {
      tcl.eval('wm geometry . 300x200; wm title . Main');
      await check(tcl, onDisplay);
    } finally {
      tcl.eval('if {[info commands .] ne ""} {destroy .}');
    }
  });
}

/** Counts what Node does: a timer, and a round trip through a thread. */
function pulse(): { readonly beats: number; stop(): void } {
  let beats = 0;
  const timer = setInterval(() => beats++, 5);
  return {
    get beats() {
      return beats;
    },
    stop: () => clearInterval(timer),
  };
}

/** Node goes on while something is open: that many beats more. */
async function lives(heart: { readonly beats: number }): Promise<void> {
  const before = heart.beats;
  while (heart.beats < before + 10) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** Runs `body` inside Tk, and leaves. */
async function inside(body: () => Promise<void>): Promise<void> {
  let outcome: Promise<void> | undefined;
  whenHosted(() => {
    outcome = body().finally(leave);
    outcome.catch(() => {});
  });
  await enter(tk());
  await outcome;
}

const MESSAGE = 'tk_messageBox -title Question -message "Go on?" -type yesno';

onTk('a message box that a button opens lets Node live, and its answer comes back', async (tcl, display) => {
  const heart = pulse();
  let answer = '';
  tcl.command('ask', () => {
    answer = tcl.eval(MESSAGE);
  });
  tcl.eval('button .b -text Ask -command ask; pack .b -fill both -expand 1');
  await inside(async () => {
    const main = await display.window('Main');
    await display.click(main.width / 2, main.height / 2, { window: main });
    const box = await display.window('Question');
    await lives(heart);
    await display.focus(box);
    await display.key('space');
    await display.noWindow('Question');
    while (answer === '') await new Promise((resolve) => setTimeout(resolve, 5));
  });
  heart.stop();
  assert.equal(answer, 'yes');
});

for (const [place, open] of [
  ['a timer', (run: () => void) => void setTimeout(run, 1)],
  ['a promise', (run: () => void) => void Promise.resolve().then(run)],
] as const) {
  onTk(`a message box that ${place} opens through modal() lets Node live`, async (tcl, display) => {
    const heart = pulse();
    await inside(async () => {
      const answered = new Promise<string>((resolve, reject) => {
        open(() => void modal(() => tcl.eval(MESSAGE)).then(resolve, reject));
      });
      const box = await display.window('Question');
      await lives(heart);
      await display.focus(box);
      await display.key('Tab', 'space');
      assert.equal(await answered, 'no');
    });
    heart.stop();
  });
}

onTk('a file chooser lets Node live', async (tcl, display) => {
  const heart = pulse();
  await inside(async () => {
    const chosen = modal(() => tcl.eval('tk_getOpenFile -title Choose -initialdir /'));
    const chooser = await display.window('Choose');
    await lives(heart);
    await display.close(chooser);
    assert.equal(await chosen, '');
  });
  heart.stop();
});

onTk('a menu lets Node live while it is open, and its command is called', async (tcl, display) => {
  const heart = pulse();
  let chosen = '';
  tcl.command('choose', (what) => {
    chosen = what!;
  });
  tcl.eval(`menu .m -tearoff 0; menu .m.f -tearoff 0; .m add cascade -label File -menu .m.f
    .m.f add command -label First -command {choose first}; .m.f add command -label Second -command {choose second}
    . configure -menu .m`);
  await inside(async () => {
    const main = await display.window('Main');
    await display.click(20, 10, { window: main });
    await display.reads('Second');
    await lives(heart);
    await display.key('Down', 'Return');
    while (chosen === '') await new Promise((resolve) => setTimeout(resolve, 5));
  });
  heart.stop();
  assert.equal(chosen, 'second');
});

onTk('Node lives while a window is moved and resized', async (_, display) => {
  await inside(() => moveAndResize(display, 'Main', () => requests(5)));
});

onTk('vwait, tkwait and loops inside each other end in their order', async (tcl) => {
  const order: string[] = [];
  await inside(async () => {
    const outer = modal(() => tcl.eval('set ::a 0; vwait ::a; set ::a')).then((a) => order.push(`vwait ${a}`));
    await new Promise((resolve) => setTimeout(resolve, 5));
    const inner = modal(() => tcl.eval('toplevel .t; tkwait window .t')).then(() => order.push('tkwait'));
    await new Promise((resolve) => setTimeout(resolve, 5));
    tcl.eval('set ::a 1');
    await new Promise((resolve) => setTimeout(resolve, 5));
    assert.deepEqual(order, []);
    tcl.eval('destroy .t');
    await Promise.all([outer, inner]);
  });
  assert.deepEqual(order.sort(), ['tkwait', 'vwait 1']);
});

onTk('a loop that a turn opens gets no turns and does not spin', async (tcl) => {
  await inside(async () => {
    const heart = pulse();
    await lives(heart);
    const nest = () => {
      const { beats } = heart;
      tcl.eval('after 200 {set ::late 1}; vwait ::late');
      assert.equal(heart.beats, beats);
    };
    const taken = await atRest(100_000, () => processorTime(nest));
    heart.stop();
    assert.ok(taken <= 100_000, `${taken} µs of processor in 200 ms`);
  });
});

onTk('a flood of Node does not stop painting, nor "update" from coming back', async (tcl) => {
  let isFlooding = true;
  const flood = (): void => {
    if (isFlooding) setImmediate(flood);
  };
  tcl.eval('set ::painted 0; label .l; pack .l; proc paint {} {incr ::painted; .l configure -text $::painted}');
  await inside(async () => {
    flood();
    for (let i = 0; i < 20; i++) {
      tcl.eval('after idle paint');
      const before = Number(tcl.eval('set ::painted'));
      while (Number(tcl.eval('set ::painted')) === before) await new Promise((resolve) => setImmediate(resolve));
    }
    assert.equal(await modal(() => tcl.eval('update; set ::painted')), '20');
    isFlooding = false;
  });
});

onTk('a flood of events of Tcl does not stop Node', async (tcl) => {
  tcl.eval('proc again {} {set ::flood [after 0 again]}; again');
  await inside(async () => {
    for (let i = 0; i < 20; i++) await new Promise((resolve) => setTimeout(resolve, 1));
    tcl.eval('after cancel $::flood');
  });
});

onTk('closing the last window ends the entry, and a second entry finds none', async (tcl, display) => {
  const entered = enter(tk());
  await display.close(await display.window('Main'));
  assert.equal(await entered, undefined);
  assert.equal(hosted(), undefined);
  const before = leftovers();
  whenHosted(leave);
  await enter(tk());
  assert.equal(leftovers().descriptors, before.descriptors);
  assert.equal(tcl.eval('info commands .'), '');
});
