/** Feeds of each format, broken feeds, and what only pretends to be a feed. */
import { describe, expect, test } from 'vitest';
import { DOCUMENTS_PER_FEED_MAX, parseFeed } from '../../../src/crawlers/feeds/parse-feed.ts';
import type { PageParse } from '../../../src/crawlers/page-parse.ts';
import { TEXT_CHARS_MAX } from '../../../src/crawlers/read-markup.ts';
import { readPairs, toPlain } from '../fixture-pairs.ts';

const URL_OF_FEED = 'https://host.example/feed.xml';

describe('a feed is read as its pair says', () => {
  test.each(readPairs('feeds'))('$name', async ({ body, expected }) => {
    expect(toPlain(await parseFeed({ body, contentType: null, url: URL_OF_FEED }))).toEqual(expected);
  });
});

describe('what is not a feed is refused with its reason and a way out', () => {
  test.each([
    ['an HTML page', '<!DOCTYPE html><html><head><link rel="alternate" href="/rss"></head><body>Hi</body></html>'],
    ['an HTML page', '<html><body><pre><rss version="2.0"><channel/></rss></pre></body></html>'],
    ['nothing', '  \n '],
    ['JSON', '{"version":"https://jsonfeed.org/version/1.1","items":[]}'],
    ['something else', 'just some words'],
    ['something else', '<?xml version="1.0"?><note><to>you</to></note>'],
  ])('%s', async (what, text) => {
    const parse = await parseText(text);
    expect(parse).toMatchObject({ kind: 'refused', reason: 'not-a-feed' });
    expect(parse.kind === 'refused' && parse.message).toContain(`host.example answered with ${what} where a feed`);
  });

  test('what began as a feed and then broke beyond light repair is unreadable', async () => {
    expect(await parseText('<rss version="2.0"><channel><item><title>Half')).toMatchObject({ reason: 'unreadable' });
    expect(await parseText(`<feed><entry>${'<b>'.repeat(5_000)}`)).toMatchObject({ reason: 'unreadable' });
  });
});

describe('broken input never throws and never stores nonsense', () => {
  test.each([
    ['a bare ampersand', rss('<item><title>Marks & Sparks</title></item>'), ['Marks & Sparks']],
    [
      'an entity that XML does not know',
      rss('<item><title>Caf&eacute; &hellip; &nosuch;</title></item>'),
      ['Café … &nosuch;'],
    ],
    [
      'an ampersand in CDATA beside a broken one',
      rss('<item><title><![CDATA[A & B]]></title><link>/?a&b</link></item>'),
      ['A & B'],
    ],
    ['control characters', rss('<item><title>Bell\u0007 and null\u0000</title></item>'), ['Bell and null']],
    [
      'an unclosed tag',
      rss('<item><title>One</title><category>x</item><item><title>Two</title></item>'),
      ['One', 'Two'],
    ],
    [
      'a feed that was cut off',
      '<rss version="2.0"><channel><item><title>Whole</title></item><item><title>Ha',
      ['Whole'],
    ],
    ['an Atom feed that was cut off', '<feed><entry><title>Whole</title></entry><entry><ti', ['Whole']],
    [
      'an Atom link without attributes',
      '<feed><entry><title>T</title><link>https://a.example/1</link></entry></feed>',
      ['T'],
    ],
    ['an empty Atom entry', '<feed><entry/><entry><title>T</title></entry></feed>', [null, 'T']],
    [
      'a prefixed root',
      '<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:entry><a:title>T</a:title></a:entry></a:feed>',
      ['T'],
    ],
    ['RSS without channel', '<rss version="2.0"></rss>', []],
    ['RSS of an unheard-of version', '<rss version="7"><channel><item><title>T</title></item></channel></rss>', ['T']],
    [
      'entities that multiply',
      '<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><rss version="2.0"><channel><item><title>x &b;</title></item></channel></rss>',
      ['x &b;'],
    ],
    [
      'names from a prototype',
      rss('<item><title>T</title><__proto__>x</__proto__><constructor>y</constructor></item>'),
      ['T'],
    ],
    ['half of a character', rss('<item><title>ok &#xD83D;!</title></item>'), ['ok \ufffd!']],
  ])('%s', async (_name, text, titles) => {
    const parse = await parseText(text);
    expect(parse.kind === 'parsed' ? parse.documents.map((each) => each.title) : parse).toEqual(titles);
  });

  test('dates that are absent, impossible or words are null, never now', async () => {
    const dates = ['', 'yesterday', '2025-02-30', 'Mon, 99 Jun 2025 10:00:00 GMT', '0000-00-00', 'Chapter 12'];
    const items = dates.map((date) => `<item><title>T</title><pubDate>${date}</pubDate></item>`).join('');
    const parse = await parseText(rss(items));
    expect(parse.kind === 'parsed' && parse.documents.map((each) => each.publishedAt)).toEqual(dates.map(() => null));
  });

  test('links that are no web pages are dropped', async () => {
    const links = [
      'javascript:alert(1)',
      'mailto:a@b.example',
      'ftp://a.example/x',
      'http://u:p@a.example/',
      'http://',
    ];
    const parse = await parseText(
      rss(links.map((link) => `<item><title>T</title><link>${link}</link></item>`).join('')),
    );
    expect(parse.kind === 'parsed' && parse.documents.map((each) => each.url)).toEqual(links.map(() => null));
  });

  test('markup is kept without what could run', async () => {
    const evil =
      '<p onclick="x()">Hi <a href="javascript:x()">you</a><img src="/i.png" onerror="x()"><iframe src="/f">in</iframe></p><style>p{}</style><svg><script>x()</script></svg>';
    const parse = await parseText(rss(`<item><description><![CDATA[${evil}]]></description></item>`));
    expect(parse.kind === 'parsed' && parse.documents[0]).toMatchObject({
      text: 'Hi you',
      html: '<p>Hi <a>you</a><img src="https://host.example/i.png"></p>',
    });
  });

  test('a feed of too many entries and an entry of too much text are cut', async () => {
    const many = await parseText(rss('<item><title>T</title></item>'.repeat(DOCUMENTS_PER_FEED_MAX + 500)));
    expect(many.kind === 'parsed' && many.documents.length).toBe(DOCUMENTS_PER_FEED_MAX);
    const long = await parseText(rss(`<item><description>${'word '.repeat(TEXT_CHARS_MAX)}</description></item>`));
    expect(long.kind === 'parsed' && long.documents[0]?.text.length).toBe(TEXT_CHARS_MAX);
  });

  test.each([
    ['<description>', '<rss><channel>'],
    ['<title><![CDATA[]]>', '<rss><channel>'],
    ['<b>', '<rss><channel><item>'],
    ['<item/>', '<rss version="2.0"><channel>'],
    ['& ', '<rss version="2.0"><channel><title>'],
    ['<', '<rss>'],
    [']', '<rss><channel><title><![CDATA['],
  ])('a megabyte of %s ends with a value', async (piece, start) => {
    const parse = await parseText(start + piece.repeat(1_000_000 / piece.length));
    expect(['parsed', 'refused']).toContain(parse.kind);
  });
});

function rss(items: string): string {
  return `<?xml version="1.0"?><rss version="2.0"><channel><title>F</title><link>https://host.example/</link>${items}</channel></rss>`;
}

async function parseText(text: string): Promise<PageParse> {
  return await parseFeed({ body: new TextEncoder().encode(text), contentType: 'text/xml', url: URL_OF_FEED });
}

describe('a feed made to keep the service busy is answered within the time of any test', () => {
  const item = (author: string) => `<item><title>x</title><author>${author}</author></item>`;
  test.each([
    ['titles that are never closed', `<rss><channel>${'<title '.repeat(300_000)}`],
    ['authors of nothing but brackets', `<rss><channel>${item('@('.repeat(500)).repeat(1_000)}</channel></rss>`],
    ['authors of half open tags', `<rss><channel>${item(' &lt;'.repeat(500)).repeat(1_000)}</channel></rss>`],
    ['millions of open tags', `<rss>${'<a>'.repeat(3_000_000)}`],
  ])('%s', async (_, text) => {
    expect(await parseText(text)).toHaveProperty('kind');
  });

  test.each([
    ['jane@example.org (Jane (JR) Roe)', 'Jane (JR) Roe'],
    ['Jane Roe &lt;jane@example.org&gt;', 'Jane Roe'],
    ['Jane (JR) Roe', 'Jane (JR) Roe'],
    ['jane@example.org', 'jane@example.org'],
    ['(Jane)', '(Jane)'],
  ])('and people keep their names: %s', async (written, name) => {
    const parse = await parseText(`<rss><channel>${item(written)}</channel></rss>`);
    expect(parse.kind === 'parsed' && parse.documents[0]?.author).toBe(name);
  });
});
