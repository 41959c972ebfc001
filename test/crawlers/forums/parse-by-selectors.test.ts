/** Pages of any site, read by selectors that somebody wrote. */
import { describe, expect, test } from 'vitest';
import { ITEMS_PER_PAGE_MAX, parseBySelectors } from '../../../src/crawlers/forums/parse-by-selectors.ts';
import type { ReaderSettings } from '../../../src/domain/source.ts';

const PAGE = `<html lang="fr"><head><title>Avis</title></head><body>
  <div class="entry" data-link="/avis/7"><h2><a href="/avis/7?utm_source=x">Livraison</a></h2><b class="who" title="Nina B.">nina</b>
    <time datetime="2025-06-01T17:20:05Z">hier</time><i class="day">03/04/2025 21:04</i><div class="text"><p>En retard&nbsp;de <b>six</b> jours.</p><script>x()</script></div></div>
  <div class="entry"><h2></h2><div class="text"></div></div>
  <a class="more" href="?page=2">Suite</a></body></html>`;

function parse(settings: ReaderSettings | null, html = PAGE) {
  return parseBySelectors(
    { body: new TextEncoder().encode(html), contentType: 'text/html', url: 'https://avis.example/tous' },
    settings,
  );
}

test('each item is a document with the fields that its selectors say', () => {
  const read = parse({
    item: '.entry',
    title: 'h2',
    link: 'h2 a',
    author: '.who',
    date: 'time',
    body: '.text',
    next: 'a.more',
  });
  expect(read).toMatchObject({
    kind: 'parsed',
    nextUrl: 'https://avis.example/tous?page=2',
    documents: [
      {
        url: 'https://avis.example/avis/7',
        title: 'Livraison',
        author: 'nina',
        text: 'En retard de six jours.',
        html: '<p>En retard\u00a0de <b>six</b> jours.</p>',
        publishedAt: new Date('2025-06-01T17:20:05Z'),
      },
    ],
  });
});

test('an attribute is read where one is named, of the item too', () => {
  const read = parse({ item: '.entry', author: '.who@title', link: '@data-link', date: 'time@datetime' });
  expect(read.kind === 'parsed' && read.documents).toMatchObject([
    { author: 'Nina B.', url: 'https://avis.example/avis/7', publishedAt: new Date('2025-06-01T17:20:05Z') },
  ]);
});

test('a date that could be read two ways is read as its format or the page’s language says', () => {
  const at = (settings: ReaderSettings) => {
    const read = parse({ item: '.entry', title: 'h2', date: '.day', ...settings });
    return read.kind === 'parsed' ? read.documents[0]?.publishedAt?.toISOString() : null;
  };
  expect(at({})).toBe('2025-04-03T21:04:00.000Z');
  expect(at({ dateFormat: 'month-first' })).toBe('2025-03-04T21:04:00.000Z');
});

describe('settings that cannot be used are refused, with a sentence for each problem', () => {
  test.each<[string, ReaderSettings | null, RegExp]>([
    ['none at all', null, /"item" is missing/],
    ['an unknown name', { item: 'p', body: 'p', colour: 'red' }, /"colour" is no setting/],
    ['a selector that is none', { item: 'p[', body: 'p' }, /"item" is no CSS selector/],
    ['an unknown pseudo-class', { item: 'p', body: 'p:loud' }, /"body" is no CSS selector/],
    ['markup', { item: '<img src=x>', body: 'p' }, /"item" is no CSS selector/],
    ['one too long', { item: 'p', body: 'p '.repeat(500) }, /"body" is no CSS selector/],
    [
      'one that looks through the page again and again',
      { item: 'p:has(b:has(i))', body: 'b' },
      /"item" would look through the page too many times/,
    ],
    ['a number', { item: 'p', body: 7 }, /"body" is no CSS selector/],
    ['nothing to read', { item: 'p', author: 'b' }, /None of "link", "title" and "body"/],
    ['an unknown format', { item: 'p', body: 'b', dateFormat: 'DMY' }, /"dateFormat" is not known/],
  ])('%s', (_, settings, message) => {
    const read = parse(settings);
    expect(read).toMatchObject({ kind: 'refused', reason: 'settings-invalid' });
    expect(read.kind === 'refused' && read.message).toMatch(message);
  });

  test.each([
    'x~*~*~*~*~p',
    'x ~ * ~ p@title',
    'x:not(a ~ b) ~ p',
    'a ~ b, b ~ c',
    ':contains(") ~ * ~ p:contains(")',
    '/*"*/x~*~p/*"*/',
    '[a="\\"]"]~*~p',
    ':\\68 as(:h\\61s(b))',
    'p:nth-child(3) ~ p',
    'p:not(b div div p)',
    'p:not([a] [b] [c])',
    'p:not([a=":contains("] b c d)',
    'p:not(b :is(i :where(u s)))',
    'div:has(b) > p',
    'p:not(a):not(b):not(c):not(d):not(e)',
    'a b c d e f g h i j k l m',
    'a,b,c,d,e,f,g,h,i,j,k,l,m',
  ])('one whose time grows with the page to the power of its steps: %s', (selector) => {
    const read = parse({ item: 'p', body: selector });
    expect(read).toMatchObject({ kind: 'refused', reason: 'settings-invalid' });
    expect(read.kind === 'refused' && read.message).toMatch(/^"body" would look .*fewer steps/);
  });

  test.each([
    'h2 ~ .text',
    '[class~="entry"] [title~=x] ~ .text',
    'a[href^="/~nina/"] ~ a[href*="~"]',
    '.sm\\:w-1\\/2 > p',
    'td:nth-child(2n + 1) > a',
    'ul > li:not(.ad, .pinned):has(> a) p',
    'p:contains(one two three)',
  ])('and an ordinary one is not: %s', (selector) => {
    expect(parse({ item: '.entry', title: 'h2', body: selector })).toMatchObject({ kind: 'parsed' });
  });

  test('all at once', () => {
    const read = parse({ item: '[', colour: 1, dateFormat: 2 });
    expect(read.kind === 'refused' && read.message.match(/\. |\.$/g)?.length).toBe(4);
  });
});

test('a page on which no item is found says so', () => {
  const read = parse({ item: '.post', body: 'p' });
  expect(read).toMatchObject({ kind: 'refused', reason: 'not-a-feed' });
  expect(read.kind === 'refused' && read.message).toContain('avis.example');
});

test('the next page is followed on the same site only', () => {
  const html = PAGE.replace('?page=2', 'https://elsewhere.example/2');
  expect(parse({ item: '.entry', title: 'h2', next: 'a.more' }, html)).toMatchObject({ nextUrl: null });
});

test('a page of too many items is cut, and one too deep is refused', () => {
  const many = parse({ item: 'li', body: '@title' }, '<li title="x">y</li>'.repeat(ITEMS_PER_PAGE_MAX + 50));
  expect(many.kind === 'parsed' && many.documents.length).toBe(ITEMS_PER_PAGE_MAX);
  expect(parse({ item: 'li', body: 'p' }, '<div>'.repeat(50_000))).toMatchObject({ kind: 'refused' });
});

test('a page with thousands of children of one element is refused: a selector may compare each with each', () => {
  const read = parse({ item: 'x ~ p', body: 'p' }, '<p>x</p>'.repeat(40_000));
  expect(read).toMatchObject({ kind: 'refused', reason: 'not-a-feed' });
  expect(read.kind === 'refused' && read.message).toContain('too long');
});

test('a selector of many steps over a deep page is answered within the time of any test', () => {
  const html = `${'<div>'.repeat(180)}${`<section>${'<p>x</p>'.repeat(4_000)}</section>`.repeat(11)}`;
  expect(parse({ item: 'div div div div div div div div b', body: 'p' }, html)).toMatchObject({ kind: 'refused' });
});
