/**
 * What only SDL itself can show: events, loops of the program's own, frames, one queue for the whole process.
 */
import assert from 'node:assert/strict';
import { afterEach, type TestContext, test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { enter, hosted, leave, modal } from 'interloop/host';
import { type SdlEvent, type SdlHost, sdl } from 'interloop/hosts/sdl';
import { whenHosted } from 'interloop/testing';
import { hostUnderTest, skipOrFail } from '../support/hosts.ts';
import { type SdlFunctions, sdlFunctions } from './sdl-functions.ts';

const QUIT = 0x100;
const MINE = 0x8ffe;
const VIDEO = 0x20;

const found = hostUnderTest('sdl waker');
const invalid = { code: 'ERR_INTERLOOP_INVALID_ARGUMENT' };

afterEach(() => {
  if ('make' in found) sdlFunctions().quit();
});

function onSdl(sentence: string, check: (sdl: SdlFunctions, t: TestContext) => Promise<void>): void {
  const run = (t: TestContext) => ('skip' in found ? skipOrFail(t, found.skip) : check(sdlFunctions(), t));
  test(sentence, { timeout: 60_000 }, run);
}

/** Without a display there are video and events all the same, of which none comes by itself. */
function initDummyVideo(s: SdlFunctions): void {
  process.env.SDL_VIDEODRIVER = 'dummy';
  assert.equal(s.init(VIDEO), 0);
}

onSdl('each event is handed to onEvent, whole', async (s) => {
  const seen: SdlEvent[] = [];
  whenHosted(() => {
    s.pushEvent(MINE, 42);
    s.pushEvent(QUIT);
  });
  const onEvent = (event: SdlEvent) => {
    seen.push(event);
    if (event.type === QUIT) leave();
  };
  assert.equal(await enter(sdl({ onEvent })), undefined);
  assert.deepEqual(
    seen.map(({ type }) => type),
    [MINE, QUIT],
  );
  assert.equal(seen[0]?.view.byteLength, 56);
  assert.equal(seen[0]?.view.getInt32(12, true), 42);
});

onSdl('with nobody to take the events, SDL_QUIT ends the host', async (s) => {
  whenHosted(() => void s.pushEvent(QUIT));
  await enter(sdl());
});

onSdl('a loop of the program lives from its start to its end, and its result is that of the entry', async (s) => {
  let ticks = 0;
  let timer: NodeJS.Timeout | undefined;
  whenHosted(() => {
    timer = setInterval(() => {
      if (++ticks === 5) s.pushEvent(MINE);
    }, 1);
  });
  const main = (host: SdlHost) => {
    for (const { type } of host.events()) if (type === MINE) return 'the end';
    return 'told to quit';
  };
  assert.equal(await enter(sdl({ main })), 'the end');
  clearInterval(timer);
  assert.ok(ticks >= 5, `${ticks} ticks`);
  whenHosted(leave);
  assert.equal(await enter(sdl({ main })), 'told to quit');
});

onSdl('a loop of the program may look, and wait for a while', async () => {
  const main = (host: SdlHost) => {
    const before = performance.now();
    assert.equal(host.next(0), undefined);
    assert.equal(host.next(20), undefined);
    return performance.now() - before;
  };
  const elapsed = (await enter(sdl({ main }))) as number;
  assert.ok(elapsed >= 19.5, `${elapsed} ms`);
});

onSdl('a loop of the program that throws rejects the entry, and the host may be entered again', async () => {
  const main = () => {
    throw new RangeError('from main');
  };
  await assert.rejects(enter(sdl({ main })), RangeError);
  whenHosted(leave);
  await enter(sdl());
});

onSdl('what onEvent throws is reported as uncaught, and the events go on', async (s) => {
  const others = process.rawListeners('uncaughtException') as NodeJS.UncaughtExceptionListener[];
  process.removeAllListeners('uncaughtException');
  const told: string[] = [];
  process.on('uncaughtException', (error) => told.push(error.message));
  whenHosted(() => {
    s.pushEvent(MINE);
    s.pushEvent(QUIT);
  });
  const onEvent = ({ type }: SdlEvent) => {
    if (type === QUIT) leave();
    else throw new Error('from onEvent');
  };
  await enter(sdl({ onEvent }));
  process.removeAllListeners('uncaughtException');
  for (const listener of others) process.on('uncaughtException', listener);
  assert.deepEqual(told, ['from onEvent']);
});

onSdl('Node lives in a loop that onEvent opens, and the outer loop goes on after it', async (s) => {
  const order: string[] = [];
  const host: SdlHost = sdl({
    onEvent: ({ type }) => {
      if (type === QUIT) return leave();
      order.push('open');
      setTimeout(() => {
        order.push('timer inside');
        s.pushEvent(MINE + 1);
      }, 5);
      for (const event of host.events()) if (event.type === MINE + 1) break;
      order.push('closed');
      Promise.resolve().then(() => {
        order.push('promise after');
        s.pushEvent(QUIT);
      });
    },
  });
  whenHosted(() => void s.pushEvent(MINE));
  await enter(host);
  assert.deepEqual(order, ['open', 'timer inside', 'closed', 'promise after']);
});

onSdl('leave() ends the loops inside the loop as well', async () => {
  const host: SdlHost = sdl();
  let ended = 0;
  whenHosted(() => {
    const open = () =>
      modal(() => {
        for (const _ of host.events());
        ended++;
      });
    void Promise.all([open(), open()]);
    setTimeout(leave, 20);
  });
  await enter(host);
  assert.ok(ended >= 1, `${ended} loops ended`);
});

onSdl('a loop that a turn opens gets the events, and Node no turns', async (s) => {
  const host: SdlHost = sdl();
  let isIn = false;
  whenHosted(() => {
    setImmediate(() => assert.equal(isIn, false));
    isIn = true;
    s.pushEvent(MINE);
    assert.equal(host.next()?.type, MINE);
    assert.equal(host.next(20), undefined);
    isIn = false;
    setImmediate(leave);
  });
  await enter(host);
});

onSdl('an event that was flushed or taken by others does not lose a turn', async (s) => {
  const host: SdlHost = sdl();
  let calls = 0;
  whenHosted(async () => {
    for (let i = 0; i < 50; i++) {
      const called = modal(() => calls++);
      s.flushEvents(0, 0xffff);
      await called;
    }
    leave();
  });
  await enter(host);
  assert.equal(calls, 50);
});

for (const video of [false, true]) {
  onSdl(`${video ? 'with' : 'without'} video but no window, an event pushed by another thread is seen`, async (s) => {
    if (video) initDummyVideo(s);
    let type = 0;
    whenHosted(() => setTimeout(() => void s.pushFromAnotherThread(MINE), 30));
    const onEvent = (event: SdlEvent) => {
      type = event.type;
      if (type === MINE) leave();
    };
    await enter(sdl({ onEvent }));
    assert.equal(type, MINE);
  });

  onSdl(`${video ? 'with' : 'without'} video but no window, idle costs nothing`, async (s) => {
    if (video) initDummyVideo(s);
    let waits = 0;
    const measure = () => {
      const before = process.resourceUsage();
      setTimeout(() => {
        const after = process.resourceUsage();
        waits = after.voluntaryContextSwitches - before.voluntaryContextSwitches;
        leave();
      }, 300);
    };
    whenHosted(() => setTimeout(measure, 100));
    await enter(sdl());
    assert.ok(waits < 100, `${waits} waits in 300 ms; SDL by itself would make 300`);
  });
}

onSdl('frames keep to their grid in the loop and in a loop inside it, not inside a frame', async () => {
  const numbers: number[] = [];
  let inner = 0;
  const host: SdlHost = sdl({
    fps: 200,
    onFrame: ({ number }) => {
      numbers.push(number);
      if (numbers.length === 3) assert.equal(host.next(30), undefined);
      if (numbers.length === 3) inner = numbers.length;
      if (numbers.length === 8) leave();
    },
  });
  whenHosted(() => void modal(() => host.next(25)));
  await enter(host);
  assert.equal(inner, 3);
  assert.ok(
    numbers.every((number, i) => i === 0 || number > (numbers[i - 1] as number)),
    numbers.join(),
  );
});

onSdl('a second thread is refused while one is inside', async () => {
  whenHosted(async () => {
    const worker = new Worker(new URL('./workers/enter-sdl.js', import.meta.url));
    assert.equal(await new Promise((resolve) => worker.once('message', resolve)), 'ERR_INTERLOOP_HOST_BUSY');
    leave();
  });
  await enter(sdl());
});

onSdl('a worker that was terminated inside a loop of JavaScript leaves SDL to others', async () => {
  const worker = new Worker(new URL('./workers/stay-in-sdl.js', import.meta.url));
  await new Promise((resolve) => worker.once('message', resolve));
  await worker.terminate();
  whenHosted(leave);
  await enter(sdl());
});

onSdl('what is not right is refused', async () => {
  assert.throws(() => sdl({ version: 1 as never }), invalid);
  assert.throws(() => sdl({ fps: 0 }), invalid);
  assert.throws(() => sdl({ onFrame: 1 as never }), invalid);
  assert.throws(() => sdl({ onEvent: 'event' as never }), invalid);
  assert.throws(() => sdl({ onEvent: () => {}, main: () => {} }), invalid);
  assert.throws(() => sdl().next(0), { code: 'ERR_INTERLOOP_NOT_HOSTED' });
  assert.equal(hosted(), undefined);
});
