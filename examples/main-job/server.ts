/** An HTTP server that answers small requests and streams a big file. */
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

const FILE_BYTES = 8 * 1024 * 1024;

export interface RunningServer {
  readonly url: string;
  /** The SHA-256 of the file that `/file` streams. */
  readonly checksum: string;
  close(): Promise<void>;
}

/** Writes the file and listens on a free port of the loopback interface. */
export async function startServer(): Promise<RunningServer> {
  const folder = await mkdtemp(join(tmpdir(), 'interloop-main-job-'));
  const file = join(folder, 'file');
  const content = randomBytes(FILE_BYTES);
  await writeFile(file, content);

  const server = createServer((request, response) => {
    if (request.url === '/file') pipeline(createReadStream(file), response).catch(() => response.destroy());
    else response.end(`you asked for ${request.url}`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    checksum: createHash('sha256').update(content).digest('hex'),
    close: async () => {
      await closed(server);
      await rm(folder, { recursive: true });
    },
  };
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
