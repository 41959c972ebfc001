/** Search alerts point at the pages themselves. */
import { describe, expect, test } from 'vitest';
import { parseSearchFeed } from '../../../src/crawlers/searches/parse-search-feed.ts';
import { unwrapUrl } from '../../../src/crawlers/unwrap-url.ts';
import { readPairs, toPlain } from '../fixture-pairs.ts';

describe('a search alert is read as its pair says', () => {
  test.each(readPairs('searches'))('$name', async ({ body, expected }) => {
    const input = { body, contentType: 'text/xml; charset=UTF-8', url: 'https://alerts.example/feed' };
    expect(toPlain(await parseSearchFeed(input))).toEqual(expected);
  });
});

test.each([
  ['https://www.google.fr/url?q=https://a.example/1&sa=U', 'https://a.example/1'],
  ['https://www.google.co.uk/url?rct=j&url=http%3A%2F%2Fa.example%2F%3Fx%3D1%26y%3D2', 'http://a.example/?x=1&y=2'],
  [
    'https://www.google.com/url?q=https%3A%2F%2Fwww.google.com%2Furl%3Fq%3Dhttps%3A%2F%2Fa.example%2F',
    'https://a.example/',
  ],
  ['http://www.bing.com/news/apiclick.aspx?url=https%3a%2f%2fa.example%2f', 'https://a.example/'],
  ['https://www.google.com/url?url=javascript:alert(1)', 'https://www.google.com/url?url=javascript:alert(1)'],
  [
    'https://google.com.evil.example/url?url=https://a.example/',
    'https://google.com.evil.example/url?url=https://a.example/',
  ],
  ['https://news.google.com/rss/articles/CBMiAbc', 'https://news.google.com/rss/articles/CBMiAbc'],
  ['https://a.example/url?url=https://b.example/', 'https://a.example/url?url=https://b.example/'],
])('%s leads to %s', (url, target) => {
  expect(unwrapUrl(url)).toBe(target);
});
