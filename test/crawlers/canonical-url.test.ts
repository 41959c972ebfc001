/** One page, one URL. */
import { expect, test } from 'vitest';
import { canonicalUrl, permalinkUrl, toSite } from '../../src/crawlers/canonical-url.ts';

test.each([
  ['HTTPS://Example.ORG:443/Path', 'https://example.org/Path'],
  ['http://example.org:80', 'http://example.org/'],
  ['http://example.org:8080/', 'http://example.org:8080/'],
  ['https://example.org./a', 'https://example.org/a'],
  ['https://example.org/a?utm_source=x&id=7&utm_medium=y&fbclid=z#top', 'https://example.org/a?id=7'],
  ['https://example.org/a?b=2&a=1&a=3', 'https://example.org/a?b=2&a=1&a=3'],
  ['https://example.org/a?q=caf%C3%A9+noir&at_medium=rss', 'https://example.org/a?q=caf%C3%A9+noir'],
  ['https://example.org/a?xtor=RSS-3208', 'https://example.org/a'],
  ['https://example.org/a?', 'https://example.org/a'],
  ['https://user:pw@example.org/a', 'https://example.org/a'],
  ['https://f.example/viewtopic.php?t=1&sid=0123456789abcdef0123456789abcdef', 'https://f.example/viewtopic.php?t=1'],
  ['https://f.example/find?s=shoes&sid=42', 'https://f.example/find?s=shoes&sid=42'],
  ['ftp://example.org/', null],
  ['nonsense', null],
])('%s', (url, canonical) => {
  expect(canonicalUrl(url)).toBe(canonical);
});

test('is its own canonical form', () => {
  const once = canonicalUrl('https://WWW.example.org/a?utm_campaign=1&x=%20#y') ?? '';
  expect(canonicalUrl(once)).toBe(once);
});

test('a permalink keeps its fragment and loses the session', () => {
  const url = 'https://f.example/t?p=4&sid=0123456789abcdef0123456789abcdef#p4';
  expect(permalinkUrl(url)).toBe('https://f.example/t?p=4#p4');
});

test('the site is the host without www', () => {
  expect(['https://www.Example.org:8080/a', 'https://news.example.org.', 'no url'].map(toSite)).toEqual([
    'example.org',
    'news.example.org',
    '',
  ]);
});
