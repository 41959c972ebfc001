/** From a page's address to its feeds, over HTTP. */
import { afterAll, expect, test } from 'vitest';
import { makeManualClock } from '../../../src/base/clock.ts';
import { makeHttp } from '../../../src/base/http.ts';
import { discoverFeeds, type FeedDiscovery } from '../../../src/crawlers/feeds/discover-feeds.ts';
import { COMMON_FEED_PATHS } from '../../../src/crawlers/feeds/find-feed-links.ts';
import { makeRobots } from '../../../src/crawlers/robots.ts';
import { type LocalSite, startLocalSite } from '../local-site.ts';

const FEED =
  '<rss version="2.0"><channel><title>Le Fil</title><item><title>A</title><pubDate>2025-06-01</pubDate></item><item><title>B</title><pubDate>2025-06-02</pubDate></item></channel></rss>';
const http = makeHttp({ allowedRanges: ['127.0.0.0/8'], userAgent: 'Vigie/0.1' });
const clock = makeManualClock(new Date('2025-06-02T10:00:00Z'));
const LE_FIL = { title: 'Le Fil', documentCount: 2, newestAt: new Date('2025-06-02T00:00:00Z') };

afterAll(() => http.close());

/** gaps: how often the host's manners were waited for. */
async function discover(site: LocalSite, path: string): Promise<Readonly<{ found: FeedDiscovery; gaps: number }>> {
  let gaps = 0;
  const waitGap = async (): Promise<void> => {
    gaps += 1;
  };
  const robots = makeRobots({ http, clock, userAgent: 'Vigie/0.1' });
  const found = await discoverFeeds({ http, clock, robots, waitGap }, site.origin + path);
  return { found, gaps };
}

test('the address of a feed is that feed, and nothing else is asked for', async () => {
  await using site = await startLocalSite();
  site.pages.set('/rss', { body: FEED });
  const { found } = await discover(site, '/rss');
  expect(found).toEqual({ kind: 'found', feeds: [{ url: `${site.origin}/rss`, ...LE_FIL }] });
  expect(site.asked).toEqual(['/robots.txt', '/rss']);
});

test('what a page names is offered when it can be read, with a gap before each request', async () => {
  await using site = await startLocalSite();
  const links = ['/gone', '/page', '/a.xml', '/untitled'].map(
    (href) => `<link rel="alternate" type="application/rss+xml" title="Named ${href}" href="${href}">`,
  );
  site.pages.set('/', { body: `<html>${links.join('')}</html>` });
  site.pages.set('/page', { body: '<html>no feed</html>' });
  site.pages.set('/a.xml', { body: FEED });
  site.pages.set('/untitled', { body: '<feed xmlns="http://www.w3.org/2005/Atom"/>' });
  const { found, gaps } = await discover(site, '/');
  expect(found).toEqual({
    kind: 'found',
    feeds: [
      { url: `${site.origin}/a.xml`, ...LE_FIL },
      { url: `${site.origin}/untitled`, title: 'Named /untitled', documentCount: 0, newestAt: null },
    ],
  });
  expect(gaps).toBe(4);
});

test('where a page names none, the common paths are tried until one is a feed', async () => {
  await using site = await startLocalSite();
  site.pages.set('/blog/', { body: '<html>Bonjour</html>' });
  site.pages.set('/rss.xml', { body: FEED });
  const { found } = await discover(site, '/blog/');
  expect(found).toMatchObject({ kind: 'found', feeds: [{ url: `${site.origin}/rss.xml` }] });
  expect(site.asked).toEqual(['/robots.txt', '/blog/', '/feed', '/rss.xml']);
});

test('a site without any is told so after a bounded number of requests', async () => {
  await using site = await startLocalSite();
  const links = Array.from({ length: 100 }, (_, index) => `<a href="/${index}.rss">RSS</a>`);
  site.pages.set('/', { body: `<html>${links.join('')}</html>` });
  const { found } = await discover(site, '/');
  expect(found).toMatchObject({ kind: 'failed', reason: 'not-a-feed' });
  expect(found.kind === 'failed' && found.message).toMatch(/^127\.0\.0\.1:\d+ names no feed/);
  expect(site.asked.length).toBeLessThan(10 + COMMON_FEED_PATHS.length);
});

test('a host that was asked too often is left alone', async () => {
  await using site = await startLocalSite();
  site.pages.set('/', { body: '<a href="/1.rss">RSS</a><a href="/2.rss">RSS</a>' });
  site.pages.set('/1.rss', { status: 429 });
  site.pages.set('/2.rss', { body: FEED });
  expect((await discover(site, '/')).found).toMatchObject({ kind: 'failed' });
  expect(site.asked).toEqual(['/robots.txt', '/', '/1.rss']);
});

test('what robots.txt forbids is not asked for, and a page that cannot be had says why', async () => {
  await using site = await startLocalSite();
  site.pages.set('/robots.txt', { body: 'User-agent: *\nDisallow: /secret' });
  site.pages.set('/', { body: '<a href="/secret.rss">RSS</a><a href="/open.rss">RSS</a>' });
  site.pages.set('/secret.rss', { body: FEED });
  site.pages.set('/open.rss', { body: FEED });
  expect((await discover(site, '/')).found).toMatchObject({ feeds: [{ url: `${site.origin}/open.rss` }] });
  expect(site.asked).not.toContain('/secret.rss');
  expect((await discover(site, '/secret')).found).toMatchObject({ kind: 'failed', reason: 'robots-refused' });
  expect((await discover(site, '/nowhere')).found).toMatchObject({ kind: 'failed', reason: 'not-found' });
});
