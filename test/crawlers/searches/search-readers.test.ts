/** What every reader of a search service keeps, whatever the other side does. */
import { describe, expect, test } from 'vitest';
import { READERS } from '../../../src/crawlers/readers.ts';
import type { ReaderName } from '../../../src/domain/source.ts';
import { makeVisitor, startLocalService, toJsonPage } from './local-service.ts';

const visit = makeVisitor();

type Service = Readonly<{
  reader: ReaderName;
  path: string;
  empty: unknown;
  secret: Readonly<Record<string, string>> | null;
}>;

const SERVICES: readonly Service[] = [
  { reader: 'gdelt', path: '/api/v2/doc/doc?query=orange&mode=ArtList&format=json', empty: {}, secret: null },
  { reader: 'searxng', path: '/search?q=orange&format=json', empty: { results: [] }, secret: null },
  { reader: 'mastodon', path: '/api/v1/timelines/tag/orange', empty: [], secret: null },
  {
    reader: 'mastodon',
    path: '/api/v2/search?q=orange&type=statuses',
    empty: { statuses: [] },
    secret: { token: 'T' },
  },
  { reader: 'hacker-news', path: '/api/v1/search_by_date?query=orange', empty: { hits: [], nbPages: 0 }, secret: null },
  {
    reader: 'app-store',
    path: '/fr/rss/customerreviews/page=1/id=1/sortBy=mostRecent/json',
    empty: { feed: { updated: { label: 'x' } } },
    secret: null,
  },
];

describe.each(SERVICES)('$reader at $path', ({ reader, path, empty, secret }) => {
  test('an empty answer is read and brings nothing', async () => {
    await using service = await startLocalService(({ url }) =>
      url.pathname === '/api/v2/instance' ? { status: 404 } : toJsonPage(empty),
    );
    const reading = await visit({ url: service.origin + path, reader, secret });
    expect(reading).toMatchObject({ kind: 'read', documents: [], isWhole: true });
  });

  test('429 says how long to stay away', async () => {
    await using service = await startLocalService(() => ({ status: 429, headers: { 'retry-after': '120' } }));
    const reading = await visit({ url: service.origin + path, reader, secret });
    expect(reading).toMatchObject({ kind: 'failed', reason: 'rate-limited', retryAfterSeconds: 120 });
    expect(service.asked).toHaveLength(1);
  });

  test('403 with a page of HTML is a refusal with a sentence that names the host and holds no address', async () => {
    await using service = await startLocalService(() => ({
      status: 403,
      headers: { 'content-type': 'text/html' },
      body: '<!DOCTYPE html><h1>Just a moment…</h1>',
    }));
    const reading = await visit({ url: service.origin + path, reader, secret });
    expect(reading).toMatchObject({ kind: 'failed', reason: 'not-authorised' });
    expect(reading.kind === 'failed' && reading.message).not.toContain('orange');
    expect(reading.kind === 'failed' && reading.message.endsWith('.')).toBe(true);
  });

  test.each([
    ['a page of HTML', '<html><body>Sign in</body></html>'],
    ['half of an answer', '{"hits": [{'],
    ['nothing', ''],
    ['JSON without end', '['.repeat(50_000)],
    ['another kind of JSON', '"hello"'],
    ['null', 'null'],
  ])('%s with status 200 is told and breaks nothing', async (_, body) => {
    await using service = await startLocalService(() => ({ headers: { 'content-type': 'text/html' }, body }));
    const reading = await visit({ url: service.origin + path, reader, secret });
    expect(reading).toMatchObject({ kind: 'failed', reason: 'not-a-feed' });
  });

  test('a server in trouble is told as such', async () => {
    await using service = await startLocalService(() => ({ status: 503, body: 'down' }));
    expect(await visit({ url: service.origin + path, reader, secret })).toMatchObject({
      kind: 'failed',
      reason: 'server-error',
    });
  });
});

test('Google News is an alert feed that is asked once a minute at most', async () => {
  await using service = await startLocalService(() => ({
    body: '<rss version="2.0"><channel><item><title>Une</title><link>https://a.example/1</link></item></channel></rss>',
  }));
  const reading = await visit({ url: `${service.origin}/rss/search?q=orange`, reader: 'google-news' });
  expect(reading).toMatchObject({ kind: 'read', documents: [{ title: 'Une', url: 'https://a.example/1' }] });
  expect(READERS['google-news'].gapMs).toBeGreaterThanOrEqual(60_000);
  expect(READERS.gdelt.gapMs).toBeGreaterThanOrEqual(5_000);
});

test('every reader is registered under its own name', () => {
  for (const [name, reader] of Object.entries(READERS)) expect(reader.name).toBe(name);
});
