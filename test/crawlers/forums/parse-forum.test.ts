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

describe('the first message of a thread is a post and the others are comments', () => {
  const post = (number: number, date = '') =>
    `<div class="post" id="p${number}"><div class="postbody"><p class="author"><time datetime="${date}"></time></p><div class="content">Hi ${number}</div></div></div>`;
  const row = (name: string, text: string) =>
    `<div class="row"><a class="nick" href="/people/${name}">${name}</a><span class="when">2025-06-01 10:00</span><div class="words">${text}</div></div>`;

  async function typesOf(html: string, url = URL_OF_PAGE): Promise<readonly (string | undefined)[]> {
    const parse = await parseForum({ body: new TextEncoder().encode(html), contentType: 'text/html', url });
    return parse.kind === 'parsed' ? parse.documents.map((each) => each.type) : [parse.message];
  }

  const THREE = `<body id="phpbb">${[1, 2, 3].map((number) => post(number)).join('')}`;

  test('on a page without pages around it', async () => {
    expect(await typesOf(THREE)).toEqual(['post', 'comment', 'comment']);
  });

  test('on a page of an engine that nobody described', async () => {
    const rows = [row('ann', 'My box is hot, is that usual for it?'), row('bob', 'No, mine stays cold even at night.')];
    expect(await typesOf(`<body>${rows.join('')}`)).toEqual(['post', 'comment']);
  });

  test.each([
    ['that its pagination calls the first', '<div class="pagination"><strong>1</strong><a href="?p=2">2</a></div>'],
    ['that only leads onwards', '<div class="pagination"><a href="?start=15">2</a></div>'],
  ])('on a page %s', async (_, pagination) => {
    expect(await typesOf(THREE + pagination)).toEqual(['post', 'comment', 'comment']);
  });

  test.each([
    ['its pagination says so', '<ul class="pagination"><a href="?p=1">1</a><li class="active">2</li></ul>', ''],
    ['a page of the same thread comes before', '<link rel="prev" href="/forum/viewtopic.php?t=9">', '?t=9&p=2'],
    ['its address says so', '', '?t=9&start=15'],
    ['its address says so in words', '', '/page-3'],
    ['its address says so as SMF does', '', '?topic=5.15'],
    ['its canonical address says so', '<link rel="canonical" href="/forum/viewtopic.php?t=9&amp;page=2">', '?t=9'],
  ])('and a later page has comments alone: %s', async (_, extra, address) => {
    const url = `https://bricolo.example/forum/viewtopic.php${address}`;
    expect(await typesOf(THREE + extra, url)).toEqual(['comment', 'comment', 'comment']);
  });

  test.each([
    ['another article comes before it, as on blogs', '<link rel="prev" href="/forum/another-thread">', ''],
    ['it links to page 1, which it may be itself', '<div class="pagination"><a href="?x=1">1</a></div>', ''],
    ['it shows one post by itself', '', 'https://bricolo.example/showpost.php?p=3'],
  ])('and nobody can tell what the first is where %s', async (_, extra, url) => {
    expect(await typesOf(THREE + extra, url || URL_OF_PAGE)).toEqual([undefined, 'comment', 'comment']);
  });

  test('and nobody can tell what the ends are where the newest comes first', async () => {
    const days = ['2025-06-03', '2025-06-02', '2025-06-01'].map((day, at) => post(9 - at, `${day}T10:00:01Z`));
    expect(await typesOf(`<body id="phpbb">${days.join('')}`)).toEqual([undefined, 'comment', undefined]);
  });

  test('but a day without a time is not taken for its midnight', async () => {
    const dates = ['2025-06-01T17:20:01Z', '2025-06-01'].map((date, at) => post(at + 1, date));
    expect(await typesOf(`<body id="phpbb">${dates.join('')}`)).toEqual(['post', 'comment']);
  });

  test('and nobody moves up when the first says nothing of its own', async () => {
    const quote =
      '<div class="post" id="p0"><div class="postbody"><div class="content"><blockquote>x</blockquote></div></div></div>';
    expect(await typesOf(THREE.replace('<div', `${quote}<div`))).toEqual(['comment', 'comment', 'comment']);
  });

  test.each([
    [
      'NodeBB',
      (at: number) =>
        `<li component="post" data-pid="${at}" data-index="${at}"><p component="post/content">Hi ${at}</p></li>`,
    ],
    [
      'Discourse',
      (at: number) => `<div class="crawler-post" id="post_${at + 1}"><div class="post">Hi ${at}</div></div>`,
    ],
    [
      'Flarum',
      (at: number) =>
        `<div class="App-content"><div class="PostStream"><div class="PostStream-item" data-id="${at}" data-number="${at + 1}"><div class="Post-body">Hi</div></div></div></div>`,
    ],
  ])('by the mark of %s wherever its page begins', async (_, write) => {
    expect(await typesOf(`<body>${[0, 30].map(write).join('')}`)).toEqual(['post', 'comment']);
    expect(await typesOf(`<body>${[30, 31].map(write).join('')}`)).toEqual(['comment', 'comment']);
  });

  test('by what Hacker News shows above: a story, or a comment with its answers', async () => {
    const page = (text: string) =>
      `<table id="hnmain"><tr><td><table class="fatitem"><tr><td>${text}</td></tr></table><table><tr class="athing comtr" id="2"><td><div class="commtext">Yes</div></td></tr></table></td></tr></table>`;
    expect(await typesOf(page('<div class="toptext">Ask me</div>'))).toEqual(['post', 'comment']);
    expect(await typesOf(page('<div class="commtext">I asked</div>'))).toEqual(['comment', 'comment']);
  });

  test('by what the page tells search engines, also where an answer calls itself a posting', async () => {
    const things = {
      '@type': 'Question',
      text: 'Why?',
      acceptedAnswer: { '@type': 'Answer', text: 'Because.' },
      comment: [{ '@type': 'DiscussionForumPosting', text: 'Me too.' }],
    };
    const html = `<html><head><script type="application/ld+json">${JSON.stringify(things)}</script></head><body></body></html>`;
    expect(await typesOf(html)).toEqual(['post', 'comment', 'comment']);
  });

  test('and a thread that nobody has answered is a post; a text that may be an article is left open', async () => {
    const text = 'The parcel was left in the rain, and the shop says that it is the carrier’s doing. '.repeat(6);
    const html = `<html lang="en"><head><title>Wet parcel</title></head><body><main><article><h1>Wet parcel</h1><p>${text}</p></article></main></body></html>`;
    expect(await typesOf(html, 'https://bricolo.example/threads/wet-parcel.9/')).toEqual(['post']);
    expect(await typesOf(html, 'https://bricolo.example/2025/wet-parcel')).toEqual([undefined]);
  });
});
