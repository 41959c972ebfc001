/** Visits to threads and boards of several pages, against a real server. */
import { afterAll, describe, expect, test } from 'vitest';
import { makeManualClock } from '../../../src/base/clock.ts';
import { makeHttp } from '../../../src/base/http.ts';
import { PAGES_PER_VISIT_MAX } from '../../../src/crawlers/forums/follow-pages.ts';
import type { SourceReading, SourceToRead } from '../../../src/crawlers/reader.ts';
import type { ReaderName } from '../../../src/domain/source.ts';
import { type LocalSite, startLocalSite } from '../local-site.ts';
import { visit as visitAt } from '../visit.ts';

const http = makeHttp({ allowedRanges: ['127.0.0.0/8'], userAgent: 'Vigie/0.1' });
const clock = makeManualClock(new Date('2025-06-30T10:00:00Z'));
const READ_UNTIL = new Date('2025-06-20T00:00:00Z');

afterAll(() => http.close());

async function visit(
  site: LocalSite,
  path: string,
  source: Partial<SourceToRead> & Readonly<{ reader?: ReaderName }> = {},
): Promise<SourceReading> {
  return await visitAt({ http, clock }, { reader: 'forum-page', ...source, url: site.origin + path });
}

/** Post number N is of day N of June. */
function post(number: number): string {
  const day = `2025-06-${String(number).padStart(2, '0')}T12:00:01Z`;
  return `<div class="post" id="p${number}"><div class="postbody"><p class="author"><a href="/viewtopic.php?p=${number}#p${number}">x</a> <strong>ann</strong> <time datetime="${day}">then</time></p><div class="content">Post ${number}</div></div></div>`;
}

function threadPage(numbers: readonly number[], pagination: string): string {
  return `<body id="phpbb" class="section-viewtopic"><div class="pagination">${pagination}</div>${numbers.map(post).join('')}</body>`;
}

/** Pages 1 to 10 of three posts each, as phpBB links them. */
function serveThread(site: LocalSite): void {
  for (let page = 1; page <= 10; page += 1) {
    const previous = page > 1 ? `<a rel="prev" href="/t?page=${page - 1}">«</a>` : '';
    const next = page < 10 ? `<a rel="next" href="/t?page=${page + 1}">»</a>` : '';
    const links = `${previous}<a href="/t?page=1">1</a><strong>${page}</strong><a href="/t?page=10">10</a>${next}`;
    const body = threadPage([page * 3 - 2, page * 3 - 1, page * 3], links);
    site.pages.set(`/t?page=${page}`, { headers: { etag: '"v"' }, body });
    if (page === 1) site.pages.set('/t', { headers: { etag: '"v"' }, body });
  }
}

function numbersOf(reading: SourceReading): readonly string[] {
  return reading.kind === 'read' ? reading.documents.map((each) => each.text.replace('Post ', '')) : [];
}

function pagesAsked(site: LocalSite): readonly string[] {
  return site.asked.filter((path) => path !== '/robots.txt');
}

describe('a thread is followed at its end', () => {
  test('from its last page back to what is known', async () => {
    await using site = await startLocalSite();
    serveThread(site);
    const reading = await visit(site, '/t', { readUntil: READ_UNTIL });
    expect(pagesAsked(site)).toEqual(['/t', '/t?page=10', '/t?page=9', '/t?page=8', '/t?page=7']);
    expect(numbersOf(reading)).toEqual(expect.arrayContaining(['30', '29', '28', '27', '22', '21']));
    expect(reading).toMatchObject({ kind: 'read', isWhole: false });
  });

  test('and is whole when that is met within the pages of a visit', async () => {
    await using site = await startLocalSite();
    serveThread(site);
    const reading = await visit(site, '/t', { readUntil: new Date('2025-06-27T18:00:00Z') });
    expect(pagesAsked(site)).toEqual(['/t', '/t?page=10', '/t?page=9']);
    expect(reading).toMatchObject({ kind: 'read', isWhole: true });
  });

  test('keeps no validators, since its first page may stay the same while it grows', async () => {
    await using site = await startLocalSite();
    serveThread(site);
    expect(await visit(site, '/t', { readUntil: READ_UNTIL })).toMatchObject({ etag: null });
  });

  test('at the first visit too, with less of its history and nothing missing', async () => {
    await using site = await startLocalSite();
    serveThread(site);
    const reading = await visit(site, '/t');
    expect(pagesAsked(site)).toEqual(['/t', '/t?page=10', '/t?page=9']);
    expect(reading).toMatchObject({ isWhole: true });
  });

  test('in order where only the next page is linked', async () => {
    await using site = await startLocalSite();
    site.pages.set('/t', { body: threadPage([1, 2], '<a rel="next" href="/t2">»</a>') });
    site.pages.set('/t2', { body: threadPage([3, 28], '') });
    expect(numbersOf(await visit(site, '/t', { readUntil: READ_UNTIL }))).toEqual(['1', '2', '3', '28']);
  });
});

describe('only the first message of a thread is a post', () => {
  const postsOf = (reading: SourceReading): readonly string[] =>
    reading.kind === 'read'
      ? reading.documents.filter(({ type }) => type === 'post').map((each) => each.text)
      : [reading.kind];

  test('however many pages of it are read', async () => {
    await using site = await startLocalSite();
    serveThread(site);
    const reading = await visit(site, '/t', { readUntil: READ_UNTIL });
    expect(postsOf(reading)).toEqual(['Post 1']);
  });

  test('also where a page does not say that another comes before it', async () => {
    await using site = await startLocalSite();
    site.pages.set('/t', { body: threadPage([1, 2], '<a rel="next" href="/t2">»</a>') });
    site.pages.set('/t2', { body: threadPage([3, 28], '') });
    expect(postsOf(await visit(site, '/t', { readUntil: READ_UNTIL }))).toEqual(['Post 1']);
  });
});

describe('a board is followed from its first page', () => {
  const topic = (number: number) =>
    `<li class="row"><a class="topictitle" href="/viewtopic.php?t=${number}">Topic ${number}</a><time datetime="2025-06-${number}T12:00:01Z">x</time></li>`;
  const board = (numbers: readonly number[], next: number | null) =>
    `<body id="phpbb" class="section-viewforum">${next === null ? '' : `<a rel="next" href="/b?page=${next}">»</a>`}<ul class="topics">${numbers.map(topic).join('')}</ul>`;

  test('until every topic of a page is known', async () => {
    await using site = await startLocalSite();
    site.pages.set('/b', { body: board([29, 28], 2) });
    site.pages.set('/b?page=2', { body: board([27, 15], 3) });
    site.pages.set('/b?page=3', { body: board([14, 13], 4) });
    const reading = await visit(site, '/b', { readUntil: READ_UNTIL });
    expect(pagesAsked(site)).toEqual(['/b', '/b?page=2', '/b?page=3']);
    expect(reading.kind === 'read' && reading.documents.map(({ type }) => type)).toEqual(Array(6).fill('post'));
    expect(reading).toMatchObject({ isWhole: true });
  });

  test('and no further where the first page brings nothing new', async () => {
    await using site = await startLocalSite();
    site.pages.set('/b', { headers: { etag: '"b"' }, body: board([15, 14], 2) });
    expect(await visit(site, '/b', { readUntil: READ_UNTIL })).toMatchObject({ isWhole: true, etag: '"b"' });
    expect(pagesAsked(site)).toEqual(['/b']);
  });

  test('for so many pages of a visit, which then says that it is not whole', async () => {
    await using site = await startLocalSite();
    for (let page = 1; page <= 9; page += 1) {
      const body = board([20 + page], page + 1);
      site.pages.set(page === 1 ? '/b' : `/b?page=${page}`, { body });
    }
    expect(await visit(site, '/b', { readUntil: READ_UNTIL })).toMatchObject({ isWhole: false });
    expect(pagesAsked(site).length).toBe(PAGES_PER_VISIT_MAX);
  });

  test('a page that leads to itself under ever new addresses ends the visit', async () => {
    await using site = await startLocalSite();
    for (let page = 1; page <= 9; page += 1) {
      site.pages.set(page === 1 ? '/b' : `/b?page=${page}`, { body: board([29, 28], page + 1) });
    }
    await visit(site, '/b', { readUntil: READ_UNTIL });
    expect(pagesAsked(site).length).toBe(2);
  });
});

test('a page that fails later leaves what came before, and the visit is not whole', async () => {
  await using site = await startLocalSite();
  site.pages.set('/t', { body: threadPage([28], '<a rel="next" href="/gone">»</a>') });
  expect(await visit(site, '/t', { readUntil: READ_UNTIL })).toMatchObject({ kind: 'read', isWhole: false });
});

describe('a cookie opens a board behind a log-in', () => {
  const opened = (cookie: string | undefined) =>
    cookie === 'sid=abc'
      ? { body: threadPage([28], '<a rel="next" href="/t2">»</a>') }
      : { body: '<body id="phpbb"><form>' };

  test('on every page of the source’s own site', async () => {
    await using site = await startLocalSite();
    const seen: (string | undefined)[] = [];
    site.pages.set('/t', (headers) => opened(headers.cookie));
    site.pages.set('/t2', (headers) => {
      seen.push(headers.cookie);
      return { body: threadPage([29], '') };
    });
    expect(numbersOf(await visit(site, '/t', { secret: { cookie: 'sid=abc' } }))).toEqual(['28', '29']);
    expect(seen).toEqual(['sid=abc']);
  });

  test('and is sent to no other site', async () => {
    await using site = await startLocalSite();
    await using other = await startLocalSite();
    const seen: (string | undefined)[] = [];
    other.pages.set('/t', (headers) => {
      seen.push(headers.cookie);
      return { body: threadPage([28], '<a rel="next" href="/t2">»</a>') };
    });
    other.pages.set('/t2', (headers) => {
      seen.push(headers.cookie);
      return { body: threadPage([29], '') };
    });
    site.pages.set('/t', { status: 302, headers: { location: `${other.origin}/t` } });
    await visit(site, '/t', { secret: { cookie: 'sid=abc' } });
    expect(seen).toEqual([undefined, undefined]);
  });

  test('and says when it may have run out, without telling it', async () => {
    await using site = await startLocalSite();
    site.pages.set('/t', (headers) => opened(headers.cookie));
    const reading = await visit(site, '/t', { secret: { cookie: 'sid=old' } });
    expect(reading).toMatchObject({ kind: 'failed', reason: 'not-a-feed' });
    expect(reading.kind === 'failed' && reading.message).toMatch(/cookie has run out/);
    expect(JSON.stringify(reading)).not.toContain('sid=old');
  });

  test('and is refused where no header could carry it', async () => {
    await using site = await startLocalSite();
    const reading = await visit(site, '/t', { secret: { cookie: 'a\r\nx: 1' } });
    expect(reading).toMatchObject({ kind: 'failed', reason: 'settings-invalid' });
    expect(pagesAsked(site)).toEqual([]);
  });
});

describe('a page read by selectors', () => {
  const page = (numbers: readonly number[], next: string) =>
    `<ul>${numbers.map((number) => `<li><time datetime="2025-06-${number}T12:00:01Z"></time><a href="/p/${number}">Item ${number}</a></li>`).join('')}</ul>${next}`;
  const settings = { item: 'li', title: 'a', link: 'a', date: 'time', next: 'a.next' };

  test('is followed until what was known', async () => {
    await using site = await startLocalSite();
    site.pages.set('/l', { body: page([29, 28], '<a class="next" href="/l2">x</a>') });
    site.pages.set('/l2', { body: page([15, 14], '<a class="next" href="/l3">x</a>') });
    const reading = await visit(site, '/l', { reader: 'page-selectors', settings, readUntil: READ_UNTIL });
    expect(reading.kind === 'read' && reading.documents.map((each) => each.title)).toEqual([
      'Item 29',
      'Item 28',
      'Item 15',
      'Item 14',
    ]);
    expect(pagesAsked(site)).toEqual(['/l', '/l2']);
  });

  test('is followed to its end where the oldest comes first', async () => {
    await using site = await startLocalSite();
    site.pages.set('/l', { body: page([14, 15], '<a class="next" href="/l2">x</a>') });
    site.pages.set('/l2', { body: page([16, 29], '') });
    const reading = await visit(site, '/l', { reader: 'page-selectors', settings, readUntil: READ_UNTIL });
    expect(reading.kind === 'read' && reading.documents.length).toBe(4);
  });

  test('fails with what is wrong with its settings', async () => {
    await using site = await startLocalSite();
    site.pages.set('/l', { body: page([29], '') });
    const reading = await visit(site, '/l', { reader: 'page-selectors', settings: { item: 'li' } });
    expect(reading).toMatchObject({ kind: 'failed', reason: 'settings-invalid' });
  });
});
