/** Feeds of each format, broken feeds, and what only pretends to be a feed. */
import { gzipSync } from 'node:zlib';
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
    ['JSON', '{"items":[{"id":"1","title":"No feed"}]}'],
    ['JSON', '[{"version":"https://jsonfeed.org/version/1.1"}]'],
    ['JSON', '{"version":"https://jsonfeed.org/version/1.1","items":['],
    ['something else', '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><Person/></rdf:RDF>'],
    ['something else', '<channel><name>of a river</name></channel>'],
    ['JSON', '{"body":"<rss><channel><item><link>https://a.example/</link></item></channel></rss>"}'],
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
    [
      'an entity that the document type declares',
      '<!DOCTYPE rss [<!ENTITY shop "L&#233;on"><!ENTITY ext SYSTEM "file:///etc/passwd">]><rss><channel><item><title>&shop; &ext;</title></item></channel></rss>',
      ['Léon &ext;'],
    ],
    ['numbers of windows-1252', rss('<item><title>it&#146;s &#8364; 5</title></item>'), ['it’s € 5']],
    ['upper-case tags', '<RSS><CHANNEL><ITEM><TITLE>Loud</TITLE></ITEM></CHANNEL></RSS>', ['Loud']],
    ['a closing tag that the end cut', '<rss><channel><item><title>T</title></item></channel></rss', ['T']],
    [
      'a warning before the root',
      `<br />\n<b>Warning</b>: x in y.php<br />\n${rss('<item><title>T</title></item>')}`,
      ['T'],
    ],
    [
      'a feed that a page was wrapped around',
      `<html><head></head><body>${rss('<item><title>T</title><link>/1</link></item>')}</body></html>`,
      ['T'],
    ],
    ['a document type of HTML', `<!DOCTYPE html>${rss('<item><title>T</title></item>')}`, ['T']],
    ['a prefix that nobody declared', '<rss><channel><item><dc:title>T</dc:title></item></channel></rss>', ['T']],
    [
      'a namespace that nobody knows',
      '<rss xmlns="urn:own"><channel><item><title>T</title></item></channel></rss>',
      ['T'],
    ],
    ['tags in an attribute', rss('<item x="<title>no</title>"><title>T</title></item>'), ['T']],
    ['an attribute without its last quote', rss('<item><guid x="1>g</guid><title>T</title></item>'), ['T']],
    ['a comment that is never closed', rss('<item><title>T</title></item><!-- <item>'), ['T', null]],
    ['half of a character', rss('<item><title>ok &#xD83D;!</title></item>'), ['ok \ufffd!']],
  ])('%s', async (_name, text, titles) => {
    const parse = await parseText(text);
    expect(parse.kind === 'parsed' ? parse.documents.map((each) => each.title) : parse).toEqual(titles);
  });

  test('an entry that was cut off is kept when its link came before the cut, without what is only half there', async () => {
    const cut = '<rss version="2.0"><channel><item><link>https://a.example/1</link><title>One</title><description>Ha';
    const parse = await parseText(cut);
    expect(parse.kind === 'parsed' && parse.documents).toMatchObject([
      { url: 'https://a.example/1', title: 'One', text: '' },
    ]);
  });

  test('a link that was never closed does not swallow what follows', async () => {
    const parse = await parseText(rss('<item><link>https://a.example/1<title>One</title><pubDate>2025-06-03</item>'));
    expect(parse.kind === 'parsed' && parse.documents).toMatchObject([{ url: 'https://a.example/1', title: 'One' }]);
  });

  test('entries that share an address and differ by guid stay apart', async () => {
    const item = (guid: string) => `<item><title>T</title><link>https://a.example/</link><guid>${guid}</guid></item>`;
    const parse = await parseText(rss(item('1') + item('2')));
    expect(parse.kind === 'parsed' && parse.documents.map((each) => each.guid)).toEqual(['1', '2']);
  });

  test('an item inside an item is a part of it, and one that was never closed ends at the next', async () => {
    const parse = await parseText(
      rss(
        '<item><title>A</title><x><item><title>Old A</title></item></x></item><item><title>B</title><item><title>C</title></item>',
      ),
    );
    expect(parse.kind === 'parsed' && parse.documents.map((each) => each.title)).toEqual(['A', 'B', 'C']);
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
      '<p onclick="x()">Hi <a href="javascript:x()">you</a><img src="/i.png" onerror="x()"><iframe src="/f"></iframe></p><style>p{}</style><svg><script>x()</script></svg>';
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

describe('a body is read in the charset and packing that it is in, whatever is said of it', () => {
  const item = '<item><title>Dégât à Liège</title></item>';
  test.each([
    ['UTF-16 with a mark', Buffer.from(`\ufeff${rss(item)}`, 'utf16le'), null],
    ['UTF-16 without one', Buffer.from(rss(item), 'utf16le'), null],
    ['UTF-32', Buffer.from(Uint32Array.from([...rss(item)], (each) => each.codePointAt(0) ?? 0).buffer), null],
    ['Latin by the header', Buffer.from(rss(item), 'latin1'), 'application/rss+xml; charset=iso-8859-1'],
    ['Latin against the header', Buffer.from(rss(item), 'latin1'), 'text/xml; charset=utf-8'],
    ['gzip that no header tells of', gzipSync(rss(item)), 'text/xml'],
  ])('%s', async (_name, body, contentType) => {
    const parse = await parseFeed({ body, contentType, url: URL_OF_FEED });
    expect(parse.kind === 'parsed' && parse.documents[0]?.title).toBe('Dégât à Liège');
  });

  test.each([
    ['a body that only begins like gzip', Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3])],
    ['a bomb', gzipSync(Buffer.alloc(20_000_000))],
  ])('%s is unreadable', async (_name, body) => {
    expect(await parseFeed({ body, contentType: null, url: URL_OF_FEED })).toMatchObject({ reason: 'unreadable' });
  });
});

describe('what Atom calls text is text, and what it calls markup is markup', () => {
  test.each([
    ['<content type="text">A &lt;b&gt; tag</content>', 'A <b> tag', null],
    ['<content type="html">A &lt;b&gt;tag&lt;/b&gt;</content>', 'A tag', 'A <b>tag</b>'],
    ['<content>3 &lt; 4 &amp; 5</content>', '3 < 4 & 5', null],
    ['<content>A &lt;p&gt;tag&lt;/p&gt;</content>', 'A\ntag', 'A <p>tag</p>'],
    [
      '<content type="xhtml"><h:p xmlns:h="http://www.w3.org/1999/xhtml">A<h:br/>b</h:p></content>',
      'A\nb',
      '<p>A<br>b</p>',
    ],
    ['<content type="application/octet-stream">w6l0w6k=</content>', 'été', null],
    ['<summary type="application/x-own">test</summary>', 'test', null],
    ['<content type="image/png">iVBORw0KGgo=</content>', '', null],
    ['<content type="html">&lt;img src="/i.png"></content><summary>Seen</summary>', 'Seen', null],
  ])('%s', async (content, text, html) => {
    const parse = await parseText(`<feed xmlns="http://www.w3.org/2005/Atom"><entry>${content}</entry></feed>`);
    expect(parse.kind === 'parsed' && parse.documents[0]).toMatchObject({ text, html });
  });
});

describe('links are relative to what the feed says', () => {
  test.each([
    ['xml:base, through every level', 'xml:base="/a/"', 'xml:base="b/"', 'https://host.example/a/b/c'],
    ['the feed itself in Atom', '', '', 'https://host.example/c'],
  ])('%s', async (_name, feedBase, entryBase, url) => {
    const entry = `<entry ${entryBase}><link href="c"/><content type="html">&lt;a href="c">x&lt;/a></content></entry>`;
    const parse = await parseText(`<feed ${feedBase}><link href="https://other.example/"/>${entry}</feed>`);
    expect(parse.kind === 'parsed' && parse.documents[0]).toMatchObject({ url, html: `<a href="${url}">x</a>` });
  });

  test('the site in RSS', async () => {
    const parse = await parseText(
      '<rss><channel><link>https://site.example/x/</link><item><link>c</link></item></channel></rss>',
    );
    expect(parse.kind === 'parsed' && parse.documents[0]?.url).toBe('https://site.example/x/c');
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
    ['closing tags under a deep nest', `<rss>${'<a>'.repeat(500)}${'</b>'.repeat(1_000_000)}`],
    ['quotes that never close', `<rss>${'<a b="'.repeat(1_000_000)}>`],
    ['quotes that close too late', `<rss>${`<a b="${'x'.repeat(70_000)}>`.repeat(60)}`],
    ['comments that never close', `<rss>${'<!--'.repeat(1_000_000)}`],
    ['a million attributes', `<rss ${'a="b" '.repeat(700_000)}><channel/></rss>`],
    [
      'one attribute without end',
      `<rss><channel><item ${'a'.repeat(4_000_000)}><title>T</title></item></channel></rss>`,
    ],
    ['namespaces without end', `<rss>${'<a xmlns:b="c">'.repeat(300_000)}`],
    ['a million references', `<rss><channel><item><title>${'&x'.repeat(1_000_000)}</title></item></channel></rss>`],
    [
      'a declared entity a million times',
      `<!DOCTYPE rss [<!ENTITY a "${'ha'.repeat(450)}">]><rss><channel><item><description>${'&a;'.repeat(1_000_000)}</description></item></channel></rss>`,
    ],
    ['a document type without end', `<!DOCTYPE rss [${'<!ENTITY a '.repeat(400_000)}`],
    ['a million links', `<feed>${'<link rel="hub" href="x"/>'.repeat(200_000)}<entry/></feed>`],
    ['JSON in JSON', `{"version":"https://jsonfeed.org/version/1","items":${'['.repeat(3_000_000)}`],
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
