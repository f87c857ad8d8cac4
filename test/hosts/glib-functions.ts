import koffi from 'koffi';

/** The little of GLib that the tests call, as a program with koffi would. */
export interface GlibFunctions {
  run(loop: bigint): void;
  quit(loop: bigint): void;
  newContext(): bigint;
  freeContext(context: bigint): void;
  /** Calls `fn` from GLib's loop after so many milliseconds. */
  once(ms: number, fn: () => void): void;
  /** Calls `fn` from GLib's loop every so many milliseconds at a priority for as long as it returns true. */
  every(ms: number, priority: number, fn: () => boolean): void;
  /** A source that is always ready and runs no JavaScript; returns what stops it. */
  flood(priority: number): () => void;
}

export function glibFunctions(): GlibFunctions {
  const g = koffi.load('libglib-2.0.so.0');
  const SourceFunc = koffi.pointer(koffi.proto('int (void *data)'));
  const timeoutAdd = g.func('g_timeout_add_full', 'uint', ['int', 'uint', SourceFunc, 'void *', 'void *']);
  const idleAdd = g.func('g_idle_add_full', 'uint', ['int', 'void *', 'void *', 'void *']);
  const remove = g.func('int g_source_remove(uint tag)');
  const every = (ms: number, priority: number, fn: () => boolean) => {
    const callback = koffi.register(() => {
      if (fn()) return 1;
      setImmediate(() => koffi.unregister(callback));
      return 0;
    }, SourceFunc);
    timeoutAdd(priority, ms, callback, null, null);
  };
  return {
    run: g.func('void g_main_loop_run(void *loop)'),
    quit: g.func('void g_main_loop_quit(void *loop)'),
    newContext: g.func('void *g_main_context_new()'),
    freeContext: g.func('void g_main_context_unref(void *context)'),
    every,
    once: (ms, fn) => {
      every(ms, 0, () => {
        fn();
        return false;
      });
    },
    flood: (priority) => {
      const alwaysTrue = g.symbol('g_main_context_default', 'void');
      const tag = idleAdd(priority, alwaysTrue, null, null);
      return () => void remove(tag);
    },
  };
}
