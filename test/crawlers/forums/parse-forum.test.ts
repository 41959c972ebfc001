/** Threads and boards of each engine, and pages that are neither. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { FORUM_ENGINES } from '../../../src/crawlers/forums/forum-engines.ts';
import { POSTS_PER_PAGE_MAX, parseForum } from '../../../src/crawlers/forums/parse-forum.ts';
import { readPairs, toPlain } from '../fixture-pairs.ts';

const URL_OF_PAGE = 'https://bricolo.example/forum/page';

async function parseHtml(html: string): ReturnType<typeof parseForum> {
  return await parseForum({ body: new TextEncoder().encode(html), contentType: 'text/html', url: URL_OF_PAGE });
}

describe('a forum page is read as its pair says', () => {
  test.each(readPairs('forums'))('$name', async ({ body, expected }) => {
    expect(toPlain(await parseForum({ body, contentType: 'text/html; charset=utf-8', url: URL_OF_PAGE }))).toEqual(
      expected,
    );
  });

  test('every engine of the table has a page in the fixtures', () => {
    const names = readPairs('forums').map((pair) => pair.name);
    for (const engine of FORUM_ENGINES) expect(names).toContain(`${engine.name.toLowerCase()}-thread.html`);
  });
});

test('a forum that answers with a feed is read as a feed', async () => {
  const body = readFileSync(new URL('../../fixtures/crawlers/feeds/atom-10.xml', import.meta.url));
  const parse = await parseForum({ body, contentType: 'application/atom+xml', url: URL_OF_PAGE });
  expect(parse.kind === 'parsed' && parse.documents.length).toBe(2);
});

describe('a page that cannot be read is refused as not-a-feed', () => {
  test('of an unknown engine, naming the engines that are read', async () => {
    const parse = await parseHtml('<html><body><article>A shop</article></body></html>');
    expect(parse).toMatchObject({ kind: 'refused', reason: 'not-a-feed' });
    for (const engine of FORUM_ENGINES) expect(parse.kind === 'refused' && parse.message).toContain(engine.name);
  });

  test('behind a log-in', async () => {
    const parse = await parseHtml('<html><body id="phpbb"><form>Log in</form></body></html>');
    expect(parse.kind === 'refused' && parse.message).toMatch(/phpBB page of bricolo\.example shows no posts/);
  });

  test.each(['<div>', '<a><b><i><p>', '<table><a>'])('made of %s without end', async (piece) => {
    const parse = await parseHtml(`<body id="phpbb">${piece.repeat(50_000)}`);
    expect(parse).toMatchObject({ kind: 'refused', reason: 'not-a-feed' });
  });
});

test('a page of too many posts is cut', async () => {
  const post = '<div class="post" id="p1"><div class="postbody"><div class="content">Hi</div></div></div>';
  const parse = await parseHtml(`<body id="phpbb">${post.repeat(POSTS_PER_PAGE_MAX + 50)}`);
  expect(parse.kind === 'parsed' && parse.documents.length).toBe(POSTS_PER_PAGE_MAX);
});

describe('a page made to keep the service busy is answered within the time of any test', () => {
  const numbered = (digits: string) =>
    `<div class="post" id="p${digits}x"><div class="postbody"><div class="content">Hi</div></div></div>`;
  test.each([
    ['bold text that is never closed', Array.from({ length: 30_000 }, (_, index) => `<p><b a=${index}></p>x`).join('')],
    [
      'posts inside posts',
      `${'<div class="post" id="p1"><div class="postbody">'.repeat(90)}${'<i>x</i>'.repeat(50_000)}`,
    ],
    ['a number of a million digits', numbered('1'.repeat(1_000_000))],
  ])('%s', async (_, html) => {
    expect(await parseHtml(`<body id="phpbb">${html}`)).toHaveProperty('kind');
  });
});

test('a post that two signs of its engine name is one document', async () => {
  const parse = await parseHtml(
    '<body><div id="msg7"><div class="post_wrapper"><div class="inner" id="msg_7">Hello</div></div></div><h5 id="subject_7"><a href="#msg7">S</a></h5>',
  );
  expect(parse.kind === 'parsed' && parse.documents.map((each) => each.text)).toEqual(['Hello']);
});

test('a CDATA mark that is never closed hides no post', async () => {
  const post = '<div class="post" id="p1"><div class="postbody"><div class="content">Hi</div></div></div>';
  const parse = await parseHtml(`<body id="phpbb"><![CDATA[\n${post.replace('<div', '<p>.</p><div')}`);
  expect(parse.kind === 'parsed' && parse.documents.length).toBe(1);
});
