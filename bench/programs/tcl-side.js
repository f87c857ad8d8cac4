/** What the programs do on Tcl's side of the thread, as a program with Tk would. */
import koffi from 'koffi';

/** Calls `fn` every `ms` milliseconds, when Tcl is idle after that, as Tk paints. */
export function everyWhenIdle(ms, fn) {
  const tcl = koffi.load('libtcl8.6.so');
  const Callback = koffi.pointer(koffi.proto('void (void *data)'));
  const after = tcl.func('Tcl_CreateTimerHandler', 'void *', ['int', 'void *', 'void *']);
  const whenIdle = tcl.func('Tcl_DoWhenIdle', 'void', ['void *', 'void *']);
  const onIdle = koffi.register(fn, Callback);
  const onTime = koffi.register(() => {
    after(ms, onTime, null);
    whenIdle(onIdle, null);
  }, Callback);
  after(ms, onTime, null);
}
