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
    for (const engine of FORUM_ENGINES) {
      expect(names).toContain(`${engine.name.toLowerCase().replaceAll(' ', '-')}-thread.html`);
    }
  });
});

test('a forum that answers with a feed is read as a feed', async () => {
  const body = readFileSync(new URL('../../fixtures/crawlers/feeds/atom-10.xml', import.meta.url));
  const parse = await parseForum({ body, contentType: 'application/atom+xml', url: URL_OF_PAGE });
  expect(parse.kind === 'parsed' && parse.documents.length).toBe(2);
});

describe('a page that cannot be read is refused as not-a-feed', () => {
  test('that says next to nothing, with the way out', async () => {
    const parse = await parseHtml('<html><body><article>A shop</article></body></html>');
    expect(parse).toMatchObject({ kind: 'refused', reason: 'not-a-feed' });
    expect(parse.kind === 'refused' && parse.message).toMatch(/thread or board|feed of this forum/);
  });

  test('that tests whether we are a robot, whatever it says', async () => {
    const words = 'This page protects the forum against greedy robots and will let you in after a moment. '.repeat(5);
    const parse = await parseHtml(
      `<html><head><title>Just a moment…</title></head><body><main><p>${words}</p></main></body></html>`,
    );
    expect(parse).toMatchObject({ kind: 'refused', reason: 'not-a-feed' });
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
    ['a link that is never closed', '<a href="/u/x">word '.repeat(150)],
    [
      'ten thousand names for as many elements',
      Array.from(
        { length: 30_000 },
        (_, at) => `<div class="a${at % 97} b${at % 89} c${at % 83} d e f"><i class="date">x</i>text</div>`,
      ).join(''),
    ],
    ['fifty thousand elements side by side', '<i class="quote date">x</i>'.repeat(50_000)],
    [
      'a post of fifty thousand lines',
      `<div class="post" id="p1"><div class="postbody"><div class="content">${'x<br>'.repeat(50_000)}</div></div></div>`,
    ],
    ['quotes within quotes', `${'<blockquote>said: '.repeat(190)}`],
    ['a pagination without end', `<div class="pagination">${'<a href="?p=1">1</a>'.repeat(60_000)}</div>`],
  ])('%s', async (_, html) => {
    expect(await parseHtml(`<body id="phpbb">${html}`)).toHaveProperty('kind');
  });
});

describe('a thread of an engine that nobody described', () => {
  const post = (name: string, text: string) =>
    `<div class="row"><a class="nick" href="/people/${name}">${name}</a><span class="when">2025-06-01 10:00</span><div class="words">${text}</div></div>`;

  test('has one document for each post, and none for what stands beside them', async () => {
    const links = Array.from(
      { length: 20 },
      (_, at) => `<li class="row"><a href="/t/${at}">Thread number ${at} of the board</a></li>`,
    );
    const parse = await parseHtml(
      `<body><ul>${links.join('')}</ul><div>${post('ann', 'My box is hot, is that usual for it?')}${post('bob', 'No, mine stays cold even at night.')}</div></body>`,
    );
    expect(parse.kind === 'parsed' && parse.documents.map(({ author, text }) => [author, text])).toEqual([
      ['ann', 'My box is hot, is that usual for it?'],
      ['bob', 'No, mine stays cold even at night.'],
    ]);
  });

  test('shown twice for small screens is read once', async () => {
    const both = post('ann', 'A sentence that is long enough to be nobody else’s.');
    const parse = await parseHtml(`<body><div>${both}</div><div>${both}</div></body>`);
    expect(parse.kind === 'parsed' && parse.documents.length).toBe(1);
  });

  test('does not date a post by the day its author joined', async () => {
    const joined = (name: string, text: string) =>
      `<div class="row"><a class="nick" href="/people/${name}">${name}</a><p>Joined: 3 May 2019</p><div class="words">${text}</div></div>`;
    const parse = await parseHtml(
      `<body>${joined('ann', 'My box is hot, is that usual for it?')}${joined('bob', 'No, mine stays cold even at night.')}</body>`,
    );
    expect(parse.kind === 'parsed' && parse.documents.map((each) => each.publishedAt)).toEqual([null, null]);
  });

  test('without permalinks gives its posts addresses of their own, the same at every visit', async () => {
    const html = `<body>${post('ann', 'My box is hot, is that usual for it?')}${post('bob', 'No, mine stays cold even at night.')}</body>`;
    const [first, second] = [await parseHtml(html), await parseHtml(html)];
    const urls = first.kind === 'parsed' ? first.documents.map((each) => each.url) : [];
    expect(new Set(urls).size).toBe(2);
    expect(second.kind === 'parsed' && second.documents.map((each) => each.url)).toEqual(urls);
  });
});

describe('a page that is one text is one document', () => {
  test('a thread that nobody has answered', async () => {
    const text =
      'The parcel was left in the rain, and the shop says that it is not its doing but the carrier’s. '.repeat(6);
    const parse = await parseHtml(
      `<html lang="en"><head><title>Wet parcel</title></head><body><main><article><h1>Wet parcel</h1><p>${text}</p></article></main></body></html>`,
    );
    expect(parse.kind === 'parsed' && parse.documents.length).toBe(1);
    expect(parse.kind === 'parsed' && parse.documents[0]?.text).toContain('left in the rain');
  });

  test('a page drawn by scripts, of which only the description holds the first post', async () => {
    const parse = await parseHtml(
      '<html><head><meta name="generator" content="Discourse 3.4"><meta property="og:description" content="Since the last update the Nordcom box forgets its settings every night at three, and nobody answers."><link rel="canonical" href="https://bricolo.example/t/box/12"></head><body><div id="main"></div></body></html>',
    );
    expect(parse.kind === 'parsed' && parse.documents).toMatchObject([
      { url: 'https://bricolo.example/t/box/12', text: expect.stringContaining('forgets its settings') },
    ]);
  });
});

describe('page 2 is found', () => {
  const thread = (extra: string) =>
    `<body id="phpbb">${extra}<div class="post" id="p1"><div class="postbody"><div class="content">Hi</div></div></div>`;
  test.each([
    ['by a link in the head', '<link rel="next" href="?start=15">', 'https://bricolo.example/forum/page?start=15'],
    [
      'by its pagination',
      '<ul class="pagination"><li class="arrow next"><a href="?start=15">x</a></li></ul>',
      'https://bricolo.example/forum/page?start=15',
    ],
    [
      'by the words on the link',
      '<div class="pagination"><a href="?p=1">1</a><a href="?p=2">Suivante »</a></div>',
      'https://bricolo.example/forum/page?p=2',
    ],
    ['on the same site only', '<link rel="next" href="https://elsewhere.example/2">', null],
    ['and is not the page itself', '<link rel="next" href="https://bricolo.example/forum/page#top">', null],
  ])('%s', async (_, extra, expected) => {
    const parse = await parseHtml(thread(extra));
    expect(parse.kind === 'parsed' && parse.nextUrl).toBe(expected);
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
