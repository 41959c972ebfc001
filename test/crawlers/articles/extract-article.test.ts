/** An article's page: its text whole, nothing else, and never at any price. */
import { describe, expect, test } from 'vitest';
import { extractArticle } from '../../../src/crawlers/articles/extract-article.ts';
import { ELEMENTS_MAX, TEXT_CHARS_KEPT_MAX, trimPage } from '../../../src/crawlers/articles/trim-page.ts';
import type { PageParse } from '../../../src/crawlers/page-parse.ts';
import { TEXT_CHARS_MAX } from '../../../src/crawlers/read-markup.ts';
import type { ParsedDocument } from '../../../src/domain/document.ts';
import { makeBody, makePage, NOISE, PARAGRAPHS, type PageParts, TITLE } from './sample-page.ts';

const URL_OF_PAGE = 'https://gazette.example/economie/panne-4711';

function parse(page: string | Uint8Array, contentType: string | null = null): PageParse {
  const body = typeof page === 'string' ? new TextEncoder().encode(page) : page;
  return extractArticle({ body, contentType, url: URL_OF_PAGE });
}

function read(parts: PageParts = {}): ParsedDocument {
  const parsed = parse(makePage(parts));
  if (parsed.kind === 'refused') throw new Error(parsed.message);
  const [document] = parsed.documents;
  if (document === undefined || parsed.documents.length > 1) throw new Error('a page is one document');
  return document;
}

function inLd(data: unknown): string {
  return `<script type="application/ld+json">${JSON.stringify(data)}</script>`;
}

describe('the text of a page', () => {
  test('is the article’s paragraphs, each on a line, and nothing that stands around them', () => {
    expect(read().text).toBe(PARAGRAPHS.join('\n'));
  });

  test.each(Object.entries(NOISE))('never holds its %s', (_, noise) => {
    expect(read().text).not.toContain(noise);
    expect(read().html).not.toContain(noise);
  });

  test('holds a post that is quoted in it, though its box is named after a network', () => {
    const quoted = 'Douze heures sans réseau et pas un mot d’Ondelia, je n’ai jamais vu cela de ma vie.';
    const post = `<div class="social-media-embed"><blockquote class="twitter-tweet"><p>${quoted}</p>— Karim <a href="https://x.example/1">2 juin</a></blockquote></div>`;
    const paragraphs = PARAGRAPHS.map((paragraph, index) => (index === 1 ? `${paragraph}</p>${post}<p>` : paragraph));
    expect(read({ body: makeBody(paragraphs) }).text).toContain(quoted);
  });

  test('holds subheadings, lists and the values of tables', () => {
    const inner = `${PARAGRAPHS.map((text) => `<p>${text}</p>`).join('')}<h2>Les villes touchées</h2>
      <ul><li>Toulon, depuis sept heures</li><li>Hyères, depuis huit heures</li></ul>
      <table><tr><td>Foyers</td><td>210 000</td></tr><tr><td>Antennes</td><td>340</td></tr></table>
      <p>${PARAGRAPHS[0]}</p>`;
    const { text } = read({ body: `<article>${inner}</article>` });
    for (const part of ['Les villes touchées', 'Toulon, depuis sept heures', '210 000', '340'])
      expect(text).toContain(part);
  });

  test('leaves out the teasers of other articles that follow in boxes of their own', () => {
    const teaser =
      '<article><h3><a href="/v">Vélo</a></h3><p>Le vélo électrique séduit les retraités, et les vendeurs peinent à suivre la demande.</p></article>';
    const main = `<article>${PARAGRAPHS.map((text) => `<p>${text}</p>`).join('')}</article>`;
    expect(read({ body: `<main>${main}${teaser.repeat(3)}</main>` }).text).not.toContain('vélo électrique');
  });

  test('of a page that is nothing but links is not emptied', () => {
    const links = Array.from(
      { length: 30 },
      (_, index) => `<p><a href="/${index}">Le dossier numéro ${index}, avec tout ce qu’il faut en savoir.</a></p>`,
    );
    expect(read({ body: `<article>${links.join('')}</article>` }).text).toContain('Le dossier numéro 7');
  });

  test('is read in the charset that the page is written in', () => {
    const latin = makePage().replace('utf-8', 'iso-8859-1').replaceAll('’', "'");
    const parsed = parse(Buffer.from(latin, 'latin1'));
    expect(parsed.kind === 'parsed' && parsed.documents[0]?.text).toContain('abonnés');
  });

  test('comes with markup that is safe to show, its links whole', () => {
    const link = '<a href="/var" onclick="steal()">Var</a><script>steal()</script>';
    const { html } = read({ body: makeBody(PARAGRAPHS.map((text) => `${text} Voir la carte du ${link} au complet.`)) });
    expect(html).toContain('href="https://gazette.example/var"');
    expect(html).not.toMatch(/steal|script/);
  });
});

describe('what the page says of itself', () => {
  test('is read from JSON-LD, wherever it hangs in the graph', () => {
    const article = {
      '@type': ['NewsArticle'],
      headline: 'Panne &amp; colère',
      author: [{ name: 'Léa Martin' }, { name: 'Par Paul Roche' }],
      datePublished: '2026-06-02T08:15:00+02:00',
      dateModified: '2026-06-02T09:00:00Z',
    };
    const document = read({ head: inLd({ '@graph': [{ '@type': 'WebSite' }, { mainEntity: article }] }) });
    expect(document).toMatchObject({ title: 'Panne & colère', author: 'Léa Martin, Paul Roche', guid: null });
    expect(document.publishedAt).toEqual(new Date('2026-06-02T06:15:00Z'));
    expect(document.updatedAt).toEqual(new Date('2026-06-02T09:00:00Z'));
  });

  test('or else from its meta elements', () => {
    const head = `<meta property="og:title" content="${TITLE}"><meta name="author" content="Léa Martin">
      <meta property="article:published_time" content="2026-06-02T06:15:00Z"><meta property="og:site_name" content="La Gazette">`;
    expect(read({ head })).toMatchObject({
      title: TITLE,
      author: 'Léa Martin',
      publishedAt: new Date('2026-06-02T06:15:00Z'),
      updatedAt: null,
    });
    const parsed = parse(makePage({ head }));
    expect(parsed.kind === 'parsed' && parsed.source).toMatchObject({
      title: 'La Gazette',
      link: 'https://gazette.example',
    });
  });

  test('is null where it says nothing: no date is made up', () => {
    expect(read()).toMatchObject({ author: null, publishedAt: null, updatedAt: null });
  });

  test.each([
    ['<link rel="canonical" href="/economie/panne-4711.html">', 'https://gazette.example/economie/panne-4711.html'],
    ['<meta property="og:url" content="https://autre.example/panne">', 'https://autre.example/panne'],
    ['<link rel="canonical" href="https://gazette.example/">', URL_OF_PAGE],
    ['<link rel="canonical" href="javascript:void(0)">', URL_OF_PAGE],
    ['', URL_OF_PAGE],
  ])('its address by %s is %s', (head, url) => {
    expect(read({ head }).url).toBe(url);
  });

  test('takes the place of a text that a script would draw', () => {
    const head = inLd({ '@type': 'Article', articleBody: PARAGRAPHS.join('\n') });
    expect(read({ head, body: '<div id="app"></div>' }).text).toBe(PARAGRAPHS.join(' '));
    const described = '<meta name="description" content="Une panne touche le Var.">';
    expect(read({ head: described, body: '<div id="app"></div>' }).text).toBe('Une panne touche le Var.');
  });

  test.each(['{', '[[[', '"text"', '{"@type":"Article","headline":{"@value":1},"author":[[[]]]}', 'null'])(
    'does no harm when it is %s',
    (broken) => {
      const document = read({ head: `<script type="application/ld+json">${broken}</script>` });
      expect(document.text).toBe(PARAGRAPHS.join('\n'));
    },
  );
});

describe('no article', () => {
  test.each([
    ['nothing', '', 'not-a-feed'],
    ['JSON', '{"a":1}', 'not-a-feed'],
    ['a feed', '<?xml version="1.0"?><rss version="2.0"><channel></channel></rss>', 'not-a-feed'],
    ['a picture', '\u0089PNG\r\n\u001a\n', 'not-a-feed'],
    ['a page that a script draws', '<!doctype html><html><body><div id="app"></div></body></html>', 'unreadable'],
  ])('%s is refused with a sentence that names the host', (_, body, reason) => {
    const parsed = parse(body);
    expect(parsed).toMatchObject({ kind: 'refused', reason });
    expect(parsed.kind === 'refused' && parsed.message).toContain('gazette.example');
    expect(parsed.kind === 'refused' && parsed.message).not.toContain('panne-4711');
  });
});

describe('a page made to be dear', () => {
  const paragraph = '<p>Des mots, et encore des mots, qui font une phrase assez longue pour un paragraphe.</p>';
  const HOSTILE: readonly (readonly [string, string])[] = [
    ['of fifteen megabytes', paragraph.repeat(170_000)],
    ['of 200,000 elements', '<p>a</p>'.repeat(200_000)],
    ['nested 10,000 deep', `${'<div>mots et mots'.repeat(10_000)}`],
    ['of 10 MB in one line', `<p>${'mot, '.repeat(2_000_000)}`],
    ['of a million open brackets', '<'.repeat(1_000_000)],
    ['of a million entities', '&amp;'.repeat(1_000_000)],
    ['of 200,000 attributes', `<p ${Array.from({ length: 200_000 }, (_, index) => `a${index}=b`).join(' ')}>`],
    ['of classes as long as texts', `<div class="${'caption image '.repeat(300)}">mots</div>`.repeat(2_000)],
    [
      'of data nested without end',
      `<script type="application/ld+json">${'['.repeat(300_000)}</script>${paragraph.repeat(9)}`,
    ],
    ['of half a tag', '<article><p class="'],
  ];

  test.each(HOSTILE)('%s is cut before a tree is built of it', (_, body) => {
    const page = trimPage(`<html><body>${body}`);
    expect(page.elementCount).toBeLessThanOrEqual(ELEMENTS_MAX);
    expect(page.html.length).toBeLessThan(TEXT_CHARS_KEPT_MAX * 3);
  });

  test.each(HOSTILE)('%s is read or refused, and its text is of a size to store', (_, body) => {
    const parsed = parse(`<html><body>${body}`);
    const text = parsed.kind === 'parsed' ? (parsed.documents[0]?.text ?? '') : '';
    expect(text.length).toBeLessThanOrEqual(TEXT_CHARS_MAX);
    expect(text.isWellFormed()).toBe(true);
  });
});
