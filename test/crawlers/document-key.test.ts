/** Which documents are one. */
import { describe, expect, test } from 'vitest';
import { documentKey } from '../../src/crawlers/document-key.ts';
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

test('a key is 32 bytes', () => {
  expect(documentKey({ sourceUrl: SOURCE, document: BASE })).toHaveLength(32);
});
