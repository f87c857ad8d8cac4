/**
 * Uncaught errors as a program with handlers sees them; the test runner's own handlers are out of the way meanwhile.
 */
const EVENTS = ['uncaughtException', 'unhandledRejection'] as const;

/** Runs `body`; tells the messages of the errors and rejections that nobody caught. */
export async function uncaught(body: () => Promise<void>): Promise<string[]> {
  const told: string[] = [];
  const others = EVENTS.map((event) => [event, process.rawListeners(event)] as const);
  for (const event of EVENTS) {
    process.removeAllListeners(event);
    process.on(event, (error: unknown) => told.push((error as Error).message));
  }
  try {
    await body();
  } finally {
    for (const [event, listeners] of others) {
      process.removeAllListeners(event);
      for (const listener of listeners) process.on(event, listener as () => void);
    }
  }
  return told;
}
