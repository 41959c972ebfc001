/** A search service on loopback: one function that answers any address, with a note of what was asked. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll } from 'vitest';
import { makeManualClock } from '../../../src/base/clock.ts';
import { makeHttp } from '../../../src/base/http.ts';
import type { SourceReading, SourceToRead } from '../../../src/crawlers/reader.ts';
import type { ReaderName } from '../../../src/domain/source.ts';
import type { LocalPage } from '../local-site.ts';
import { visit } from '../visit.ts';

export type LocalService = AsyncDisposable & Readonly<{ origin: string; asked: URL[] }>;

export type Answering = (request: Readonly<{ url: URL; headers: IncomingHttpHeaders }>) => LocalPage;

export async function startLocalService(answer: Answering): Promise<LocalService> {
  const asked: URL[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    asked.push(url);
    const page = answer({ url, headers: request.headers });
    response.writeHead(page.status ?? 200, page.headers ?? {}).end(page.body ?? '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export const NOW = new Date('2025-06-02T10:00:00Z');

/** Visits as the pipeline makes them, at a fixed hour. */
export function makeVisitor(): (
  source: Readonly<{ url: string; reader: ReaderName }> & Partial<SourceToRead>,
) => Promise<SourceReading> {
  const http = makeHttp({ allowedRanges: ['127.0.0.0/8'], userAgent: 'Vigie/0.1' });
  const clock = makeManualClock(NOW);
  afterAll(() => http.close());
  return (source) => visit({ http, clock }, source);
}

export function toJsonPage(value: unknown, headers: Readonly<Record<string, string>> = {}): LocalPage {
  return { headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(value) };
}

/** What was read, or a failure of the test that says what came instead. */
export function toRead(reading: SourceReading): SourceReading & Readonly<{ kind: 'read' }> {
  if (reading.kind !== 'read') throw new Error(`not read: ${JSON.stringify(reading)}`);
  return reading;
}
