/** The crawl against local sites: its manners, whose trouble is whose, what belongs to whom, and who moved or is gone. */
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { addMs, type Clock, DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../src/base/clock.ts';
import { sealSourceSecret } from '../../src/domain/source-secret.ts';
import { addBrand } from '../../src/intents/brands.ts';
import { checkSource } from '../../src/intents/check-source.ts';
import { addSubscription } from '../../src/intents/subscriptions.ts';
import { analyseNewDocuments } from '../../src/pipeline/analyse-new-documents.ts';
import { crawlDueSources, makeCrawler } from '../../src/pipeline/crawl-due-sources.ts';
import { prune } from '../../src/pipeline/prune.ts';
import { listMentions } from '../../src/store/mentions.ts';
import { findOrCreateSource, getHeardSource, type NewSource } from '../../src/store/sources.ts';
import { createSubscription, listSubscriptions } from '../../src/store/subscriptions.ts';
import { type LocalSite, type Post, startLocalSite, toRss } from '../support/local-site.ts';
import { makeAgency, makeAngryPosts } from '../support/story.ts';
import { makeSecondWorker, makeTestWorld, type TestWorld } from '../support/test-world.ts';

const FIRST_PAGE = { after: null, limit: 100 };

async function setUp(siteCount = 1) {
  const world = await makeTestWorld();
  const stack = new AsyncDisposableStack();
  const sites: LocalSite[] = [];
  for (let index = 0; index < siteCount; index += 1) sites.push(stack.use(await startLocalSite()));
  const agency = await makeAgency(world, 'Agence du Quai');
  await addBrand(world, agency.id, { name: 'Ondelia', kind: 'client', query: 'Ondelia' });
  const site = sites[0] as LocalSite;
  const listenTo = async (path: string, on: LocalSite = site) => {
    const url = `${on.url}${path}`;
    return (await addSubscription(world, agency.id, { url, kind: 'feed', brandId: null })).source;
  };
  const read = (sourceId: string) => getHeardSource(world.db, { agencyId: agency.id, sourceId });
  return { world, site, sites, agency, listenTo, read, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

async function crawl(world: TestWorld, stopping = new AbortController().signal): Promise<void> {
  await crawlDueSources({ ...world, stopping });
}

function post(slug: string, publishedAt: Date, text = `Ondelia en parle : ${slug}`): Post {
  return { slug, title: `Titre ${slug}`, text, author: 'Ana', publishedAt };
}

/** Entries without any address of their own: their guids alone name them. */
function toAddresslessRss(guids: readonly string[]): string {
  const items = guids.map(
    (guid) => `<item><guid isPermaLink="false">${guid}</guid><title>Entrée ${guid}</title></item>`,
  );
  return `<?xml version="1.0"?><rss version="2.0"><channel><title>Fil</title>${items.join('')}</channel></rss>`;
}

function serveText(site: LocalSite, path: string, text: string): void {
  site.serve(path, (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/rss+xml; charset=utf-8' }).end(text);
  });
}

function serveStatus(
  site: LocalSite,
  path: string,
  status: number,
  headers: Readonly<Record<string, string>> = {},
): void {
  site.serve(path, (_request, response) => {
    response.writeHead(status, headers).end();
  });
}

async function readTitles(world: TestWorld): Promise<readonly (string | null)[]> {
  const rows = await world.db.selectFrom('documents').select('title').orderBy('title').execute();
  return rows.map(({ title }) => title);
}

/** A clock whose waits pass at once and are noted. */
function makeRestlessClock(world: TestWorld) {
  const sleptMs: number[] = [];
  const clock: Clock = {
    now: world.clock.now,
    sleepMs: (durationMs) => {
      sleptMs.push(durationMs);
      world.clock.advanceMs(durationMs);
      return Promise.resolve();
    },
  };
  return { clock, sleptMs };
}

describe('a host', () => {
  test('is asked one thing at a time, by two workers too', async () => {
    await using setup = await setUp();
    const { world, site, listenTo } = setup;
    let underWay = 0;
    let underWayMax = 0;
    let askedCount = 0;
    const page: Parameters<LocalSite['serve']>[1] = (_request, response) => {
      underWay += 1;
      askedCount += 1;
      underWayMax = Math.max(underWayMax, underWay);
      setTimeout(() => {
        underWay -= 1;
        response.writeHead(200, { 'content-type': 'application/rss+xml' }).end(toRss(site.url, []));
      }, 10);
    };
    site.serve('/robots.txt', page);
    for (let index = 0; index < 8; index += 1) {
      site.serve(`/feed-${index}.xml`, page);
      await listenTo(`/feed-${index}.xml`);
    }
    const stopping = new AbortController().signal;
    await Promise.all([crawl(world), crawlDueSources({ ...makeSecondWorker(world), stopping })]);
    expect(underWayMax).toBe(1);
    expect(askedCount).toBeGreaterThanOrEqual(8);
  });

  test('does not wait for a slow one: it is read to its end while the other still thinks', async () => {
    await using setup = await setUp(2);
    const { world, sites, listenTo } = setup;
    const [slow, fast] = sites as [LocalSite, LocalSite];
    const events: string[] = [];
    let hurryUp: () => void = () => {};
    const isFastRead = new Promise<void>((resolve) => {
      hurryUp = resolve;
    });
    slow.serve('/feed.xml', (_request, response) => {
      events.push('slow asked');
      // answered only after the other was read: a crawl that waits for it would never end
      void isFastRead.then(() => {
        events.push('slow answers');
        response.writeHead(200, { 'content-type': 'application/rss+xml' }).end(toRss(slow.url, []));
      });
    });
    await listenTo('/feed.xml', slow);
    for (let index = 0; index < 3; index += 1) {
      fast.serve(`/feed-${index}.xml`, (_request, response) => {
        events.push(`fast ${index}`);
        response.writeHead(200, { 'content-type': 'application/rss+xml' }).end(toRss(fast.url, []));
        if (events.filter((event) => event.startsWith('fast')).length === 3) hurryUp();
      });
      await listenTo(`/feed-${index}.xml`, fast);
    }
    await crawl(world);
    expect(events.at(-1)).toBe('slow answers');
    expect(events).toHaveLength(5);
  });

  test('that becomes due while a slow one thinks is taken up by the next pass, which does not wait either', async () => {
    await using setup = await setUp(2);
    const { world, sites, listenTo } = setup;
    const [slow, late] = sites as [LocalSite, LocalSite];
    let answer: () => void = () => {};
    slow.serve('/feed.xml', (_request, response) => {
      answer = () => response.writeHead(200, { 'content-type': 'application/rss+xml' }).end(toRss(slow.url, []));
    });
    late.serveFeed('/feed.xml', []);
    await listenTo('/feed.xml', slow);
    const crawler = makeCrawler({ ...world, stopping: new AbortController().signal });
    expect(await crawler.run()).toBe(1);
    await listenTo('/feed.xml', late);
    expect(await crawler.run()).toBe(1);
    await untilTrue(() => late.askedCount('/feed.xml') === 1);
    await untilTrue(() => slow.askedCount('/feed.xml') === 1);
    answer();
    await crawler.settle();
  });

  test('is left in peace between two of its sources as long as its Crawl-delay says, a minute at most', async () => {
    for (const [delay, expectedMs] of [
      ['7', 7_000],
      ['86400', 60_000],
    ] as const) {
      await using setup = await setUp();
      const { world, site, listenTo } = setup;
      serveText(site, '/robots.txt', `User-agent: *\nCrawl-delay: ${delay}\n`);
      for (const name of ['a', 'b', 'c']) {
        site.serveFeed(`/${name}.xml`, []);
        await listenTo(`/${name}.xml`);
      }
      const { clock, sleptMs } = makeRestlessClock(world);
      await crawlDueSources({ ...world, clock, stopping: new AbortController().signal });
      expect(sleptMs.filter((ms) => ms === expectedMs)).toHaveLength(2);
    }
  });

  test('is left in peace between two turns as well: what is due ten seconds later waits for the Crawl-delay', async () => {
    await using setup = await setUp();
    const { world, site, listenTo } = setup;
    serveText(site, '/robots.txt', 'User-agent: *\nCrawl-delay: 60\n');
    for (const name of ['a', 'b']) site.serveFeed(`/${name}.xml`, []);
    await listenTo('/a.xml');
    await crawl(world);
    world.clock.advanceMs(10 * SECOND_MS);
    await listenTo('/b.xml');
    await crawl(world);
    expect(site.askedCount('/b.xml')).toBe(0);
    world.clock.advanceMs(51 * SECOND_MS);
    await crawl(world);
    expect(site.askedCount('/b.xml')).toBe(1);
  });

  test('that answers slowly is left in peace five times as long, five seconds at most; a quick one a tenth of a second', async () => {
    for (const [answerMs, expectedMs] of [
      [0, 100],
      [300, 1_500],
      [9_000, 5_000],
    ] as const) {
      await using setup = await setUp();
      const { world, site, listenTo } = setup;
      for (const name of ['a', 'b']) {
        site.serve(`/${name}.xml`, (_request, response) => {
          world.clock.advanceMs(answerMs);
          response.writeHead(200, { 'content-type': 'application/rss+xml' }).end(toRss(site.url, []));
        });
        await listenTo(`/${name}.xml`);
      }
      const { clock, sleptMs } = makeRestlessClock(world);
      await crawlDueSources({ ...world, clock, stopping: new AbortController().signal });
      expect(sleptMs).toEqual([expectedMs]);
    }
  });

  test('keeps its published pause between the pages of one visit too, the first of a turn included', async () => {
    await using setup = await setUp();
    const { world, site, agency } = setup;
    const toStatus = (id: number) => ({
      id: String(id),
      uri: `${site.url}/status/${id}`,
      url: `${site.url}/status/${id}`,
      content: `<p>Ondelia ${id}</p>`,
      created_at: addMs(world.clock.now(), -id * MINUTE_MS).toISOString(),
      account: { acct: 'ana' },
      visibility: 'public',
    });
    const serveJson = (path: string, ids: readonly number[], next: string | null) =>
      site.serve(path, (_request, response) => {
        const link = next === null ? {} : { link: `<${site.url}${next}>; rel="next"` };
        response.writeHead(200, { 'content-type': 'application/json', ...link });
        response.end(JSON.stringify(ids.map(toStatus)));
      });
    const path = '/api/v1/timelines/tag/panne';
    serveJson(`${path}?limit=40`, [1, 2], `${path}?limit=40&max_id=2`);
    serveJson(`${path}?limit=40&max_id=2`, [3, 4], null);
    const deps = { newId: world.newId, now: world.clock.now() };
    const source = await findOrCreateSource(world.db, deps, {
      url: `${site.url}${path}`,
      kind: 'search',
      reader: 'mastodon',
      owner: null,
    });
    await createSubscription(world.db, agency.id, deps, { sourceId: source.id, brandId: null });
    const { clock, sleptMs } = makeRestlessClock(world);
    await crawlDueSources({ ...world, clock, stopping: new AbortController().signal });
    expect(site.askedCount(`${path}?limit=40&max_id=2`)).toBe(1);
    expect(sleptMs.length).toBeGreaterThan(0);
    expect(Math.min(...sleptMs)).toBeGreaterThanOrEqual(1_000);
  });

  test('keeps its Crawl-delay between the pages of one visit too, the first of a turn included', async () => {
    await using setup = await setUp();
    const { world, site, agency } = setup;
    serveText(site, '/robots.txt', 'User-agent: *\nCrawl-delay: 7\n');
    const toPage = (name: string, next: string) =>
      `<!doctype html><html><body><ul><li><a href="/t/${name}">${name}</a><time datetime="2026-05-31T08:00:30Z"></time><p>Ondelia ${name}</p></li></ul>${next}</body></html>`;
    const serveHtml = (path: string, html: string) =>
      site.serve(path, (_request, response) => {
        response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(html);
      });
    serveHtml('/board', toPage('a', '<a class="next" href="/board-2">next</a>'));
    serveHtml('/board-2', toPage('b', ''));
    const deps = { newId: world.newId, now: world.clock.now() };
    const source = await findOrCreateSource(world.db, deps, {
      url: `${site.url}/board`,
      kind: 'forum',
      reader: 'page-selectors',
      owner: {
        agencyId: agency.id,
        settings: { item: 'li', link: 'a@href', date: 'time@datetime', body: 'p', next: 'a.next@href' },
        secretEncrypted: null,
      },
    });
    await createSubscription(world.db, agency.id, deps, { sourceId: source.id, brandId: null });
    const { clock, sleptMs } = makeRestlessClock(world);
    await crawlDueSources({ ...world, clock, stopping: new AbortController().signal });
    expect(site.askedCount('/board-2')).toBe(1);
    expect(sleptMs).toEqual([7_000]);
  });
});

describe('stopping', () => {
  test('ends a turn between two visits: what was under way is recorded, what was not visited stays due', async () => {
    await using setup = await setUp();
    const { world, site, listenTo } = setup;
    const stopping = new AbortController();
    const asked: string[] = [];
    for (let index = 0; index < 5; index += 1) {
      const path = `/feed-${index}.xml`;
      site.serve(path, (_request, response) => {
        asked.push(path);
        if (asked.length === 2) stopping.abort();
        response
          .writeHead(200, { 'content-type': 'application/rss+xml' })
          .end(toRss(site.url, [post(`feed-${index}`, addMs(world.clock.now(), -HOUR_MS))]));
      });
      await listenTo(path);
    }
    await crawl(world, stopping.signal);
    expect(asked).toHaveLength(2);
    expect(await readTitles(world)).toHaveLength(2);
    // the same moment: nothing is leased, the rest is due, what was read is not
    await crawl(world);
    expect(asked).toHaveLength(5);
    expect(new Set(asked).size).toBe(5);
  });

  test('before the first pass visits nobody', async () => {
    await using setup = await setUp();
    const { world, site, listenTo } = setup;
    site.serveFeed('/feed.xml', []);
    await listenTo('/feed.xml');
    await crawl(world, AbortSignal.abort());
    expect(site.askedCount('/feed.xml')).toBe(0);
    await crawl(world);
    expect(site.askedCount('/feed.xml')).toBe(1);
  });
});

describe('a source that cannot be worked off', () => {
  test('because the database refuses its documents is told as its own trouble and stops no other', async () => {
    await using setup = await setUp();
    const { world, site, listenTo, read } = setup;
    const publishedAt = addMs(world.clock.now(), -HOUR_MS);
    const sources = [];
    for (const name of ['a', 'poison', 'c', 'd']) {
      site.serveFeed(`/${name}.xml`, [post(name, publishedAt)]);
      sources.push(await listenTo(`/${name}.xml`));
    }
    await sql`alter table documents add constraint poison check (title <> 'Titre poison')`.execute(world.db);
    try {
      await crawl(world);
    } finally {
      await sql`alter table documents drop constraint poison`.execute(world.db);
    }
    expect(await readTitles(world)).toEqual(['Titre a', 'Titre c', 'Titre d']);
    const told = await Promise.all(sources.map(({ id }) => read(id)));
    expect(told.map(({ lastErrorReason }) => lastErrorReason)).toEqual([null, 'unreadable', null, null]);
    // nothing of it is lost: the next visit reads it whole
    world.clock.advanceMs(DAY_MS);
    await crawl(world);
    expect(await readTitles(world)).toContain('Titre poison');
  });

  test('because this version does not know its reader is told as its own trouble and stops no other', async () => {
    await using setup = await setUp();
    const { world, site, listenTo, read } = setup;
    const strange = await listenTo('/strange.xml');
    for (const name of ['a', 'b']) {
      site.serveFeed(`/${name}.xml`, [post(name, addMs(world.clock.now(), -HOUR_MS))]);
      await listenTo(`/${name}.xml`);
    }
    await sql`update sources set reader = 'from-tomorrow', next_check_at = ${addMs(world.clock.now(), -HOUR_MS)}
      where id = ${strange.id}`.execute(world.db);
    await crawl(world);
    expect(await readTitles(world)).toEqual(['Titre a', 'Titre b']);
    expect((await read(strange.id)).failingSince).not.toBeNull();
  });

  test('because its secret was sealed with another key is told as its own trouble and stops no other', async () => {
    await using setup = await setUp();
    const { world, site, agency, listenTo } = setup;
    site.serveFeed('/a.xml', [post('a', addMs(world.clock.now(), -HOUR_MS))]);
    await listenTo('/a.xml');
    const deps = { newId: world.newId, now: world.clock.now() };
    const secretEncrypted = sealSourceSecret(
      { key: { present: Buffer.alloc(32, 9), previous: [] }, random: world.random },
      { cookie: 'x=1' },
    );
    const owned = await findOrCreateSource(world.db, deps, {
      url: `${site.url}/own.xml`,
      kind: 'feed',
      reader: 'feed',
      owner: { agencyId: agency.id, settings: null, secretEncrypted },
    });
    await createSubscription(world.db, agency.id, deps, { sourceId: owned.id, brandId: null });
    await crawl(world);
    expect(await readTitles(world)).toEqual(['Titre a']);
    expect(site.askedCount('/own.xml')).toBe(0);
  });
});

describe('what a visit brings', () => {
  test('is stored only as far back as is kept: what is older would be forgotten and be news again', async () => {
    await using setup = await setUp();
    const { world, site, listenTo } = setup;
    // 13 months before June 2026, from the first of the month on
    const keptFrom = new Date('2025-05-01T00:00:00Z');
    site.serveFeed('/feed.xml', [
      post('now', world.clock.now()),
      post('edge', keptFrom),
      post('too-old', addMs(keptFrom, -SECOND_MS)),
      post('ancient', new Date('1999-01-01T00:00:00Z')),
    ]);
    await listenTo('/feed.xml');
    for (let time = 0; time < 3; time += 1) {
      await crawl(world);
      expect(await readTitles(world)).toEqual(['Titre edge', 'Titre now']);
      world.clock.advanceMs(2 * HOUR_MS);
    }
  });

  test('and bears no date is no news once its key was forgotten, though the source still shows it', async () => {
    await using setup = await setUp();
    const { world, site, listenTo } = setup;
    serveText(site, '/feed.xml', toAddresslessRss(['a', 'b', 'c', 'd', 'e', 'f']));
    await listenTo('/feed.xml');
    const countNews = async () =>
      (await world.db.selectFrom('documents').select('id').where('is_backlog', '=', false).execute()).length;
    for (let month = 0; month < 18; month += 1) {
      await crawl(world);
      await prune(world);
      expect(await countNews(), `month ${month}`).toBe(0);
      world.clock.advanceMs(30 * DAY_MS);
    }
  });

  test('keeps entries apart that share one page and differ in guid and title: a ticker', async () => {
    await using setup = await setUp();
    const { world, site, listenTo } = setup;
    const item = (index: number) =>
      `<item><link>${site.url}/ticker</link><guid isPermaLink="false">tick-${index}</guid><title>Brève ${index}</title></item>`;
    const serve = (indexes: readonly number[]) =>
      serveText(
        site,
        '/feed.xml',
        `<?xml version="1.0"?><rss version="2.0"><channel><title>Fil</title>${indexes.map(item).join('')}</channel></rss>`,
      );
    serve([2, 1]);
    await listenTo('/feed.xml');
    await crawl(world);
    expect(await readTitles(world)).toEqual(['Brève 1', 'Brève 2']);
    serve([3, 2, 1]);
    world.clock.advanceMs(DAY_MS);
    await crawl(world);
    expect(await readTitles(world)).toEqual(['Brève 1', 'Brève 2', 'Brève 3']);
  });

  test('an edited post changes its document, and the mention says the new text', async () => {
    await using setup = await setUp();
    const { world, site, agency, listenTo } = setup;
    const publishedAt = addMs(world.clock.now(), -HOUR_MS);
    await listenTo('/feed.xml');
    for (const text of ['Ondelia est en panne.', 'Ondelia est réparée.']) {
      site.serveFeed('/feed.xml', [post('panne', publishedAt, text)]);
      await crawl(world);
      await analyseNewDocuments(world);
      const since = addMs(world.clock.now(), -2 * DAY_MS);
      const mentions = await listMentions(world.db, { agencyId: agency.id, since }, FIRST_PAGE);
      expect(mentions.map(({ excerpt }) => excerpt)).toEqual([expect.stringContaining(text.slice(0, -1))]);
      world.clock.advanceMs(DAY_MS);
    }
  });

  test('a feed’s lag is the delay of what is new, not the age of what it still shows', async () => {
    await using setup = await setUp();
    const { world, site, listenTo, read } = setup;
    const old = Array.from({ length: 20 }, (_, day) =>
      post(`old-${day}`, addMs(world.clock.now(), -(day + 1) * DAY_MS)),
    );
    site.serveFeed('/feed.xml', old);
    const { id } = await listenTo('/feed.xml');
    await crawl(world);
    world.clock.advanceMs(DAY_MS);
    site.serveFeed('/feed.xml', [post('new', addMs(world.clock.now(), -2 * MINUTE_MS)), ...old]);
    await crawl(world);
    expect((await read(id)).rhythm.lagSeconds).toBeCloseTo(120, 0);
  });

  test('a source that speaks every day is not silent because another told its entries first', async () => {
    await using setup = await setUp();
    const { world, site, listenTo, read } = setup;
    const posts = Array.from({ length: 12 }, (_, day) =>
      post(`past-${day}`, addMs(world.clock.now(), -(day + 1) * DAY_MS)),
    );
    site.serveFeed('/category.xml', posts);
    const category = await listenTo('/category.xml');
    await crawl(world);
    site.serveFeed('/all.xml', posts);
    await listenTo('/all.xml');
    for (let day = 0; day < 20; day += 1) {
      world.clock.advanceMs(DAY_MS);
      posts.unshift(post(`day-${day}`, addMs(world.clock.now(), -HOUR_MS)));
      for (const path of ['/category.xml', '/all.xml']) site.serveFeed(path, posts.slice(0, 12));
      // the site's main feed happens to be read first, every day
      await sql`update sources set next_check_at = ${world.clock.now()} where url like '%/all.xml'`.execute(world.db);
      await sql`update sources set next_check_at = ${addMs(world.clock.now(), HOUR_MS)} where url like '%/category.xml'`.execute(
        world.db,
      );
      await sql`update hosts set next_turn_at = ${world.clock.now()}`.execute(world.db);
      await crawl(world);
      world.clock.advanceMs(HOUR_MS);
      await crawl(world);
    }
    const { rhythm } = await read(category.id);
    expect(rhythm.silentAfter === null || rhythm.silentAfter > world.clock.now()).toBe(true);
  });
});

describe('an agency’s own source', () => {
  async function setUpOwn() {
    const setup = await setUp();
    const { world, site, agency } = setup;
    const publishedAt = addMs(world.clock.now(), -HOUR_MS);
    site.serve('/board.xml', (request, response) => {
      const isMember = request.headers.cookie === 'member=1';
      const posts = [post('shared', publishedAt, isMember ? 'Ondelia, tout le texte' : 'Ondelia, le chapeau')];
      if (isMember) posts.push(post('members-only', publishedAt, 'Ondelia, entre nous'));
      response.writeHead(200, { 'content-type': 'application/rss+xml' }).end(toRss(site.url, posts));
    });
    const deps = { newId: world.newId, now: world.clock.now() };
    const secretEncrypted = sealSourceSecret({ key: world.secretKey, random: world.random }, { cookie: 'member=1' });
    const owned: NewSource = {
      url: `${site.url}/board.xml`,
      kind: 'forum',
      reader: 'forum-page',
      owner: { agencyId: agency.id, settings: null, secretEncrypted },
    };
    const other = await makeAgency(world, 'Agence des Docks');
    await addBrand(world, other.id, { name: 'Ondelia', kind: 'client', query: 'Ondelia' });
    return { ...setup, deps, owned, other };
  }

  async function readMentions(world: TestWorld, agencyId: string) {
    const since = addMs(world.clock.now(), -2 * DAY_MS);
    const mentions = await listMentions(world.db, { agencyId, since }, FIRST_PAGE);
    return mentions.map(({ excerpt }) => excerpt).sort();
  }

  test('is another than the public one of the same address, in whatever order they were made', async () => {
    await using setup = await setUpOwn();
    const { world, deps, owned, other } = setup;
    const open: NewSource = { ...owned, owner: null };
    const theirs: NewSource = { ...owned, owner: { agencyId: other.id, settings: null, secretEncrypted: null } };
    const ids = [];
    for (const each of [owned, open, theirs, owned, open, theirs]) {
      ids.push((await findOrCreateSource(world.db, deps, each)).id);
    }
    expect(new Set(ids).size).toBe(3);
    expect(ids.slice(0, 3)).toEqual(ids.slice(3));
  });

  test('brings documents of its own: its words never become those that others see, nor theirs its own', async () => {
    for (const isOwnFirst of [true, false]) {
      await using setup = await setUpOwn();
      const { world, agency, other, deps, owned } = setup;
      const listenOwn = async () => {
        const { id } = await findOrCreateSource(world.db, deps, owned);
        await createSubscription(world.db, agency.id, deps, { sourceId: id, brandId: null });
        await crawl(world);
      };
      const listenPublic = async () => {
        await addSubscription(world, other.id, { url: owned.url, kind: 'forum', brandId: null });
        await crawl(world);
      };
      for (const listen of isOwnFirst ? [listenOwn, listenPublic] : [listenPublic, listenOwn]) {
        await listen();
        world.clock.advanceMs(MINUTE_MS);
      }
      await analyseNewDocuments(world);
      const has = (part: string) => expect.stringContaining(part);
      expect(await readMentions(world, agency.id)).toEqual([has('entre nous'), has('tout le texte')]);
      expect(await readMentions(world, other.id)).toEqual([has('le chapeau')]);
    }
  });

  test('is never heard by another agency that names the same address', async () => {
    await using setup = await setUpOwn();
    const { world, other, deps, owned } = setup;
    const mine = await findOrCreateSource(world.db, deps, owned);
    const { source } = await addSubscription(world, other.id, { url: owned.url, kind: 'forum', brandId: null });
    expect(source).toMatchObject({ ownerAgencyId: null, settings: null });
    expect(source.id).not.toBe(mine.id);
    expect((await listSubscriptions(world.db, other.id, FIRST_PAGE)).map(({ sourceId }) => sourceId)).toEqual([
      source.id,
    ]);
  });

  test('is read anew when its settings change: "unchanged since" was said to the old ones', async () => {
    await using setup = await setUpOwn();
    const { world, site, agency, deps } = setup;
    const html = '<!doctype html><ul><li><p>Ondelia un</p><b>Ondelia deux</b></li></ul>';
    site.serve('/page', (request, response) => {
      if (request.headers['if-none-match'] === '"v1"') return void response.writeHead(304).end();
      response.writeHead(200, { 'content-type': 'text/html', etag: '"v1"' }).end(html);
    });
    const save = (body: string) =>
      findOrCreateSource(world.db, deps, {
        url: `${site.url}/page`,
        kind: 'forum',
        reader: 'page-selectors',
        owner: { agencyId: agency.id, settings: { item: 'li', body }, secretEncrypted: null },
      });
    const { id } = await save('p');
    await createSubscription(world.db, agency.id, deps, { sourceId: id, brandId: null });
    await crawl(world);
    world.clock.advanceMs(HOUR_MS);
    expect((await save('b')).settings).toEqual({ item: 'li', body: 'b' });
    await crawl(world);
    const texts = (await world.db.selectFrom('documents').select('text').execute()).map(({ text }) => text);
    expect(texts).toContain('Ondelia deux');
  });
});

describe('a source that answers with another address', () => {
  async function setUpMoving(status: number) {
    const setup = await setUp(2);
    const [old, next] = setup.sites as [LocalSite, LocalSite];
    serveStatus(old, '/old.xml', status, { location: `${next.url}/new.xml` });
    serveText(next, '/new.xml', toAddresslessRss(['a', 'b']));
    const source = await setup.listenTo('/old.xml', old);
    const visit = async () => {
      await crawl(setup.world);
      setup.world.clock.advanceMs(2 * DAY_MS);
      return await setup.read(source.id);
    };
    return { ...setup, old, next, source, visit };
  }

  test.each([301, 308])('for good (%i) is moved when it says so twice in a row, not at once', async (status) => {
    await using setup = await setUpMoving(status);
    const { old, next, source, visit } = setup;
    expect((await visit()).url).toBe(source.url);
    expect((await visit()).url).toBe(`${next.url}/new.xml`);
    await visit();
    expect(old.askedCount('/old.xml')).toBe(2);
    expect(next.askedCount('/new.xml')).toBe(3);
  });

  test.each([302, 307])('for now (%i) stays where it is', async (status) => {
    await using setup = await setUpMoving(status);
    for (let time = 0; time < 3; time += 1) expect((await setup.visit()).url).toBe(setup.source.url);
  });

  test('once, by mistake, stays where it is: the count begins anew', async () => {
    await using setup = await setUpMoving(301);
    const { world, old, next, source, visit } = setup;
    await visit();
    serveText(old, '/old.xml', toAddresslessRss(['a', 'b']));
    expect((await visit()).url).toBe(source.url);
    serveStatus(old, '/old.xml', 301, { location: `${next.url}/new.xml` });
    expect((await visit()).url).toBe(source.url);
    expect(world.logLines.filter(({ event }) => event === 'source.moved')).toEqual([]);
  });

  test('and another each time stays where it is', async () => {
    await using setup = await setUpMoving(301);
    const { old, next, source, visit } = setup;
    for (let time = 0; time < 3; time += 1) {
      serveText(next, `/new-${time}.xml`, toAddresslessRss(['a', 'b']));
      serveStatus(old, '/old.xml', 301, { location: `${next.url}/new-${time}.xml` });
      expect((await visit()).url).toBe(source.url);
    }
  });

  test('has no news because it moved: entries that only their guids name are known', async () => {
    await using setup = await setUpMoving(301);
    const { world, next, visit } = setup;
    await visit();
    await visit();
    expect(await readTitles(world)).toEqual(['Entrée a', 'Entrée b']);
    serveText(next, '/new.xml', toAddresslessRss(['c', 'a', 'b']));
    await visit();
    expect(await readTitles(world)).toEqual(['Entrée a', 'Entrée b', 'Entrée c']);
  });

  test('where somebody listens already becomes one source: nothing is new twice, everybody hears what follows', async () => {
    await using setup = await setUpMoving(301);
    const { world, next, agency, source, visit } = setup;
    const other = await makeAgency(world, 'Agence des Docks');
    await addBrand(world, other.id, { name: 'Ondelia', kind: 'client', query: 'Ondelia' });
    await addSubscription(world, other.id, { url: `${next.url}/new.xml`, kind: 'feed', brandId: null });
    next.serveFeed('/new.xml', [post('first', addMs(world.clock.now(), -HOUR_MS))]);
    for (let time = 0; time < 2; time += 1) await visit().catch(() => undefined);
    expect(await readTitles(world)).toEqual(['Titre first']);
    next.serveFeed('/new.xml', [post('second', addMs(world.clock.now(), -HOUR_MS))]);
    await crawl(world);
    await analyseNewDocuments(world);
    const [mine] = await listSubscriptions(world.db, agency.id, FIRST_PAGE);
    expect(mine?.sourceId).not.toBe(source.id);
    for (const agencyId of [agency.id, other.id]) {
      const mentions = await listMentions(
        world.db,
        { agencyId, since: addMs(world.clock.now(), -9 * DAY_MS) },
        FIRST_PAGE,
      );
      expect(mentions.map(({ title }) => title)).toContain('Titre second');
    }
    expect(setup.old.askedCount('/old.xml')).toBe(2);
  });
});

describe('two sources that move to one address in one turn', () => {
  test('become one source there, with the listeners of both and no news', async () => {
    await using setup = await setUp(2);
    const { world, agency, sites, listenTo } = setup;
    const [old, next] = sites as [LocalSite, LocalSite];
    next.serveFeed('/new.xml', [post('first', addMs(world.clock.now(), -HOUR_MS))]);
    for (const name of ['a', 'b']) {
      serveStatus(old, `/${name}.xml`, 301, { location: `${next.url}/new.xml` });
      await listenTo(`/${name}.xml`, old);
    }
    for (let time = 0; time < 4; time += 1) {
      await crawl(world);
      world.clock.advanceMs(2 * DAY_MS);
    }
    expect(await readTitles(world)).toEqual(['Titre first']);
    const heard = await listSubscriptions(world.db, agency.id, FIRST_PAGE);
    expect(heard).toHaveLength(1);
    expect((await setup.read(heard[0]?.sourceId ?? '')).url).toBe(`${next.url}/new.xml`);
    expect(old.askedCount('/a.xml') + old.askedCount('/b.xml')).toBe(4);
    expect(next.askedCount('/new.xml')).toBe(4 + 2);
  });
});

describe('a source that says it is gone', () => {
  async function setUpGone() {
    const setup = await setUp();
    const source = await setup.listenTo('/feed.xml');
    const visitAfter = async (status: number) => {
      serveStatus(setup.site, '/feed.xml', status);
      await crawl(setup.world);
      const read = await setup.read(source.id);
      setup.world.clock.advanceMs(3 * DAY_MS);
      return read;
    };
    return { ...setup, source, visitAfter };
  }

  test('twice is asked no more, and "check now" has it asked again', async () => {
    await using setup = await setUpGone();
    const { world, site, agency, source, visitAfter, read } = setup;
    expect((await visitAfter(410)).isPolled).toBe(true);
    expect((await visitAfter(410)).isPolled).toBe(false);
    world.clock.advanceMs(100 * DAY_MS);
    await crawl(world);
    expect(site.askedCount('/feed.xml')).toBe(2);
    await checkSource(world, { agencyId: agency.id, sourceId: source.id });
    site.serveFeed('/feed.xml', makeAngryPosts(1, world.clock.now()));
    await crawl(world);
    expect(await read(source.id)).toMatchObject({ isPolled: true, failingSince: null, failureCount: 0 });
  });

  test('once after other troubles is asked again a day later: only "gone" twice is believed', async () => {
    await using setup = await setUpGone();
    const { visitAfter } = setup;
    await visitAfter(503);
    await visitAfter(503);
    expect((await visitAfter(410)).isPolled).toBe(true);
    expect((await visitAfter(410)).isPolled).toBe(false);
  });

  test('once by mistake, and then speaks, begins anew', async () => {
    await using setup = await setUpGone();
    const { world, site, source, visitAfter, read } = setup;
    await visitAfter(410);
    site.serveFeed('/feed.xml', makeAngryPosts(1, world.clock.now()));
    await crawl(world);
    expect((await read(source.id)).failingSince).toBeNull();
    world.clock.advanceMs(3 * DAY_MS);
    expect((await visitAfter(410)).isPolled).toBe(true);
  });
});

async function untilTrue(isTrue: () => boolean): Promise<void> {
  for (let tryCount = 0; tryCount < 400; tryCount += 1) {
    if (isTrue()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('it never became true');
}
