/** A page where a feed was expected: what is offered in its place. */
import { afterAll, expect, test } from 'vitest';
import { makeManualClock } from '../../src/base/clock.ts';
import { makeHttp } from '../../src/base/http.ts';
import { proposeSources } from '../../src/crawlers/propose-sources.ts';
import { startLocalSite } from './local-site.ts';
import { visit } from './visit.ts';

const http = makeHttp({ allowedRanges: ['127.0.0.0/8'], userAgent: 'Vigie/0.1' });
const clock = makeManualClock(new Date('2026-06-01T08:00:00Z'));

afterAll(() => http.close());

function propose(html: string, headers: Readonly<Record<string, string>> = {}) {
  const body = new TextEncoder().encode(html);
  return proposeSources({
    body,
    headers: { 'content-type': 'text/html; charset=utf-8', ...headers },
    url: 'https://site.example/accueil',
  });
}

test('the address of a blog’s home page offers the feeds that the page names, and the source says so', async () => {
  await using site = await startLocalSite();
  const body =
    '<!doctype html><html><head><link rel="alternate" type="application/rss+xml" title="Le fil" href="/fil.xml"></head><body></body></html>';
  site.pages.set('/', { headers: { 'content-type': 'text/html' }, body });
  expect(await visit({ http, clock }, { url: `${site.origin}/`, reader: 'feed' })).toMatchObject({
    kind: 'failed',
    reason: 'not-a-feed',
    proposals: [{ reader: 'feed', url: `${site.origin}/fil.xml`, title: 'Le fil' }],
  });
});

test('the address of a forum offers the ways that its engine has for programs before the feeds of the page', () => {
  const proposals = propose(
    '<!doctype html><html><head><meta name="generator" content="Discourse 3.3.0"><link rel="alternate" type="application/rss+xml" href="/latest.rss"></head><body></body></html>',
  );
  expect(proposals[0]?.reader).toBe('discourse');
  expect(proposals.map(({ reader }) => reader)).toContain('feed');
  expect(new Set(proposals.map(({ url }) => url)).size).toBe(proposals.length);
});

test('a channel’s page offers its videos, an app’s page its reviews', () => {
  const body = new TextEncoder().encode('<!doctype html><html><body></body></html>');
  const headers = { 'content-type': 'text/html' };
  const channel = 'https://www.youtube.com/channel/UC0123456789abcdefghij-_';
  expect(proposeSources({ body, headers, url: channel })).toMatchObject([
    { reader: 'feed', url: 'https://www.youtube.com/feeds/videos.xml?channel_id=UC0123456789abcdefghij-_' },
  ]);
  expect(proposeSources({ body, headers, url: 'https://apps.apple.com/fr/app/exemple/id123456789' })).toMatchObject([
    { reader: 'app-store', url: expect.stringContaining('/fr/rss/customerreviews/page=1/id=123456789/') },
  ]);
});

test('what is no page offers nothing, and neither does a page that names nothing', () => {
  expect(propose('{"a":1}')).toEqual([]);
  expect(propose('')).toEqual([]);
  expect(propose('<!doctype html><html><body><p>Bonjour</p></body></html>')).toEqual([]);
});

test('no more is offered than a person can choose from', () => {
  const links = Array.from(
    { length: 60 },
    (_, index) => `<link rel="alternate" type="application/rss+xml" title="${'x'.repeat(500)}" href="/f${index}">`,
  );
  const proposals = propose(`<!doctype html><html><head>${links.join('')}</head></html>`);
  expect(proposals).toHaveLength(8);
  expect(Math.max(...proposals.map(({ title }) => title.length))).toBeLessThanOrEqual(120);
});
