/** A service on loopback that answers as its documentation says, and a visit to it. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import { makeManualClock } from '../../../src/base/clock.ts';
import { type Http, makeHttp } from '../../../src/base/http.ts';
import type { SourceReading, SourceToRead } from '../../../src/crawlers/reader.ts';
import type { ParsedDocument } from '../../../src/domain/document.ts';
import type { ReaderName } from '../../../src/domain/source.ts';
import { visit as visitAt } from '../visit.ts';

export type ApiRequest = Readonly<{
  method: string;
  path: string;
  parameters: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: string;
  origin: string;
}>;

/** json is written as JSON; text as it is. */
export type ApiAnswer = Readonly<{
  status?: number;
  headers?: Readonly<Record<string, string>>;
  json?: unknown;
  text?: string;
}>;

export type LocalApi = AsyncDisposable &
  Readonly<{
    origin: string;
    /** Oldest first, without the question for robots.txt. */
    asked: ApiRequest[];
  }>;

/** What the service does not know (undefined) it answers with 404. */
export async function startLocalApi(answer: (request: ApiRequest) => ApiAnswer | undefined): Promise<LocalApi> {
  const asked: ApiRequest[] = [];
  let origin = '';
  const server = createServer((incoming, response) => {
    void readText(incoming).then((body) => {
      const url = new URL(incoming.url ?? '/', origin);
      const request = {
        method: incoming.method ?? '',
        path: url.pathname,
        parameters: url.searchParams,
        headers: incoming.headers,
        body,
        origin,
      };
      if (url.pathname !== '/robots.txt') asked.push(request);
      const { status = 200, headers = {}, json, text } = answer(request) ?? { status: 404 };
      const type = json === undefined ? 'text/html' : 'application/json';
      response.writeHead(status, { 'content-type': type, ...headers }).end(text ?? JSON.stringify(json) ?? '');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    asked,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export const NOW = new Date('2025-06-02T10:00:00Z');

export function makeTestHttp(): Http {
  return makeHttp({ allowedRanges: ['127.0.0.0/8'], userAgent: 'Vigie/0.1' });
}

export async function visit(
  http: Http,
  source: Readonly<{ url: string; reader: ReaderName }> & Partial<SourceToRead>,
): Promise<SourceReading> {
  return await visitAt({ http, clock: makeManualClock(NOW) }, source);
}

/** So many minutes before the test's now. */
export function minutesAgo(minutes: number): Date {
  return new Date(NOW.getTime() - minutes * 60_000);
}

export function documentsOf(reading: SourceReading): readonly ParsedDocument[] {
  if (reading.kind !== 'read') throw new Error(`The visit ended as ${JSON.stringify(reading)}.`);
  return reading.documents;
}
