/** Which documents are one. */
import { describe, expect, test } from 'vitest';
import { documentKey, documentKeys } from '../../src/crawlers/document-key.ts';
import type { ParsedDocument } from '../../src/domain/document.ts';

const SOURCE = 'https://news.example/rss';
const BASE = { guid: 'g1', url: 'https://news.example/a', title: 'T', text: 'words' };

function keyOf(document: Partial<ParsedDocument>, sourceUrl = SOURCE): string {
  return Buffer.from(documentKey({ sourceUrl, document: { ...BASE, ...document } })).toString('hex');
}

describe('one document', () => {
  test('is an article that two sources carry, whatever they append to its URL and call it', () => {
    expect(
      keyOf({ url: 'https://news.example/a?utm_source=rss#xtor=RSS-3', guid: 'other' }, 'https://b.example/'),
    ).toBe(keyOf({}));
    expect(keyOf({ title: 'T, corrected', text: 'more words' })).toBe(keyOf({}));
  });

  test('is a post that a page and a feed of the forum both bring', () => {
    const post = { url: 'https://f.example/viewtopic.php?p=5#p5' };
    expect(keyOf({ ...post, guid: 'phpBB:5' })).toBe(
      keyOf({ ...post, guid: 'https://f.example/5' }, 'https://f.example/feed'),
    );
  });

  test('is an entry without URL that keeps its guid while its text changes', () => {
    expect(keyOf({ url: null, text: 'edited' })).toBe(keyOf({ url: null }));
  });
});

describe('two documents', () => {
  test('are two posts of one page', () => {
    expect(keyOf({ url: 'https://f.example/t#post-1' })).not.toBe(keyOf({ url: 'https://f.example/t#post-2' }));
  });

  test.each([SOURCE, `${SOURCE}?utm_source=x`, 'https://news.example/', 'https://news.example/#top'])(
    'are two entries that both point at %s',
    (url) => {
      expect(keyOf({ url, guid: 'g1' })).not.toBe(keyOf({ url, guid: 'g2' }));
      expect(keyOf({ url, guid: null, title: 'A' })).not.toBe(keyOf({ url, guid: null, title: 'B' }));
    },
  );

  test('are entries of two sources that number theirs alike', () => {
    expect(keyOf({ url: null }, 'https://a.example/rss')).not.toBe(keyOf({ url: null }, 'https://b.example/rss'));
  });

  test('are texts that only run together alike', () => {
    const nothing = { url: null, guid: null };
    expect(keyOf({ ...nothing, title: 'ab', text: 'c' })).not.toBe(keyOf({ ...nothing, title: 'a', text: 'bc' }));
  });
});

test('an article and its AMP and mobile twins are one document', () => {
  const url = 'https://news.example/2026/06/une-panne-geante';
  for (const twin of [
    'https://m.news.example/2026/06/une-panne-geante',
    `${url}/amp/`,
    `http://www.news.example/2026/06/une-panne-geante/`,
  ]) {
    expect(keyOf({ url: twin })).toBe(keyOf({ url }));
  }
});

describe('the entries of one reading', () => {
  function keysOf(documents: readonly Partial<ParsedDocument>[]): string[] {
    const whole = documents.map((document) => ({ ...BASE, ...document }));
    return documentKeys({ sourceUrl: SOURCE, documents: whole }).map((key) => Buffer.from(key).toString('hex'));
  }

  test('are as many documents as they are, though all point at one page', () => {
    const ticker = ['8:00', '9:00', '10:00'].map((hour) => ({ guid: hour, title: `Point de ${hour}` }));
    expect(new Set(keysOf(ticker)).size).toBe(3);
    expect(keysOf(ticker.toReversed())).toEqual(keysOf(ticker).toReversed());
  });

  test('are one where a feed gives each version of an article a new guid', () => {
    expect(
      new Set(
        keysOf([
          { guid: 'v1', text: 'short' },
          { guid: 'v2', text: 'longer' },
        ]),
      ).size,
    ).toBe(1);
  });

  test('are one where they have no guid to tell them apart', () => {
    expect(
      new Set(
        keysOf([
          { guid: null, title: 'A' },
          { guid: null, title: 'B' },
        ]),
      ).size,
    ).toBe(1);
  });

  test('have the keys that each has alone where nobody shares a page', () => {
    const documents = [{ url: 'https://news.example/a' }, { url: 'https://news.example/b', guid: 'g2' }, { url: null }];
    expect(keysOf(documents)).toEqual(documents.map((document) => keyOf(document)));
  });

  test('that share the page of an article keep a neighbour from losing its own key', () => {
    const [, , third] = keysOf([
      { guid: '1', title: 'A' },
      { guid: '2', title: 'B' },
      { url: 'https://news.example/c' },
    ]);
    expect(third).toBe(keyOf({ url: 'https://news.example/c' }));
  });
});

test('a key is 32 bytes', () => {
  expect(documentKey({ sourceUrl: SOURCE, document: BASE })).toHaveLength(32);
});
