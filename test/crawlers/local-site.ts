/** A web site on loopback whose pages a test writes by hand, with a note of who asked for what. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export type LocalPage = Readonly<{ status?: number; headers?: Readonly<Record<string, string>>; body?: string }>;

export type LocalSite = AsyncDisposable &
  Readonly<{
    origin: string;
    /** By path; a path that is not here answers 404. */
    pages: Map<string, LocalPage | ((headers: IncomingHttpHeaders) => LocalPage)>;
    /** Paths asked for, oldest first. */
    asked: string[];
  }>;

export async function startLocalSite(): Promise<LocalSite> {
  const pages: LocalSite['pages'] = new Map();
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    asked.push(path);
    const found = pages.get(path) ?? { status: 404 };
    const page = typeof found === 'function' ? found(request.headers) : found;
    response.writeHead(page.status ?? 200, page.headers ?? {}).end(page.body ?? '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    pages,
    asked,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
