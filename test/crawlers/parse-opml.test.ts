/** Subscriptions brought along from a feed reader. */
import { describe, expect, test } from 'vitest';
import { parseOpml } from '../../src/crawlers/parse-opml.ts';

const OPML = `<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0"><head><title>Veille</title></head><body>
  <outline text="Presse &amp; radio">
    <outline text="Télécoms">
      <outline type="rss" text="Le Fil" title="Le Fil" xmlUrl="https://fil.example/rss" htmlUrl="https://fil.example/"/>
    </outline>
  </outline>
  <outline text="Chez nous"><outline text="Le Fil encore" xmlUrl="https://fil.example/rss" category="/marque/nordcom,urgent"/></outline>
  <outline xmlurl="feed://blog.example/atom"/>
  <outline text="Local file" xmlUrl="file:///etc/passwd"/>
</body></opml>`;

test('feeds are found in folders, folders become tags, and a feed in two folders is one', () => {
  expect(parseOpml(OPML)).toEqual({
    kind: 'parsed',
    outlines: [
      {
        title: 'Le Fil',
        xmlUrl: 'https://fil.example/rss',
        htmlUrl: 'https://fil.example/',
        tags: ['Presse & radio', 'Télécoms', 'Chez nous', 'marque', 'nordcom', 'urgent'],
      },
      { title: null, xmlUrl: 'http://blog.example/atom', htmlUrl: null, tags: [] },
    ],
    leftOutCount: 1, // the local file
  });
});

describe('a file that is no use is refused in a sentence', () => {
  test.each([
    ['no OPML', '<html><body>Hello</body></html>', /not OPML/],
    ['nothing', '', /not OPML/],
    ['no feed in it', '<opml><body><outline text="empty"/></body></opml>', /names no feed/],
    ['folders without end', `<opml><body>${'<outline text="x">'.repeat(200)}`, /50 deep/],
    [
      'feeds without end',
      `<opml><body>${Array.from({ length: 20_100 }, (_, index) => `<outline xmlUrl="http://a.example/${index}"/>`).join('')}`,
      /20000 feeds/,
    ],
  ])('%s', (_name, text, message) => {
    const parse = parseOpml(text);
    expect(parse.kind === 'refused' && parse.message).toMatch(message);
  });
});

test('a file that was cut off or has bare ampersands gives what it has', () => {
  const parse = parseOpml('<opml><body><outline text="A & B" xmlUrl="https://a.example/?x=1&y=2"/><outline text="c');
  expect(parse).toMatchObject({ kind: 'parsed', outlines: [{ title: 'A & B', xmlUrl: 'https://a.example/?x=1&y=2' }] });
});

test('names are plain text, and what was escaped twice is not', () => {
  const parse = parseOpml(
    '<opml><body><outline text="R&amp;amp;D &amp;eacute;" xmlUrl="https://a.example/"/><outline text="a &lt;b> c" xmlUrl="https://b.example/"/></body></opml>',
  );
  expect(parse.kind === 'parsed' && parse.outlines.map((each) => each.title)).toEqual(['R&D é', 'a <b> c']);
});
