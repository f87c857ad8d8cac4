/**
 * A host, complete: GLib's main loop with nothing but "call this on your thread".
 *
 * Any toolkit that has these three functions can be a host in the same way: one that runs its loop, one that ends it,
 * and one by which any thread can hand it a function.
 */
import { GUEST, type Host, type NativeCall, native, TURN, waker } from 'interloop/host';
import koffi from 'koffi';

const library = koffi.load('libglib-2.0.so.0');
const address = (name: string): bigint => library.symbol(name, 'void');
const newLoop = library.func('void *g_main_loop_new(void *context, int isRunning)');

/** Its run and quit are native calls, so a nested loop can be made of them, too. */
export interface BareGlib extends Host {
  readonly run: NativeCall;
  readonly quit: NativeCall;
}

export function bareGlib(): BareGlib {
  const loop = newLoop(null, 0);
  return {
    name: 'bare-glib',
    run: { address: address('g_main_loop_run'), args: [loop], returns: 'void' },
    quit: native(address('g_main_loop_quit'), loop),
    wake: waker(address('g_idle_add'), TURN, GUEST),
  };
}
