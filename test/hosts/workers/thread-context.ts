import koffi from 'koffi';

const VARIABLE = 'INTERLOOP_TEST_CONTEXT';

/** Makes the main context that the workers of this process use, one after the other: the default one is this thread's. */
export function shareContextWithWorkers(): void {
  try {
    process.env[VARIABLE] = String(koffi.load('libglib-2.0.so.0').func('void *g_main_context_new()')());
  } catch {
    // no GLib: the suite says so
  }
}

export function threadContext(): bigint {
  return BigInt(process.env[VARIABLE] as string);
}
