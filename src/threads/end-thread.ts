/**
 * The end of a thread that was asked to end: what it has written is with the main thread, and what still holds its loop
 * open is not waited for.
 */
export async function endThread(): Promise<never> {
  await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
  process.exit(0);
}

function flushed(stream: NodeJS.WriteStream): Promise<void> | undefined {
  return stream.writableLength > 0 ? new Promise((resolve) => stream.write('', () => resolve())) : undefined;
}
