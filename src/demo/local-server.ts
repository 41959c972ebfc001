/** An HTTP server on this machine alone, on a port that the system chooses. */
import { createServer, type RequestListener, type Server } from 'node:http';

export type LocalServer = AsyncDisposable & Readonly<{ port: number }>;

/** Disposing ends the connections too: a browser that keeps one open would hold up the end of the demo. */
export async function startLocalServer(listener: RequestListener): Promise<LocalServer> {
  const server = createServer(listener);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: getPort(server),
    [Symbol.asyncDispose]: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** A port that was free a moment ago, for a server whose address must be known before it starts. */
export async function findFreePort(): Promise<number> {
  await using server = await startLocalServer((_, response) => response.end());
  return server.port;
}

function getPort(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the local server has no port');
  return address.port;
}
