/** A provider of our own on 127.0.0.1: it keeps what it was sent and answers as it is told. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Http } from '../../src/base/http.ts';

export type ReceivedRequest = Readonly<{
  method: string;
  path: string;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: string;
  /** The body as it came, where it is no text. */
  bytes: Uint8Array;
}>;

/** null: the request is never answered. */
export type ProviderAnswer = Readonly<{
  status: number;
  headers?: Readonly<Record<string, string>>;
  body?: string;
}> | null;

type Answering = ProviderAnswer | ((request: ReceivedRequest) => ProviderAnswer);

export type LocalProvider = AsyncDisposable &
  Readonly<{ url: string; received: readonly ReceivedRequest[]; answerWith: (answer: Answering) => void }>;

/** What makes it the SMS provider of a service, as Twilio is. */
export function toSmsEnvironment({ url }: Pick<LocalProvider, 'url'>): Readonly<Record<string, string>> {
  return {
    TWILIO_BASE_URL: url,
    TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
    TWILIO_AUTH_TOKEN: 'token',
    TWILIO_FROM: '+33700000000',
  };
}

export async function startLocalProvider(firstAnswer: Answering): Promise<LocalProvider> {
  const received: ReceivedRequest[] = [];
  let answering = firstAnswer;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const bytes = Buffer.concat(chunks);
      const told: ReceivedRequest = {
        method: request.method ?? '',
        path: request.url ?? '',
        headers: request.headers,
        body: bytes.toString('utf8'),
        bytes,
      };
      received.push(told);
      const answer = typeof answering === 'function' ? answering(told) : answering;
      if (answer === null) return;
      response.writeHead(answer.status, answer.headers);
      response.end(answer.body ?? '');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    answerWith: (next) => {
      answering = next;
    },
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The same client, for which the host of `origin` is the local server. */
export function leadTo(through: Http, origin: string, { url }: Pick<LocalProvider, 'url'>): Http {
  return {
    ...through,
    request: (request) => through.request({ ...request, url: request.url.replace(origin, url) }),
  };
}
