/** GDELT is asked from where it was read, and its sentences are understood. */
import { describe, expect, test } from 'vitest';
import { makeVisitor, NOW, startLocalService, toJsonPage, toRead } from './local-service.ts';

const visit = makeVisitor();
const PATH = '/api/v2/doc/doc?query=orange&mode=ArtList&format=json&maxrecords=250&sort=DateDesc';
const READ_UNTIL = new Date(NOW.getTime() - 3_600_000);

/** `count` articles, a minute each, newest first, from `minute` minutes ago on. */
function listArticles(count: number, minute = 0): unknown {
  const articles = Array.from({ length: count }, (_, index) => {
    const seen = new Date(NOW.getTime() - (minute + index) * 60_000).toISOString().replace(/[-:]|\.\d+/g, '');
    return { url: `https://a.example/${minute + index}`, title: 'Orange', seendate: seen };
  });
  return { articles };
}

test('the first visit asks for a day, and the address of the source has no times', async () => {
  await using service = await startLocalService(() => toJsonPage(listArticles(2)));
  toRead(await visit({ url: service.origin + PATH, reader: 'gdelt' }));
  expect(service.asked.map((url) => url.searchParams.get('timespan'))).toEqual(['1d']);
});

test('a later visit asks from a little before the last one', async () => {
  await using service = await startLocalService(() => toJsonPage({}));
  toRead(await visit({ url: service.origin + PATH, reader: 'gdelt', readUntil: READ_UNTIL }));
  const asked = service.asked[0]?.searchParams;
  expect([asked?.get('startdatetime'), asked?.get('enddatetime')]).toEqual(['20250602070000', '20250602100000']);
  expect(asked?.has('timespan')).toBe(false);
});

test('after months of silence it asks for no more than the service has', async () => {
  await using service = await startLocalService(() => toJsonPage({}));
  toRead(await visit({ url: service.origin + PATH, reader: 'gdelt', readUntil: new Date('2020-01-01T00:00:00Z') }));
  expect(service.asked[0]?.searchParams.get('startdatetime')?.slice(0, 6)).toBe('202503');
});

test('a full list goes on below its oldest article until one is not full', async () => {
  await using service = await startLocalService(({ url }) =>
    toJsonPage(url.searchParams.get('enddatetime') === '20250602100000' ? listArticles(250) : listArticles(3, 249)),
  );
  const readUntil = new Date(NOW.getTime() - 86_400_000);
  const reading = toRead(await visit({ url: service.origin + PATH, reader: 'gdelt', readUntil }));
  expect(service.asked.map((url) => url.searchParams.get('enddatetime'))).toEqual(['20250602100000', '20250602055100']);
  expect(new Set(reading.documents.map((each) => each.url)).size).toBe(252);
  expect(reading.isWhole).toBe(true);
});

test('a list that never ends is left after some pages, and says that it is not whole', async () => {
  let minute = 0;
  await using service = await startLocalService(() => {
    minute += 249;
    return toJsonPage(listArticles(250, minute));
  });
  const readUntil = new Date(NOW.getTime() - 60 * 86_400_000);
  const reading = toRead(await visit({ url: service.origin + PATH, reader: 'gdelt', readUntil }));
  expect(service.asked.length).toBeLessThanOrEqual(4);
  expect(reading.isWhole).toBe(false);
});

test('a second page that is refused takes nothing from the first, and its Retry-After is kept', async () => {
  await using service = await startLocalService(({ url }) =>
    url.searchParams.get('enddatetime') === '20250602100000'
      ? toJsonPage(listArticles(250))
      : { status: 429, headers: { 'retry-after': '90' } },
  );
  const readUntil = new Date(NOW.getTime() - 86_400_000);
  const reading = toRead(await visit({ url: service.origin + PATH, reader: 'gdelt', readUntil }));
  expect(reading.documents).toHaveLength(250);
  expect(reading).toMatchObject({ isWhole: false, retryAfterSeconds: 90 });
});

describe('a sentence instead of data', () => {
  test.each([
    ['Please limit requests to one every 5 seconds or contact us.', 'rate-limited', /five seconds/],
    ['The specified phrase is too short.', 'client-error', /three letters/],
    ['Your query was too short or too long.', 'client-error', /250 characters/],
    ["Queries containing OR'd terms must be surrounded by ().", 'client-error', /refuses the query: "Queries/],
  ])('%s is %s', async (body, reason, message) => {
    await using service = await startLocalService(() => ({ headers: { 'content-type': 'text/html' }, body }));
    const reading = await visit({ url: service.origin + PATH, reader: 'gdelt' });
    expect(reading).toMatchObject({ kind: 'failed', reason });
    expect(reading.kind === 'failed' && reading.message).toMatch(message);
  });
});
