/**
 * Whether JavaScript called what has called us.
 *
 * Node runs libuv with no JavaScript below. A binding with a loop integration of its own runs it, too, from inside of a
 * loop that JavaScript has entered, and so does what waits for a result on the spot. libuv tells neither who runs it nor
 * how; the stack does. What the program has set for its own stack traces is put aside meanwhile.
 */

const SETTINGS = {
  stackTraceLimit: 1,
  prepareStackTrace: (_: unknown, sites: readonly unknown[]) => sites,
};

/** @param outermost the function on the stack above which everything is known */
export function isBelowJavaScript(outermost: () => unknown): boolean {
  const names = Object.keys(SETTINGS) as (keyof typeof SETTINGS)[];
  const before = names.map((name) => Object.getOwnPropertyDescriptor(Error, name));
  const seen: { stack?: unknown } = {};
  try {
    for (const name of names) {
      Reflect.defineProperty(Error, name, { value: SETTINGS[name], configurable: true, writable: true });
    }
    Error.captureStackTrace(seen, outermost);
    return Array.isArray(seen.stack) && seen.stack.length > 0;
  } finally {
    names.forEach((name, i) => {
      const descriptor = before[i];
      if (descriptor) Reflect.defineProperty(Error, name, descriptor);
      else Reflect.deleteProperty(Error, name);
    });
  }
}
