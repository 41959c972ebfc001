/** A web site of our own on 127.0.0.1: feeds that grow while a story is told, and anything else a test wants served. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { escapeHtml } from '../../src/base/html.ts';

export type Post = Readonly<{ slug: string; title: string; text: string; author: string; publishedAt: Date }>;

type Page = (request: IncomingMessage, response: ServerResponse) => void;

export type LocalSite = AsyncDisposable &
  Readonly<{
    url: string;
    /** How often each path was asked for. */
    askedCount: (path: string) => number;
    /** Serves an RSS 2.0 feed of these posts at the path, in the place of what was there. */
    serveFeed: (path: string, posts: readonly Post[]) => void;
    serve: (path: string, page: Page) => void;
  }>;

/** Paths that nobody serves answer 404, robots.txt among them. */
export async function startLocalSite(): Promise<LocalSite> {
  const pages = new Map<string, Page>();
  const asked = new Map<string, number>();
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    asked.set(path, (asked.get(path) ?? 0) + 1);
    const page = pages.get(path);
    if (page !== undefined) return page(request, response);
    response.writeHead(404, { 'content-type': 'text/plain' });
    response.end('nothing here');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    askedCount: (path) => asked.get(path) ?? 0,
    serveFeed: (path, posts) => {
      pages.set(path, (_request, response) => {
        response.writeHead(200, { 'content-type': 'application/rss+xml; charset=utf-8' });
        response.end(toRss(url, posts));
      });
    },
    serve: (path, page) => {
      pages.set(path, page);
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

export function toRss(siteUrl: string, posts: readonly Post[]): string {
  const items = posts.map(
    (post) => `<item><title>${escapeHtml(post.title)}</title><link>${siteUrl}/posts/${post.slug}</link>
<guid isPermaLink="false">${post.slug}</guid><description>${escapeHtml(post.text)}</description>
<dc:creator>${escapeHtml(post.author)}</dc:creator><pubDate>${post.publishedAt.toUTCString()}</pubDate></item>`,
  );
  return `<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Le Courrier des Box</title>
<link>${siteUrl}/</link><description>Actualité des opérateurs</description>${items.join('\n')}</channel></rss>`;
}
