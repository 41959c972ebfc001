/** A hub of our own on 127.0.0.1 (WebSub): keeps what it is asked, and says its part at the service's callback address. */
import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import type { LocalSite, Post } from './local-site.ts';
import { toRss } from './local-site.ts';

type HubReply = Readonly<{ status: number; headers?: Readonly<Record<string, string>> }>;

export type LocalHub = AsyncDisposable &
  Readonly<{
    url: string;
    /** The forms it was sent, oldest first. */
    requests: URLSearchParams[];
    /** What the path answers from then on; 202 until told otherwise. */
    answer: (reply: HubReply, path?: string) => void;
    /** Asks back about its last request, as hubs do; the parameters given replace its own. */
    askBack: (app: FastifyInstance, parameters?: Readonly<Record<string, string>>) => Promise<LightMyRequestResponse>;
    /** Tells of news at the callback address of its last request. secret: what it signs with, its own unless given. */
    tell: (
      app: FastifyInstance,
      news: Readonly<{ body: string; method?: string; secret?: string }>,
    ) => Promise<LightMyRequestResponse>;
  }>;

export async function startLocalHub(): Promise<LocalHub> {
  const requests: URLSearchParams[] = [];
  const replies = new Map<string, HubReply>();
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (piece: string) => {
      body += piece;
    });
    request.on('end', () => {
      if (request.headers['content-type'] === 'application/x-www-form-urlencoded') {
        requests.push(new URLSearchParams(body));
      }
      const reply = replies.get(request.url ?? '/') ?? { status: 202 };
      response.writeHead(reply.status, reply.headers ?? {}).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const lastRequest = (): URLSearchParams => {
    const last = requests.at(-1);
    if (last === undefined) throw new Error('the hub was never asked');
    return last;
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    requests,
    answer: (reply, path = '/') => void replies.set(path, reply),
    askBack: async (app, parameters = {}) => {
      const asked = lastRequest();
      const query = new URLSearchParams({
        'hub.mode': asked.get('hub.mode') ?? '',
        'hub.topic': asked.get('hub.topic') ?? '',
        'hub.challenge': 'a1-b2',
        'hub.lease_seconds': '864000',
        ...parameters,
      });
      return await app.inject(`${toPath(asked)}?${query}`);
    },
    tell: async (app, { body, method = 'sha256', secret }) => {
      const asked = lastRequest();
      const hmac = createHmac(method, secret ?? asked.get('hub.secret') ?? '').update(body);
      return await app.inject({
        method: 'POST',
        url: toPath(asked),
        headers: { 'content-type': 'application/rss+xml', 'x-hub-signature': `${method}=${hmac.digest('hex')}` },
        payload: body,
      });
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** A feed that names its hub and itself. */
export function serveHubFeed(
  site: LocalSite,
  feed: Readonly<{ path: string; posts: readonly Post[]; hubUrl: string }>,
): void {
  const self = `${site.url}${feed.path}`;
  const links = `<atom:link rel="hub" href="${feed.hubUrl}"/><atom:link rel="self" href="${self}"/>`;
  const text = toRss(site.url, feed.posts)
    .replace('<rss ', '<rss xmlns:atom="http://www.w3.org/2005/Atom" ')
    .replace('<channel>', `<channel>${links}`);
  site.serve(feed.path, (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/rss+xml; charset=utf-8' }).end(text);
  });
}

function toPath(asked: URLSearchParams): string {
  return new URL(asked.get('hub.callback') ?? '').pathname;
}
