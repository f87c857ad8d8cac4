import { call, native } from 'interloop/host';
import type { NestedLoop } from 'interloop/testing';
import koffi from 'koffi';

const SIZE_OF_A_LOOP = 16;

/** A `QEventLoop`, as `QDialog::exec()` has one. It is not freed. */
export function nestedQt(): NestedLoop {
  const qt = koffi.load('libQt6Core.so.6');
  const loop = koffi.address(koffi.alloc('char', SIZE_OF_A_LOOP));
  qt.func('void _ZN10QEventLoopC1EP7QObject(void *loop, void *parent)')(loop, null);
  const symbol = (name: string) => qt.symbol(name, 'void');
  const exec = native(symbol('_ZN10QEventLoop4execE6QFlagsINS_17ProcessEventsFlagEE'), loop, 0);
  const quit = native(symbol('_ZN10QEventLoop4quitEv'), loop);
  return { run: () => void call(exec), quit: () => void call(quit) };
}
