/** Which engine a forum runs on, and how it is best read. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { FORUM_ENGINES } from '../../../src/crawlers/forums/forum-engines.ts';
import { recogniseForum } from '../../../src/crawlers/forums/recognise-forum.ts';

function recognise(url: string, html: string, cookie?: string) {
  return recogniseForum({ html, url, headers: cookie === undefined ? {} : { 'set-cookie': cookie } });
}

describe('an engine is recognised', () => {
  test.each(FORUM_ENGINES.map((engine) => engine.name))('by the markup of its threads: %s', (name) => {
    const file = `../../fixtures/crawlers/forums/${name.toLowerCase().replaceAll(' ', '-')}-thread.html`;
    const html = readFileSync(new URL(file, import.meta.url), 'utf8');
    expect(recognise('https://bricolo.example/forum/page', html).engine).toBe(name.replace(' subsilver', ''));
  });

  test.each([
    ['Discourse', '<meta name="generator" content="Discourse 3.4.0">'],
    ['SMF', '<meta name="generator" content="SMF 2.1">'],
    ['vBulletin', '<meta name="generator" content="vBulletin 4.2.5">'],
    ['Flarum', '<noscript id="flarum-content"></noscript>'],
    ['phpBB', '<form action="./ucp.php?mode=login"></form>'],
  ])('by what a page without posts says: %s', (name, html) => {
    expect(recognise('https://bricolo.example/', html).engine).toBe(name);
  });

  test.each([
    ['phpBB', 'phpbb3_a1b2c_sid=0; path=/'],
    ['XenForo', 'xf_csrf=abc; path=/'],
    ['vBulletin', 'bblastvisit=1; path=/'],
    ['Discourse', '_forum_session=x; path=/'],
    ['SMF', 'PHPSESSID=1, SMFCookie10=a'],
    ['MyBB', 'mybb[lastvisit]=1; path=/'],
    ['Invision', 'ips4_IPSSessionFront=1'],
    ['Flarum', 'flarum_session=1'],
    ['NodeBB', 'express.sid=s%3A1'],
  ])('by its cookies, on a page that says nothing: %s', (name, cookie) => {
    expect(recognise('https://bricolo.example/', '<p>Log in</p>', cookie).engine).toBe(name);
  });

  test('and is null where nothing names it', () => {
    expect(recognise('https://bricolo.example/', '<p>Hello</p>', 'PHPSESSID=1').engine).toBeNull();
  });
});

describe('the ways made for programs are proposed first, under the forum’s own address', () => {
  const sign: Readonly<Record<string, string>> = {
    Discourse: '<meta name="generator" content="Discourse 3">',
    phpBB: '<body id="phpbb">',
    XenForo: '<html id="XF">',
    vBulletin: '<meta name="generator" content="vBulletin 4">',
    SMF: '<meta name="generator" content="SMF 2">',
    MyBB: '<div id="posts_container"></div>',
    Flarum: '<noscript id="flarum-content"></noscript>',
    NodeBB: '<div component="topic"></div>',
    Lemmy: '<article class="comment-node"><div class="md-div"></div></article>',
  };
  test.each([
    ['Discourse', 'https://a.example/t/box/12', 'discourse', 'https://a.example/t/12.json'],
    ['Discourse', 'https://a.example/talk/c/boxes/7', 'discourse', 'https://a.example/talk/c/boxes/7.json'],
    ['phpBB', 'https://a.example/forum/viewforum.php?f=3', 'feed', 'https://a.example/forum/feed/forum/3'],
    ['phpBB', 'https://a.example/viewtopic.php?f=3&t=9', 'feed', 'https://a.example/feed/topic/9'],
    ['XenForo', 'https://a.example/forums/boxes.5/', 'feed', 'https://a.example/forums/boxes.5/index.rss'],
    [
      'XenForo',
      'https://a.example/community/threads/box.12/',
      'feed',
      'https://a.example/community/forums/-/index.rss',
    ],
    [
      'vBulletin',
      'https://a.example/vb/showthread.php?t=4',
      'feed',
      'https://a.example/vb/external.php?type=RSS2&lastpost=1',
    ],
    [
      'SMF',
      'https://a.example/smf/index.php?board=4.0',
      'feed',
      'https://a.example/smf/index.php?action=.xml;type=rss2;sa=recent;limit=50;board=4',
    ],
    ['MyBB', 'https://a.example/thread-9.html', 'feed', 'https://a.example/syndication.php?limit=50'],
    ['Flarum', 'https://a.example/d/12-box', 'flarum', 'https://a.example/api/posts'],
    ['NodeBB', 'https://a.example/topic/4/box', 'nodebb', 'https://a.example/api/recent/posts'],
    ['Lemmy', 'https://a.example/c/boxes', 'lemmy', 'https://a.example/api/v3/post/list?community_name=boxes&sort=New'],
    ['Reddit', 'https://www.reddit.com/r/boxes/', 'reddit', 'https://oauth.reddit.com/r/boxes/new'],
    [
      'Stack Exchange',
      'https://diy.stackexchange.com/questions/12/box',
      'feed',
      'https://diy.stackexchange.com/feeds/question/12',
    ],
    ['Hacker News', 'https://news.ycombinator.com/item?id=1', 'feed', 'https://news.ycombinator.com/rss'],
  ])('%s at %s', (engine, url, reader, expected) => {
    const found = recognise(url, sign[engine] ?? '');
    expect(found.engine).toBe(engine);
    expect(found.proposals[0]).toMatchObject({ reader, url: expected });
  });

  test('then the feeds that the page names, then the page', () => {
    const html =
      '<html id="XF"><link rel="alternate" type="application/rss+xml" title="Box" href="/forums/boxes.5/index.rss"><link rel="alternate" type="application/atom+xml" href="/all.atom"><link rel="alternate" hreflang="fr" href="/fr">';
    const { proposals } = recognise('https://a.example/forums/boxes.5/', html);
    expect(proposals.map(({ reader, url }) => `${reader} ${url}`)).toEqual([
      'feed https://a.example/forums/boxes.5/index.rss',
      'feed https://a.example/forums/-/index.rss',
      'feed https://a.example/all.atom',
      'forum-page https://a.example/forums/boxes.5/',
    ]);
    for (const each of proposals) expect(each.why).toMatch(/\.$/);
  });

  test('of a page that is no forum, the page itself remains', () => {
    expect(recognise('https://a.example/x', '<p>Hello</p>').proposals).toMatchObject([{ reader: 'forum-page' }]);
  });
});

test('a page made to keep the service busy is answered within the time of any test', () => {
  for (const html of [
    '<div>'.repeat(200_000),
    `<link rel="alternate" type="application/rss+xml" href="/f">`.repeat(50_000),
  ]) {
    expect(recognise('https://a.example/', html, 'a'.repeat(1_000_000)).proposals.length).toBeGreaterThan(0);
  }
});
