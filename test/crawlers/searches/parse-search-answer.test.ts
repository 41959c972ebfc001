/** Answers of search services, by pairs of `NAME.json` and `NAME.expected.json`. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseSearchAnswer } from '../../../src/crawlers/searches/parse-search-answer.ts';
import { toPlain } from '../fixture-pairs.ts';

const FOLDER = new URL('../../fixtures/searches/', import.meta.url);
const NAMES = readdirSync(FOLDER)
  .filter((file) => !file.endsWith('.expected.json'))
  .map((file) => file.replace(/\.json$/, ''));

function parse(body: Uint8Array | string) {
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  return parseSearchAnswer({ body: bytes, contentType: null, url: 'https://social.example/search?query=orange' });
}

describe('a search answer is recognised and read as its pair says', () => {
  test.each(NAMES)('%s', async (name) => {
    const expected: unknown = JSON.parse(readFileSync(new URL(`${name}.expected.json`, FOLDER), 'utf8'));
    expect(toPlain(await parse(readFileSync(new URL(`${name}.json`, FOLDER))))).toEqual(expected);
  });

  test('there are pairs to read', () => {
    expect(NAMES.length).toBeGreaterThanOrEqual(6);
  });
});

test('a feed is still a feed, whether XML or JSON', async () => {
  const rss = await parse('<rss version="2.0"><channel><item><title>One</title></item></channel></rss>');
  expect(rss).toMatchObject({ kind: 'parsed', documents: [{ title: 'One' }] });
  const json = { version: 'https://jsonfeed.org/version/1.1', title: 'F', items: [{ id: '1', content_text: 'Two' }] };
  expect(await parse(JSON.stringify(json))).toMatchObject({ kind: 'parsed', documents: [{ text: 'Two' }] });
});

test.each([
  ['nothing', ''],
  ['half of an answer', '{"hits": [{"objectID": "1", "ti'],
  ['JSON of no service', '{"users": []}'],
  ['lists within lists', '['.repeat(100_000)],
  ['a list of everything but posts', '[1, null, "x", {}, []]'],
])('%s is refused and throws nothing', async (_, body) => {
  expect(await parse(body)).toMatchObject({ kind: 'refused' });
});

test.each([
  ['hits', '{"hits": [null, 1, "x", [], {"objectID": {}, "title": 3, "author": []}]}'],
  ['articles', '{"articles": [null, 1, "x", [], {"url": {}, "title": []}]}'],
  ['results', '{"results": [null, 1, "x", [], {"url": [], "publishedDate": {}}], "unresponsive_engines": {}}'],
  ['statuses', '{"statuses": [null, 1, "x", [], {"account": 1, "content": {}}]}'],
  ['reviews', '{"feed": {"entry": [null, 1, "x", [], {"im:rating": 3, "id": []}]}}'],
])('%s of wrong types are no documents', async (_, body) => {
  expect(await parse(body)).toMatchObject({ kind: 'parsed', documents: [] });
});

test('a single review comes without its list', async () => {
  const entry = { 'im:rating': { label: '5' }, id: { label: '7' }, title: { label: 'Top' }, content: { label: 'Oui' } };
  expect(await parse(JSON.stringify({ feed: { entry } }))).toMatchObject({ documents: [{ title: '★★★★★ Top' }] });
});
