/** The server as a process of its own, for those who have none running. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

export interface OwnServer {
  readonly port: number;
  /** Lets it end. */
  close(): void;
}

export async function startServer(): Promise<OwnServer> {
  const child: ChildProcess = fork(new URL('./server.js', import.meta.url), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const exit = once(child, 'exit').then(([code]) => {
    throw new Error(`The server has ended with code ${code}`);
  });
  const [port] = await Promise.race([once(child, 'message'), exit]);
  exit.catch(() => {});
  return { port, close: () => child.connected && child.disconnect() };
}
