/** Hacker News: only what is newer is asked for, page by page. */
import { afterAll, expect, test } from 'vitest';
import { makeManualClock } from '../../../src/base/clock.ts';
import { makeHttp } from '../../../src/base/http.ts';
import { hackerNewsReader } from '../../../src/crawlers/searches/hacker-news.ts';
import { makeVisitor, NOW, startLocalService, toJsonPage, toRead } from './local-service.ts';

const visit = makeVisitor();
const http = makeHttp({ allowedRanges: ['127.0.0.0/8'], userAgent: 'Vigie/0.1' });
const PATH = '/api/v1/search_by_date?query=%22orange%22&tags=(story,comment)&hitsPerPage=100';
const READ_UNTIL = new Date(NOW.getTime() - 3_600_000);

afterAll(() => http.close());

function listHits(page: number, pageCount: number): unknown {
  const hits = [{ objectID: String(1_000 + page), title: `Orange ${page}`, created_at_i: 1_748_850_000 - page }];
  return { hits, page, nbPages: pageCount };
}

test('all pages of what is newer than the last visit are read', async () => {
  await using service = await startLocalService(({ url }) =>
    toJsonPage(listHits(Number(url.searchParams.get('page') ?? 0), 3)),
  );
  const reading = toRead(await visit({ url: service.origin + PATH, reader: 'hacker-news', readUntil: READ_UNTIL }));
  expect(reading.documents.map((each) => each.guid)).toEqual(['1000', '1001', '1002']);
  // an hour further back, for what was found late
  const since = `created_at_i>${Date.parse('2025-06-02T08:00:00Z') / 1_000}`;
  expect(service.asked.map((url) => url.searchParams.get('numericFilters'))).toEqual([since, since, since]);
  expect(reading.isWhole).toBe(true);
});

test('a story is a post, and what is said of it is a comment, with tags or without', async () => {
  const hits = [
    { objectID: '1', title: 'Orange', _tags: ['story'] },
    { objectID: '2', story_title: 'Orange', _tags: ['comment'] },
    { objectID: '3', story_title: 'Orange', comment_text: 'Why?' },
  ];
  await using service = await startLocalService(() => toJsonPage({ hits, page: 0, nbPages: 1 }));
  const { documents } = toRead(await visit({ url: service.origin + PATH, reader: 'hacker-news' }));
  expect(documents.map((each) => each.type)).toEqual(['post', 'comment', 'comment']);
});

test('the first visit reads some pages and misses nothing that was known', async () => {
  await using service = await startLocalService(({ url }) =>
    toJsonPage(listHits(Number(url.searchParams.get('page') ?? 0), 1_000)),
  );
  const reading = toRead(await visit({ url: service.origin + PATH, reader: 'hacker-news' }));
  expect(service.asked).toHaveLength(2);
  expect(service.asked[0]?.searchParams.has('numericFilters')).toBe(false);
  expect(reading.isWhole).toBe(true);
});

test('more pages than a visit may read are told as not whole', async () => {
  await using service = await startLocalService(({ url }) =>
    toJsonPage(listHits(Number(url.searchParams.get('page') ?? 0), 1_000)),
  );
  const reading = toRead(await visit({ url: service.origin + PATH, reader: 'hacker-news', readUntil: READ_UNTIL }));
  expect(service.asked).toHaveLength(10);
  expect(reading.isWhole).toBe(false);
});

test('between two pages the gap is kept, before the first there is none', async () => {
  const order: string[] = [];
  await using service = await startLocalService(({ url }) => {
    const page = Number(url.searchParams.get('page') ?? 0);
    order.push(`page ${page}`);
    return toJsonPage(listHits(page, 3));
  });
  const waitGap = async (): Promise<void> => {
    order.push('gap');
    await Promise.resolve();
  };
  const source = { url: service.origin + PATH, etag: null, lastModified: null, settings: null, secret: null };
  toRead(
    await hackerNewsReader.read({ http, clock: makeManualClock(NOW), waitGap }, { ...source, readUntil: READ_UNTIL }),
  );
  expect(order).toEqual(['page 0', 'gap', 'page 1', 'gap', 'page 2']);
});
