/**
 * An unreferenced handle that is always ready and that nobody serves: plain Node would have ended, a host must not spin.
 */
import assert from 'node:assert/strict';
import { closeSync } from 'node:fs';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { enter, leave } from 'interloop/host';
import { whenHosted } from 'interloop/testing';
import { ALL_HOST_NAMES, hostUnderTest, skipOrFail } from '../support/hosts.ts';
import { atRest, processorTime } from '../support/rest.ts';

/** A `uv_poll_t` on a descriptor that is always readable, whose callback is native and reads nothing. */
async function unservedHandle(): Promise<() => void> {
  const koffi = (await import('koffi')).default;
  const uv = koffi.load(null);
  const libc = koffi.load('libc.so.6');
  const loop = uv.func('void *uv_default_loop()')();
  const handle = libc.func('void *calloc(size_t, size_t)')(1, uv.func('size_t uv_handle_size(int)')(8));
  const [reader, writer] = pipe(libc);
  assert.equal(uv.func('int uv_poll_init(void *, void *, int)')(loop, handle, reader), 0);
  libc.func('int64_t write(int, str, size_t)')(writer, 'x', 1);
  uv.func('int uv_poll_start(void *, int, void *)')(handle, 1, libc.symbol('labs', 'void'));
  uv.func('void uv_unref(void *)')(handle);
  return () => {
    uv.func('int uv_poll_stop(void *)')(handle);
    uv.func('void uv_close(void *, void *)')(handle, libc.symbol('free', 'void'));
    for (const each of [reader, writer]) closeSync(each);
  };
}

function pipe(libc: import('koffi').LibraryHandle): [number, number] {
  const ends: [number, number] = [0, 0];
  libc.func('int pipe(_Out_ int *ends)')(ends);
  return ends;
}

for (const name of ALL_HOST_NAMES) {
  test(`${name}: an unreferenced handle that is always ready does not make Node spin`, async (t) => {
    const found = hostUnderTest(name);
    if ('skip' in found) return skipOrFail(t, found.skip);
    let taken = Number.POSITIVE_INFINITY;
    whenHosted(async () => {
      const close = await unservedHandle();
      await setTimeout(300, undefined, { ref: false });
      taken = await atRest(100_000, () => processorTime(() => setTimeout(500, undefined, { ref: false })));
      close();
      leave();
    });
    await enter(found.make());
    assert.ok(taken <= 100_000, `${taken} µs of processor in 500 ms`);
  });
}
