/** Subscriptions taken along to another feed reader. */
import { expect, test } from 'vitest';
import { parseOpml } from '../../src/crawlers/parse-opml.ts';
import { type OpmlFeed, writeOpml } from '../../src/crawlers/write-opml.ts';

const FEEDS: readonly OpmlFeed[] = [
  {
    url: 'https://a.example/rss?x=1&y=2',
    title: 'A "quoted" & <b>bold</b> title',
    siteUrl: 'https://a.example/',
    tags: [],
  },
  { url: 'https://b.example/rss', title: null, siteUrl: null, tags: [] },
  { url: 'https://c.example/rss', title: 'Télé’c', siteUrl: null, tags: ['Télécom'] },
  { url: 'https://d.example/rss', title: 'D', siteUrl: null, tags: ['Télécom', 'Forums, avis/tests'] },
  { url: 'https://e.example/rss', title: 'E', siteUrl: null, tags: ['Télécom', 'Forums, avis/tests'] },
  { url: 'https://f.example/rss', title: 'F', siteUrl: null, tags: ['Forums, avis/tests'] },
];

test('what is written reads back the same, folders included', () => {
  const parse = parseOpml(writeOpml({ title: 'Vigie & co', feeds: FEEDS }));
  expect(parse).toEqual({
    kind: 'parsed',
    outlines: FEEDS.map(({ url, title, siteUrl, tags }) => ({ xmlUrl: url, title, htmlUrl: siteUrl, tags })),
    leftOutCount: 0,
  });
});

test('a folder is written once, however many feeds lie in it', () => {
  const opml = writeOpml({ title: 'T', feeds: FEEDS });
  expect(opml.match(/<outline text="Télécom"/g)).toHaveLength(1);
  expect(opml).not.toContain('<b>');
});

test('a list without feeds is a file all the same, and control characters stay out of it', () => {
  expect(writeOpml({ title: 'A\u0000\nB', feeds: [] })).toContain('<title>A B</title>');
});
