/** The demo's sites, read by the crawlers as any others. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addMs, DAY_MS, type ManualClock, MINUTE_MS, makeManualClock } from '../../src/base/clock.ts';
import { type Http, makeHttp } from '../../src/base/http.ts';
import type { SourceReading } from '../../src/crawlers/reader.ts';
import { makeRobots, type Robots } from '../../src/crawlers/robots.ts';
import { CALENDAR, TALK_SEED } from '../../src/demo/cast.ts';
import { makeTalk } from '../../src/demo/make-talk.ts';
import type { Post, SiteId } from '../../src/demo/post.ts';
import { ENTRY_COUNT_MAX, type Sites, startSites } from '../../src/demo/sites.ts';
import { DEFAULT_READERS } from '../../src/domain/source.ts';
import { visit } from '../crawlers/visit.ts';

const talk = makeTalk(TALK_SEED);
const AT = addMs(CALENDAR.crisisFrom, 120 * MINUTE_MS);
const SITE_IDS: readonly SiteId[] = ['press', 'blog', 'letter', 'forum', 'search'];

let clock: ManualClock;
let sites: Sites;
let http: Http;
let robots: Robots;

beforeAll(async () => {
  clock = makeManualClock(AT);
  sites = await startSites({ clock }, talk);
  http = makeHttp({ allowedRanges: ['127.0.0.0/8'], userAgent: 'Vigie-test' });
  robots = makeRobots({ http, clock, userAgent: 'Vigie-test' });
});

afterAll(async () => {
  await http.close();
  await sites[Symbol.asyncDispose]();
});

function findSource(site: SiteId) {
  const source = sites.sources.find((each) => each.site === site);
  if (source === undefined) throw new Error(`no source of ${site}`);
  return source;
}

async function read(site: SiteId, etag: string | null = null): Promise<SourceReading> {
  const { url, kind } = findSource(site);
  return await visit({ http, robots, clock }, { url, reader: DEFAULT_READERS[kind], etag });
}

async function readDocuments(site: SiteId) {
  const reading = await read(site);
  if (reading.kind !== 'read') throw new Error(`${site} was not read: ${JSON.stringify(reading)}`);
  return reading.documents;
}

function listPublished(isWanted: (post: Post) => boolean): readonly Post[] {
  return talk.filter((post) => isWanted(post) && post.publishedAt <= AT);
}

describe('every site', () => {
  test.each(SITE_IDS)('%s gives its newest entries with dates, and nothing of the future', async (site) => {
    const documents = await readDocuments(site);
    expect(documents).toHaveLength(ENTRY_COUNT_MAX);
    for (const document of documents) {
      expect(document.publishedAt?.getTime()).toBeLessThanOrEqual(AT.getTime());
      expect(document.text).not.toBe('');
    }
    const newest = listPublished((post) => post.site === site).at(-1);
    expect(documents[0]?.publishedAt).toEqual(newest?.publishedAt);
    expect(documents[0]?.text).toBe(newest?.text);
  });

  test.each(SITE_IDS)('%s answers 304 until something new is published', async (site) => {
    const reading = await read(site);
    const etag = reading.kind === 'read' ? reading.etag : null;
    expect(etag).not.toBeNull();
    expect((await read(site, etag)).kind).toBe('unchanged');
    const later = makeManualClock(addMs(AT, DAY_MS));
    await using tomorrow = await startSites({ clock: later }, talk);
    const url = tomorrow.sources.find((each) => each.site === site)?.url ?? '';
    const source = { url, reader: DEFAULT_READERS[findSource(site).kind], etag };
    expect((await visit({ http, robots, clock: later }, source)).kind).toBe('read');
  });

  test('a feed is valid before anything was published in it', async () => {
    await using empty = await startSites({ clock: makeManualClock(CALENDAR.talkFrom) }, []);
    for (const source of empty.sources.filter((each) => each.kind !== 'forum')) {
      const reading = await visit({ http, robots, clock }, { url: source.url, reader: DEFAULT_READERS[source.kind] });
      expect(reading).toMatchObject({ kind: 'read', documents: [] });
    }
  });
});

describe('the sites among each other', () => {
  test('forum posts have their author and a permalink of their own', async () => {
    const documents = await readDocuments('forum');
    const posts = listPublished((post) => post.site === 'forum').slice(-ENTRY_COUNT_MAX);
    expect(documents.map((document) => document.author)).toEqual(posts.map((post) => post.author).reverse());
    expect(new Set(documents.map((document) => document.url)).size).toBe(documents.length);
    expect(documents[0]?.url).toMatch(
      /^http:\/\/entraide-connectee\.localhost:\d+\/forum\/viewtopic\.php\?p=\d+#p\d+$/,
    );
  });

  test('the search alert leads through the engine to the very page that the newspaper’s feed has', async () => {
    const alerted = new Set((await readDocuments('search')).map((document) => document.url));
    const printed = (await readDocuments('press')).map((document) => document.url);
    expect(printed.filter((url) => alerted.has(url)).length).toBeGreaterThan(0);
    for (const url of alerted) expect(url).toMatch(/^http:\/\/[a-z-]+\.localhost:\d+\/articles\/\d+-/);
  });

  test('the page behind a link opens, one that is not published yet does not', async () => {
    const [document] = await readDocuments('blog');
    const future = talk.find((post) => post.site === 'blog' && post.publishedAt > AT);
    const origin = new URL(findSource('blog').url).origin;
    const paths = [new URL(document?.url ?? '').pathname, `/articles/${future?.id}-x`];
    const statuses = [];
    for (const path of paths) {
      const limits = { timeoutMs: 5_000, bodyBytesMax: 100_000, redirectCountMax: 0 };
      const outcome = await http.request({ ...limits, url: `${origin}${path}` });
      statuses.push(outcome.kind === 'answered' ? outcome.status : outcome.reason);
    }
    expect(statuses).toEqual([200, 404]);
  });
});
