/**
 * The host of SDL with the interface of SDL 3, where SDL 3 itself or else a stand-in for it is loaded.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { enter, hosted, leave } from 'interloop/host';
import { sdl } from 'interloop/hosts/sdl';
import { conformance, whenHosted } from 'interloop/testing';
import koffi from 'koffi';
import { hostUnderTest, skipOrFail } from '../support/hosts.ts';

const SONAME = 'libSDL3.so.0';
const SOURCE = fileURLToPath(new URL('../../../test/hosts/sdl3-stand-in.c', import.meta.url));
const QUIT = 0x100;

/** A library that is loaded is found by its name wherever its file is. */
function loadSdl3(): void {
  try {
    koffi.load(SONAME);
  } catch {
    const folder = mkdtempSync(join(tmpdir(), 'interloop-'));
    after(() => rmSync(folder, { recursive: true }));
    const library = join(folder, SONAME);
    const flags = ['-shared', '-fPIC', '-O1', '-Wall', '-Wextra', `-Wl,-soname,${SONAME}`];
    const { status, stderr } = spawnSync('cc', [...flags, SOURCE, '-o', library, '-ldl'], { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    koffi.load(library);
  }
}

const found = hostUnderTest('sdl waker');
const reason = 'skip' in found ? found.skip : undefined;
if (!reason) loadSdl3();

for (const check of conformance({ host: () => sdl({ version: 3 }) })) {
  test(check.name, { timeout: 60_000 }, (t) => (reason ? skipOrFail(t, reason) : check.run()));
}

test('an event is handed over with its 128 bytes', { timeout: 60_000 }, async (t) => {
  if (reason) return skipOrFail(t, reason);
  const add = koffi.load(SONAME).func('int SDL_PeepEvents(void *events, int count, int action, uint32_t, uint32_t)');
  const seen: [number, number][] = [];
  whenHosted(() => {
    const event = new Uint8Array(128);
    new DataView(event.buffer).setUint32(0, QUIT, true);
    add(event, 1, 0, QUIT, QUIT);
  });
  const onEvent = ({ type, view }: { type: number; view: DataView }) => {
    seen.push([type, view.byteLength]);
    if (hosted()) leave();
  };
  await enter(sdl({ version: 3, onEvent }));
  assert.deepEqual(seen, [[QUIT, 128]]);
});
