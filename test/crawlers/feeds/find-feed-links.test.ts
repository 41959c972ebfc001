/** The feeds that pages name. */
import { expect, test } from 'vitest';
import { findFeedLinks } from '../../../src/crawlers/feeds/find-feed-links.ts';

const URL_OF_PAGE = 'https://journal.example/rubrique/page.html';

test('what a page declares comes before what it links to, and its own news before comments and headings', () => {
  const html = `<html><head>
    <link rel="alternate" type="application/rss+xml" title="Commentaires" href="/comments/feed">
    <link rel="alternate" type="text/xml" href="/flux.rss">
    <link rel="alternate" type="application/json" href="/wp-json/posts/1">
    <link rel="ALTERNATE" type="application/atom+xml; charset=utf-8" title="À la une &amp; plus" href="atom">
    <link rel="alternate" type="application/feed+json" href="//journal.example/feed.json">
    </head><body><p>Suivez-nous: <a href="feed://journal.example/x">x</a> <a href="/sport/rss" title="Sport">ici</a></p></body></html>`;
  expect(findFeedLinks({ html, url: URL_OF_PAGE })).toEqual([
    { url: 'https://journal.example/rubrique/atom', title: 'À la une & plus', type: 'application/atom+xml' },
    { url: 'https://journal.example/feed.json', title: null, type: 'application/feed+json' },
    { url: 'https://journal.example/comments/feed', title: 'Commentaires', type: 'application/rss+xml' },
    { url: 'https://journal.example/flux.rss', title: null, type: 'text/xml' },
    { url: 'https://journal.example/wp-json/posts/1', title: null, type: 'application/json' },
    { url: 'https://journal.example/sport/rss', title: 'Sport', type: null },
  ]);
});

test.each([
  ['a link that says RSS', '<a href="/abonnement"><b>Flux</b> RSS</a>', ['https://journal.example/abonnement']],
  ['a link by its address', '<a href="/?feed=rss2">ici</a>', ['https://journal.example/?feed=rss2']],
  ['the same address twice', '<a href="/rss">a</a><a href="/rss">b</a>', ['https://journal.example/rss']],
  ['a base', '<base href="https://b.example/x/"><link rel="feed" href="y">', ['https://b.example/x/y']],
  [
    'other languages and styles',
    '<link rel="alternate" hreflang="de" href="/rss"><link rel="alternate stylesheet" href="/s.css">',
    [],
  ],
  ['what is no web page', '<link rel="alternate" type="application/rss+xml" href="javascript:x()">', []],
  ['words that only begin alike', '<a href="/a">Feedback</a><a href="/b">Fluxus</a>', []],
  ['an empty page', '', []],
])('%s', (_name, html, urls) => {
  expect(findFeedLinks({ html, url: URL_OF_PAGE }).map((link) => link.url)).toEqual(urls);
});

test.each([
  ['links', '<a href="/rss">'],
  ['declarations', '<link rel="alternate" type="application/rss+xml" href="/x?'],
  ['open tags', '<b>'],
])('a page of nothing but %s is answered, within a bound', (_name, piece) => {
  const html = piece.repeat(2_000_000 / piece.length);
  expect(findFeedLinks({ html, url: URL_OF_PAGE }).length).toBeLessThanOrEqual(50);
});
