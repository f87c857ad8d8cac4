/**
 * Where in the program a function of ours was called, for messages.
 */
const OURS = new URL('..', import.meta.url).href;

/** `at name (file:line:column)`: the innermost frame of the stack that is not in this package. */
export function placeOfCaller(): string | undefined {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 20;
  const { stack = '' } = new Error();
  Error.stackTraceLimit = limit;
  const frames = stack.split('\n').filter((line) => /^ +at /.test(line));
  return frames.find((frame) => !frame.includes(OURS))?.trim();
}
