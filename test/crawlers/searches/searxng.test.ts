/** SearXNG: pages by number, engines that keep silent, and instances that give no JSON. */
import { expect, test } from 'vitest';
import { makeVisitor, NOW, startLocalService, toJsonPage, toRead } from './local-service.ts';

const visit = makeVisitor();
const PATH = '/search?q=orange&format=json&categories=news&language=fr';
const READ_UNTIL = new Date(NOW.getTime() - 3_600_000);

function listResults(names: readonly string[], more: Readonly<Record<string, unknown>> = {}): unknown {
  return {
    query: 'orange',
    results: names.map((name) => ({ url: `https://a.example/${name}`, title: name })),
    ...more,
  };
}

test('pages are read until one brings nothing new', async () => {
  const pages = [['a', 'b'], ['b', 'c'], ['c']];
  await using service = await startLocalService(({ url }) =>
    toJsonPage(listResults(pages[Number(url.searchParams.get('pageno')) - 1] ?? [])),
  );
  const reading = toRead(await visit({ url: service.origin + PATH, reader: 'searxng', readUntil: READ_UNTIL }));
  expect(reading.documents.map((each) => each.title)).toEqual(['a', 'b', 'c']);
  expect(service.asked.map((url) => url.searchParams.get('pageno'))).toEqual(['1', '2', '3']);
  expect(reading.isWhole).toBe(true);
});

test.each([
  [null, 'month'],
  [READ_UNTIL, 'day'],
  [new Date(NOW.getTime() - 3 * 86_400_000), 'month'],
  [new Date(NOW.getTime() - 60 * 86_400_000), 'year'],
])('read until %s it asks for the last %s', async (readUntil, range) => {
  await using service = await startLocalService(() => toJsonPage(listResults([])));
  toRead(await visit({ url: service.origin + PATH, reader: 'searxng', readUntil }));
  expect(service.asked[0]?.searchParams.get('time_range')).toBe(range);
});

test('403 says that the instance must list json', async () => {
  await using service = await startLocalService(() => ({ status: 403, body: '<!doctype html><title>403</title>' }));
  const reading = await visit({ url: service.origin + PATH, reader: 'searxng' });
  expect(reading).toMatchObject({ kind: 'failed', reason: 'not-authorised' });
  expect(reading.kind === 'failed' && reading.message).toMatch(/formats.*json/);
});

test('nothing found because no engine answered is a failure that names them', async () => {
  const silent = {
    unresponsive_engines: [
      ['google', 'CAPTCHA'],
      ['qwant', 'timeout'],
    ],
  };
  await using service = await startLocalService(() => toJsonPage(listResults([], silent)));
  const reading = await visit({ url: service.origin + PATH, reader: 'searxng' });
  expect(reading).toMatchObject({ kind: 'failed', reason: 'server-error' });
  expect(reading.kind === 'failed' && reading.message).toContain('google: CAPTCHA, qwant: timeout');
});

test('results beside engines that kept silent are read, and not taken for the whole', async () => {
  const silent = { unresponsive_engines: [['google', 'CAPTCHA']] };
  await using service = await startLocalService(({ url }) =>
    toJsonPage(url.searchParams.get('pageno') === '1' ? listResults(['a'], silent) : listResults([])),
  );
  const reading = toRead(await visit({ url: service.origin + PATH, reader: 'searxng' }));
  expect(reading.documents).toHaveLength(1);
  expect(reading.isWhole).toBe(false);
});
