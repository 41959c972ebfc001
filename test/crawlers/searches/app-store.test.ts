/** App Store reviews: ten pages of one country, newest first. */
import { expect, test } from 'vitest';
import { documentKey } from '../../../src/crawlers/document-key.ts';
import { makeAppStoreReviewsUrl, toAppStoreReviewsUrl } from '../../../src/crawlers/searches/app-store.ts';
import { makeVisitor, NOW, startLocalService, toJsonPage, toRead } from './local-service.ts';

const visit = makeVisitor();
const PATH = '/fr/rss/customerreviews/page=1/id=555/sortBy=mostRecent/json';

/** Two reviews on each page, ten hours apart. */
function listReviews(path: string): unknown {
  const page = Number(/page=(\d+)/.exec(path)?.[1]);
  const entry = [2 * page - 1, 2 * page].map((number) => ({
    id: { label: String(9_000 + number) },
    'im:rating': { label: '2' },
    title: { label: `Avis ${number}` },
    content: { label: 'Bof' },
    updated: { label: new Date(NOW.getTime() - number * 36_000_000).toISOString() },
    link: { attributes: { href: 'https://itunes.apple.com/fr/review?id=555&type=Purple%20Software' } },
  }));
  return { feed: { entry, link: [{ attributes: { rel: 'next', href: 'https://a.example/xml' } }] } };
}

test('pages are read until what was known comes', async () => {
  await using service = await startLocalService(({ url }) => toJsonPage(listReviews(url.pathname)));
  const readUntil = new Date(NOW.getTime() - 3_600_000);
  const reading = toRead(await visit({ url: service.origin + PATH, reader: 'app-store', readUntil }));
  // a day further back, for reviews that appear late
  expect(service.asked.map((url) => /page=(\d+)/.exec(url.pathname)?.[1])).toEqual(['1', '2']);
  expect(reading.documents.map((each) => each.title)).toEqual([1, 2, 3, 4].map((each) => `★★☆☆☆ Avis ${each}`));
});

test('what a customer says of an app is a review', async () => {
  await using service = await startLocalService(({ url }) => toJsonPage(listReviews(url.pathname)));
  const { documents } = toRead(await visit({ url: service.origin + PATH, reader: 'app-store' }));
  expect(new Set(documents.map((each) => each.type))).toEqual(new Set(['review']));
});

test('there is no page 11', async () => {
  await using service = await startLocalService(({ url }) => toJsonPage(listReviews(url.pathname)));
  const readUntil = new Date(NOW.getTime() - 300 * 86_400_000);
  const reading = toRead(await visit({ url: service.origin + PATH, reader: 'app-store', readUntil }));
  expect(service.asked).toHaveLength(10);
  expect(reading.isWhole).toBe(false);
});

test('reviews that link to one page are documents of their own', async () => {
  await using service = await startLocalService(({ url }) => toJsonPage(listReviews(url.pathname)));
  const { documents } = toRead(await visit({ url: service.origin + PATH, reader: 'app-store' }));
  const keys = documents.map((document) => Buffer.from(documentKey({ sourceUrl: PATH, document })).toString('hex'));
  expect(new Set(keys).size).toBe(documents.length);
});

test('an address without an app is refused before anybody is asked', async () => {
  await using service = await startLocalService(() => toJsonPage({}));
  const reading = await visit({ url: `${service.origin}/fr/rss/topfreeapplications/json`, reader: 'app-store' });
  expect(reading).toMatchObject({ kind: 'failed', reason: 'settings-invalid' });
  expect(service.asked).toEqual([]);
});

test.each([
  ['https://apps.apple.com/fr/app/orange-et-moi/id123456789', 'fr', '123456789'],
  ['https://apps.apple.com/app/id42?l=fr', 'us', '42'],
])('%s leads to its reviews', (page, country, appId) => {
  expect(toAppStoreReviewsUrl(page)).toBe(makeAppStoreReviewsUrl({ appId, country }));
});

test.each(['https://apps.apple.com.evil.example/fr/app/id1', 'https://apps.apple.com/fr/developer/id1', 'id1'])(
  '%s is no app',
  (page) => {
    expect(toAppStoreReviewsUrl(page)).toBeNull();
  },
);
