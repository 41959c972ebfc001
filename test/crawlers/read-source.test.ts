/** One visit to a source, against a real server. */
import { afterAll, describe, expect, test } from 'vitest';
import { makeManualClock } from '../../src/base/clock.ts';
import { makeHttp } from '../../src/base/http.ts';
import type { SourceReading } from '../../src/crawlers/reader.ts';
import { DEFAULT_READERS, type SourceKind } from '../../src/domain/source.ts';
import { type LocalSite, startLocalSite } from './local-site.ts';
import { visit as visitAt } from './visit.ts';

const FEED =
  '<rss version="2.0"><channel><title>F</title><item><title>One</title><link>/1</link></item><item><pubDate>x</pubDate></item></channel></rss>';
const http = makeHttp({ allowedRanges: ['127.0.0.0/8'], userAgent: 'Vigie/0.1' });
const clock = makeManualClock(new Date('2025-06-02T10:00:00Z'));

afterAll(() => http.close());

async function visit(
  site: LocalSite,
  path: string,
  source: Readonly<{ kind?: SourceKind; etag?: string; lastModified?: string }> = {},
): Promise<SourceReading> {
  const { kind = 'feed', etag = null, lastModified = null } = source;
  return await visitAt({ http, clock }, { url: site.origin + path, reader: DEFAULT_READERS[kind], etag, lastModified });
}

describe('a visit', () => {
  test('brings the documents that say something, and what to ask with next time', async () => {
    await using site = await startLocalSite();
    const headers = { ETag: '"v1"', 'Last-Modified': 'Mon, 02 Jun 2025 08:00:00 GMT', 'Content-Type': 'text/xml' };
    site.pages.set('/feed', { headers, body: FEED });
    const reading = await visit(site, '/feed');
    expect(reading).toMatchObject({
      kind: 'read',
      etag: '"v1"',
      lastModified: headers['Last-Modified'],
      movedTo: null,
    });
    expect(reading.kind === 'read' && reading.documents.map((each) => each.url)).toEqual([`${site.origin}/1`]);
  });

  test('asks conditionally, and 304 keeps the validators', async () => {
    await using site = await startLocalSite();
    site.pages.set('/feed', (headers) =>
      headers['if-none-match'] === '"v1"' && headers['if-modified-since'] === 'then' ? { status: 304 } : { body: FEED },
    );
    const reading = await visit(site, '/feed', { etag: '"v1"', lastModified: 'then' });
    expect(reading).toEqual({ kind: 'unchanged', etag: '"v1"', lastModified: 'then' });
  });

  test.each([
    ['max-age=600', 600],
    ['public, max-age=1200, s-maxage=5', 1_200],
    ['no-cache, max-age=600', null],
    ['max-age=0', null],
    ['immutable', null],
  ])('that says "Cache-Control: %s" is not to be repeated for %s seconds', async (header, seconds) => {
    await using site = await startLocalSite();
    site.pages.set('/feed', { headers: { 'Cache-Control': header }, body: FEED });
    expect(await visit(site, '/feed')).toMatchObject({ kind: 'read', wishes: { intervalSecondsMin: seconds } });
  });

  test('keeps no validator that could not be sent back', async () => {
    await using site = await startLocalSite();
    site.pages.set('/feed', { headers: { ETag: '"caf\u00e9"', 'Last-Modified': 'x'.repeat(2_000) }, body: FEED });
    expect(await visit(site, '/feed')).toMatchObject({ kind: 'read', etag: null, lastModified: null });
  });

  test('says where a source moved to for good', async () => {
    await using site = await startLocalSite();
    site.pages.set('/old', { status: 301, headers: { location: '/new' } });
    site.pages.set('/new', { body: FEED });
    expect(await visit(site, '/old')).toMatchObject({ kind: 'read', movedTo: `${site.origin}/new` });
  });

  test('reads each kind its own way', async () => {
    await using site = await startLocalSite();
    const link = 'https://www.google.com/url?url=https://a.example/1';
    site.pages.set('/alert', { body: `<feed><entry><title>T</title><link href="${link}"/></entry></feed>` });
    const thread =
      '<body id="phpbb"><div class="post" id="p1"><div class="postbody"><div class="content">Hi</div></div></div>';
    site.pages.set('/thread', { headers: { 'Content-Type': 'text/html' }, body: thread });

    const alert = await visit(site, '/alert', { kind: 'search' });
    expect(alert.kind === 'read' && alert.documents[0]?.url).toBe('https://a.example/1');
    const forum = await visit(site, '/thread', { kind: 'forum' });
    expect(forum.kind === 'read' && forum.documents[0]).toMatchObject({ text: 'Hi', url: `${site.origin}/thread#p1` });
    expect(await visit(site, '/thread')).toMatchObject({ kind: 'failed', reason: 'not-a-feed' });
  });
});

describe('a visit that fails', () => {
  test.each([
    [401, 'not-authorised'],
    [403, 'not-authorised'],
    [404, 'not-found'],
    [410, 'gone'],
    [418, 'client-error'],
    [429, 'rate-limited'],
    [500, 'server-error'],
    [503, 'server-error'],
    [302, 'not-a-feed'],
  ])('with %i is %s, in a sentence that names the host', async (status, reason) => {
    await using site = await startLocalSite();
    site.pages.set('/feed', { status, headers: { 'Retry-After': '120' }, body: FEED });
    const reading = await visit(site, '/feed');
    expect(reading).toMatchObject({ kind: 'failed', reason, retryAfterSeconds: 120 });
    expect(reading.kind === 'failed' && reading.message).toContain(`127.0.0.1:${new URL(site.origin).port} answered`);
  });

  test('because robots.txt says no does not ask for the page', async () => {
    await using site = await startLocalSite();
    site.pages.set('/robots.txt', { body: 'User-agent: *\nDisallow: /' });
    expect(await visit(site, '/feed')).toMatchObject({ kind: 'failed', reason: 'robots-refused' });
    expect(site.asked).toEqual(['/robots.txt']);
  });

  test('because robots.txt of where it redirects to says no does not go there', async () => {
    await using site = await startLocalSite();
    await using other = await startLocalSite();
    other.pages.set('/robots.txt', { body: 'User-agent: *\nDisallow: /feed' });
    other.pages.set('/feed', { body: FEED });
    site.pages.set('/feed', { status: 302, headers: { location: `${other.origin}/feed` } });
    const reading = await visit(site, '/feed');
    expect(reading).toMatchObject({ kind: 'failed', reason: 'robots-refused' });
    expect(other.asked).toEqual(['/robots.txt']);
  });

  test('on a damaged feed keeps no validators, so that the repaired one is not mistaken for unchanged', async () => {
    await using site = await startLocalSite();
    site.pages.set('/feed', { headers: { ETag: '"v2"' }, body: '<rss version="2.0"><channel><item><title>Ha' });
    const reading = await visit(site, '/feed', { etag: '"v1"' });
    expect(reading).toMatchObject({ kind: 'failed', reason: 'unreadable', retryAfterSeconds: null });
    expect(reading).not.toHaveProperty('etag');
  });
});
