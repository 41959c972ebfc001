/** A post's own words. */
import { describe, expect, test } from 'vitest';
import { isBlockquote, readMarkdown, readPlainText, readPost } from '../../../src/crawlers/apis/post-markup.ts';

const HOW = { baseUrl: 'https://f.example/t/1', isQuote: isBlockquote };

describe('a post’s markup', () => {
  test.each([
    ['<blockquote>Broken!</blockquote><p>Not mine.</p>', 'Not mine.'],
    ['<p>a</p><blockquote>b<blockquote>c</blockquote>d</blockquote><p>e</p>', 'a\ne'],
    ['<p>a</p><blockquote>never closed <p>b', 'a'],
    ['<div><blockquote>b</div><p>after</p>', 'after'],
    ['<p>a<blockquote>b</blockquote>c</p>', 'a c'],
    ['<BLOCKQUOTE class=x>b</BLOCKQUOTE>c', 'c'],
    ['no markup', 'no markup'],
    ['', ''],
  ])('%s says "%s"', (markup, text) => {
    expect(readPost(markup, HOW).text).toBe(text);
  });

  test('links are absolute and scripts gone', () => {
    expect(readPost('<p><a href="/x">x</a><script>y()</script></p>', HOW).html).toBe(
      '<p><a href="https://f.example/x">x</a></p>',
    );
  });

  test('a hundred thousand nested quotes and tags cost no more than their length', () => {
    expect(readPost(`<p>before</p>${'<blockquote>'.repeat(100_000)}x`, HOW).text).toBe('before');
    expect(readPost(`<p>before</p>${'<b>'.repeat(100_000)}x`, HOW).text).toBe('before');
    expect(readPost(`${'<blockquote>a</blockquote>'.repeat(30_000)}<p>end</p>`, HOW).text).toBe('end');
  });
});

describe('Markdown', () => {
  test.each([
    ['> old\n\n**New** [phone](https://a.example)', 'New phone'],
    ['# Title\n- one\n* two', 'Title\none\ntwo'],
    ['![a picture](https://a.example/x.png) `code` ~~gone~~ __loud__', 'a picture code gone loud'],
    ['1 < 2 & 3 > 2', '1 < 2 & 3 > 2'],
    ['<script>x</script>', '<script>x</script>'],
    ['[a](b) [c] (d) [e](f', 'a [c] (d) [e](f'],
  ])('%j reads "%s"', (markdown, text) => {
    expect(readMarkdown(markdown)).toBe(text);
  });

  test('a long row of brackets costs no more than its length', () => {
    expect(readMarkdown('['.repeat(100_000)).length).toBeGreaterThan(0);
    expect(readMarkdown('[a]('.repeat(25_000)).length).toBeGreaterThan(0);
    expect(readMarkdown('![]'.repeat(33_000)).length).toBeGreaterThan(0);
  });
});

test('plain text keeps its lines and its signs', () => {
  expect(readPlainText('a < b\n\n&amp;  <b>\u0000')).toBe('a < b\n&amp; <b>');
  expect(readPlainText(null)).toBe('');
});
