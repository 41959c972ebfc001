/** Sources in a hurry, and sources that move: who is read faster for how long, and who follows whom. */
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { addMs, DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../src/base/clock.ts';
import type { BuzzLevel } from '../../src/domain/buzz.ts';
import { NO_WISHES } from '../../src/domain/source.ts';
import { addBrand } from '../../src/intents/brands.ts';
import { addSubscription } from '../../src/intents/subscriptions.ts';
import { analyseNewDocuments } from '../../src/pipeline/analyse-new-documents.ts';
import { crawlDueSources } from '../../src/pipeline/crawl-due-sources.ts';
import { detectBuzz } from '../../src/pipeline/detect-buzz.ts';
import { openBuzz } from '../../src/store/buzzes.ts';
import { recordDocuments } from '../../src/store/documents.ts';
import { claimHostTurns, releaseHostTurns } from '../../src/store/host-turns.ts';
import { HOST_BUCKET_COUNT } from '../../src/store/hosts.ts';
import { orderJudgements } from '../../src/store/judgements.ts';
import { hurrySources, moveSource } from '../../src/store/source-pace.ts';
import { findOrCreateSource, recordSourceVisit } from '../../src/store/sources.ts';
import { createSubscription, listSubscriptions } from '../../src/store/subscriptions.ts';
import { startLocalSite } from '../support/local-site.ts';
import { makeAgency, makeAngryPosts } from '../support/story.ts';
import { makeTestWorld, type TestWorld } from '../support/test-world.ts';
import { makeFailedVisit, makePublicFeed, makeReadVisit, makeUnchangedVisit } from '../support/visits.ts';

const BUCKETS = Array.from({ length: HOST_BUCKET_COUNT }, (_, index) => index);
const FIRST_PAGE = { after: null, limit: 100 };
const stopping = new AbortController().signal;

async function setUp() {
  const world = await makeTestWorld();
  const agency = await makeAgency(world, 'Agence du Quai');
  const brand = await addBrand(world, agency.id, { name: 'Ondelia', kind: 'client', query: 'Ondelia' });
  const key = { agencyId: agency.id, brandId: brand.id };
  /** Heard, visited just now, and not due for five hours. */
  const listenTo = async (
    name: string,
    options: Readonly<{ brandId?: string | null; agencyId?: string }> = {},
  ): Promise<string> => {
    const { brandId = null, agencyId = agency.id } = options;
    const { source } = await addSubscription(world, agencyId, {
      url: `https://${name}.example/feed`,
      kind: 'feed',
      brandId,
    });
    const visitedAt = world.clock.now();
    const nextCheckAt = addMs(visitedAt, 5 * HOUR_MS);
    await recordSourceVisit(world.db, makeUnchangedVisit({ sourceId: source.id, visitedAt, nextCheckAt }));
    return source.id;
  };
  return { world, agency, brand, key, listenTo };
}

/** Has the source bring a document in which the brand is found. */
async function mention(world: TestWorld, sourceId: string, name: string, at = world.clock.now()): Promise<void> {
  const document = {
    keyHash: Buffer.from(name.padEnd(32)),
    sourceId,
    isOwnSite: true,
    publishedAt: at,
    isPublishedAtKnown: true,
    isBacklog: false,
    url: `https://site.example/${name}`,
    site: 'site.example',
    title: name,
    text: `Ondelia est en panne : ${name}`,
    author: name,
  };
  await recordDocuments(world.db, world, { keptFrom: new Date(0), arrivedAt: at, documents: [document] });
  await analyseNewDocuments(world);
}

async function hurry(world: TestWorld, key: Readonly<{ agencyId: string; brandId: string }>): Promise<number> {
  const now = world.clock.now();
  const span = { now, until: addMs(now, 15 * MINUTE_MS), mentionedSince: addMs(now, -7 * DAY_MS) };
  return await world.db.transaction().execute((transaction) => hurrySources(transaction, key, span));
}

async function readSources(world: TestWorld, ...sourceIds: readonly string[]) {
  const rows = await world.db
    .selectFrom('sources')
    .select(['id', 'next_check_at', 'urgent_until', 'interval_seconds', 'is_polled', 'url', 'host'])
    .execute();
  return sourceIds.map((id) => {
    const row = rows.find((each) => each.id === id);
    if (row === undefined) throw new Error(`there is no source ${id}`);
    return row;
  });
}

async function claimHosts(world: TestWorld): Promise<readonly string[]> {
  const now = world.clock.now();
  const leasedUntil = addMs(now, 10 * MINUTE_MS);
  const limits = { buckets: BUCKETS, hostCountMax: 1_000, sourcesPerHostMax: 50, articlesPerHostMax: 20 };
  const turns = await claimHostTurns(world.db, { now, leasedUntil, ...limits });
  const ended = turns.map((turn) => ({ ...turn, restUntil: null }));
  await releaseHostTurns(world.db, ended, now);
  return turns.filter(({ sources }) => sources.length > 0).map(({ host }) => host);
}

describe('while a brand is in trouble', () => {
  test('the sources heard for it and those that brought mentions of it become due within two minutes, and no others', async () => {
    const { world, agency, brand, key, listenTo } = await setUp();
    const otherBrand = await addBrand(world, agency.id, { name: 'Telvia', kind: 'client', query: 'Telvia' });
    const forBrand = await listenTo('for-brand', { brandId: brand.id });
    const spoke = await listenTo('spoke');
    const quiet = await listenTo('quiet');
    const forOther = await listenTo('for-other', { brandId: otherBrand.id });
    await mention(world, spoke, 'panne');
    expect(await hurry(world, key)).toBe(2);
    const now = world.clock.now();
    for (const source of await readSources(world, forBrand, spoke)) {
      expect(source.urgent_until).toEqual(addMs(now, 15 * MINUTE_MS));
      expect(source.next_check_at.getTime()).toBeLessThanOrEqual(addMs(now, 2 * MINUTE_MS).getTime());
    }
    for (const source of await readSources(world, quiet, forOther)) {
      expect(source).toMatchObject({ urgent_until: null, next_check_at: addMs(now, 5 * HOUR_MS) });
    }
    world.clock.advanceMs(2 * MINUTE_MS);
    expect([...(await claimHosts(world))].sort()).toEqual(['for-brand.example', 'spoke.example']);
  });

  test('a source that only another agency hears is left alone, and so is one that is another agency’s own', async () => {
    const { world, agency, key, listenTo } = await setUp();
    const other = await makeAgency(world, 'Agence des Docks');
    await addBrand(world, other.id, { name: 'Ondelia', kind: 'client', query: 'Ondelia' });
    const theirs = await listenTo('theirs', { agencyId: other.id });
    const shared = await listenTo('shared');
    const owner = { agencyId: other.id, settings: { item: 'li' }, secretEncrypted: null };
    const deps = { newId: world.newId, now: world.clock.now() };
    const owned = await findOrCreateSource(world.db, deps, { ...makePublicFeed('https://shared.example/feed'), owner });
    await createSubscription(world.db, other.id, deps, { sourceId: owned.id, brandId: null });
    for (const id of [theirs, shared, owned.id]) await mention(world, id, 'la même panne');
    expect(await hurry(world, key)).toBe(1);
    const [theirRow, ownedRow, sharedRow] = await readSources(world, theirs, owned.id, shared);
    expect([theirRow?.urgent_until, ownedRow?.urgent_until]).toEqual([null, null]);
    expect(sharedRow?.urgent_until).not.toBeNull();
    expect(agency.id).toBe(key.agencyId);
  });

  test('a mention of long ago hurries nobody', async () => {
    const { world, key, listenTo } = await setUp();
    const spoke = await listenTo('spoke');
    await mention(world, spoke, 'panne', world.clock.now());
    world.clock.advanceMs(8 * DAY_MS);
    expect(await hurry(world, key)).toBe(0);
  });

  test('a source that fails keeps its back-off, one that is parked stays parked', async () => {
    const { world, brand, key, listenTo } = await setUp();
    const failing = await listenTo('failing', { brandId: brand.id });
    const parked = await listenTo('parked', { brandId: brand.id });
    const visitedAt = world.clock.now();
    const nextCheckAt = addMs(visitedAt, 20 * HOUR_MS);
    await recordSourceVisit(
      world.db,
      makeFailedVisit({ sourceId: failing, visitedAt, nextCheckAt, reason: 'rate-limited' }),
    );
    await world.db.updateTable('sources').set({ is_polled: false }).where('id', '=', parked).execute();
    expect(await hurry(world, key)).toBe(0);
    const [failingRow, parkedRow] = await readSources(world, failing, parked);
    expect(failingRow).toMatchObject({ urgent_until: null, next_check_at: nextCheckAt });
    expect(parkedRow).toMatchObject({ urgent_until: null, is_polled: false });
  });

  test('a source is not hurried again while it is, and is when it was', async () => {
    const { world, brand, key, listenTo } = await setUp();
    await listenTo('spoke', { brandId: brand.id });
    expect(await hurry(world, key)).toBe(1);
    world.clock.advanceMs(15 * MINUTE_MS - 1);
    expect(await hurry(world, key)).toBe(0);
    world.clock.advanceMs(1);
    expect(await hurry(world, key)).toBe(1);
  });

  test('what is due sooner anyway is not put off', async () => {
    const { world, brand, key, listenTo } = await setUp();
    const soon = await listenTo('soon', { brandId: brand.id });
    const at = addMs(world.clock.now(), -MINUTE_MS);
    await world.db.updateTable('sources').set({ next_check_at: at }).where('id', '=', soon).execute();
    await hurry(world, key);
    expect((await readSources(world, soon))[0]?.next_check_at).toEqual(at);
  });

  test('a source’s own wish is kept up to five minutes after its last visit', async () => {
    const { world, brand, key, listenTo } = await setUp();
    const wishes = { ...NO_WISHES, intervalSecondsMin: 7_200 };
    const slow = await listenTo('slow', { brandId: brand.id });
    const visitedAt = world.clock.now();
    const nextCheckAt = addMs(visitedAt, 2 * HOUR_MS);
    await recordSourceVisit(world.db, makeReadVisit({ sourceId: slow, visitedAt, nextCheckAt, wishes }));
    await hurry(world, key);
    expect((await readSources(world, slow))[0]?.next_check_at).toEqual(addMs(visitedAt, 300 * SECOND_MS));
  });

  test('a thousand sources are not all due in one second, and no more than five hundred are hurried at once', async () => {
    const { world, agency, brand, key } = await setUp();
    const now = world.clock.now();
    await sql`
      with made as (
        insert into sources (id, url, kind, reader, next_check_at, interval_seconds, created_at)
        select gen_random_uuid(), 'https://host-' || number || '.example/feed', 'feed', 'feed', ${addMs(now, DAY_MS)}, 900, ${now}
        from generate_series(1, 1000) as number returning id
      )
      insert into subscriptions (agency_id, id, source_id, brand_id, created_at)
      select ${agency.id}, gen_random_uuid(), id, ${brand.id}, ${now} from made`.execute(world.db);
    expect(await hurry(world, key)).toBe(500);
    const { rows } = await sql<{ at: Date }>`
      select distinct next_check_at as at from sources where urgent_until is not null`.execute(world.db);
    expect(rows.length).toBeGreaterThan(30);
    expect(rows.every(({ at }) => at >= now && at <= addMs(now, MINUTE_MS))).toBe(true);
    expect(await hurry(world, key)).toBe(500);
    expect(await hurry(world, key)).toBe(0);
  });
});

describe('a hurried source', () => {
  async function setUpSite() {
    const site = await startLocalSite();
    const setup = await setUp();
    site.serveFeed('/feed.xml', makeAngryPosts(3, addMs(setup.world.clock.now(), -DAY_MS)));
    const { source } = await addSubscription(setup.world, setup.agency.id, {
      url: `${site.url}/feed.xml`,
      kind: 'feed',
      brandId: setup.brand.id,
    });
    return { ...setup, site, sourceId: source.id, [Symbol.asyncDispose]: () => site[Symbol.asyncDispose]() };
  }

  test('is visited every two minutes or so, and afterwards its interval is what it was', async () => {
    await using setup = await setUpSite();
    const { world, site, key, sourceId } = setup;
    await crawlDueSources({ ...world, stopping });
    await world.db.updateTable('sources').set({ interval_seconds: 900 }).where('id', '=', sourceId).execute();
    await hurry(world, key);
    const askedBefore = site.askedCount('/feed.xml');
    for (let second = 0; second < 15 * 60 - 30; second += 30) {
      world.clock.advanceMs(30 * SECOND_MS);
      await crawlDueSources({ ...world, stopping });
    }
    const askedCount = site.askedCount('/feed.xml') - askedBefore;
    expect(askedCount).toBeGreaterThanOrEqual(5);
    expect(askedCount).toBeLessThanOrEqual(10);
    expect((await readSources(world, sourceId))[0]?.interval_seconds).toBe(900);
  });

  test('that was in hand when the hurry came is hurried all the same: its visit does not undo it', async () => {
    await using setup = await setUpSite();
    const { world, site, key, sourceId } = setup;
    await crawlDueSources({ ...world, stopping });
    world.clock.advanceMs(2 * HOUR_MS);
    // the buzz is detected while the answer is on its way
    const hurriedCounts: number[] = [];
    site.serve('/feed.xml', (_request, response) => {
      void hurry(world, key).then((count) => {
        hurriedCounts.push(count);
        response.writeHead(304).end();
      });
    });
    await crawlDueSources({ ...world, stopping });
    expect(hurriedCounts).toEqual([1]);
    const [source] = await readSources(world, sourceId);
    expect(source?.urgent_until).not.toBeNull();
    expect(source?.next_check_at.getTime()).toBeLessThanOrEqual(addMs(world.clock.now(), 2.2 * MINUTE_MS).getTime());
  });
});

describe('an open buzz', () => {
  async function judgeWith(level: BuzzLevel) {
    const { world, brand, key, listenTo } = await setUp();
    const source = await listenTo('spoke', { brandId: brand.id });
    const deps = { newId: world.newId, now: world.clock.now() };
    const figures = {} as never; // what a judgement says of it plays no part here
    await openBuzz(world.db, deps, { ...key, kind: 'negative' }, { level, reasons: [], figures, evidence: null });
    await orderJudgements(world.db, [key], world.clock.now());
    await detectBuzz(world);
    const [row] = await readSources(world, source);
    return row?.urgent_until ?? null;
  }

  test.each([2, 3, 4] as const)('of level %i hurries the sources of its brand', async (level) => {
    expect(await judgeWith(level)).not.toBeNull();
  });

  test('of level 1 hurries nobody', async () => {
    expect(await judgeWith(1)).toBeNull();
  });
});

describe('a source that moved for good', () => {
  async function move(world: TestWorld, sourceId: string, toUrl: string, ownerAgencyId: string | null = null) {
    await world.db
      .transaction()
      .execute((transaction) => moveSource(transaction, { id: sourceId, ownerAgencyId }, toUrl));
  }

  test('has its new address and host, keeps its listeners, and is due there when it was due', async () => {
    const { world, agency, listenTo } = await setUp();
    const sourceId = await listenTo('old');
    await move(world, sourceId, 'https://new.example/feed');
    expect((await readSources(world, sourceId))[0]).toMatchObject({
      url: 'https://new.example/feed',
      host: 'new.example',
      is_polled: true,
    });
    expect(await listSubscriptions(world.db, agency.id, FIRST_PAGE)).toMatchObject([{ sourceId }]);
    world.clock.advanceMs(5 * HOUR_MS);
    expect(await claimHosts(world)).toEqual(['new.example']);
  });

  test('twice still knows where it was first read', async () => {
    const { world, listenTo } = await setUp();
    const sourceId = await listenTo('old');
    await move(world, sourceId, 'https://new.example/feed');
    await move(world, sourceId, 'https://newer.example/feed');
    const row = await world.db.selectFrom('sources').select(['url', 'first_url']).executeTakeFirst();
    expect(row).toEqual({ url: 'https://newer.example/feed', first_url: 'https://old.example/feed' });
  });

  test('to where another is leaves it every listener once, and its documents', async () => {
    const { world, agency, brand, listenTo } = await setUp();
    const other = await makeAgency(world, 'Agence des Docks');
    const old = await listenTo('old');
    const there = await listenTo('there');
    const deps = { newId: world.newId, now: world.clock.now() };
    // both for all brands; the old one alone for one brand; and the other agency only the old one
    await createSubscription(world.db, agency.id, deps, { sourceId: old, brandId: brand.id });
    await createSubscription(world.db, other.id, deps, { sourceId: old, brandId: null });
    await mention(world, old, 'ancien');
    await move(world, old, 'https://there.example/feed');
    const heard = [
      ...(await listSubscriptions(world.db, agency.id, FIRST_PAGE)),
      ...(await listSubscriptions(world.db, other.id, FIRST_PAGE)),
    ];
    expect(heard.map(({ agencyId, sourceId, brandId }) => [agencyId, sourceId, brandId])).toEqual([
      [agency.id, there, null],
      [agency.id, there, brand.id],
      [other.id, there, null],
    ]);
    const told = await world.db.selectFrom('document_sources').select('source_id').execute();
    expect(told.map(({ source_id }) => source_id).sort()).toEqual([old, there].sort());
    const [oldRow, thereRow] = await readSources(world, old, there);
    expect([oldRow?.is_polled, thereRow?.is_polled]).toEqual([false, true]);
    world.clock.advanceMs(DAY_MS);
    expect(await claimHosts(world)).toEqual(['there.example']);
  });

  test('to where a parked one is wakes that one', async () => {
    const { world, listenTo } = await setUp();
    const there = await listenTo('there');
    await sql`delete from subscriptions`.execute(world.db);
    await world.db.updateTable('sources').set({ is_polled: false }).where('id', '=', there).execute();
    const old = await listenTo('old');
    await move(world, old, 'https://there.example/feed');
    world.clock.advanceMs(DAY_MS);
    expect(await claimHosts(world)).toEqual(['there.example']);
  });

  test('to where it is already stays as it is', async () => {
    const { world, agency, listenTo } = await setUp();
    const sourceId = await listenTo('same');
    await move(world, sourceId, 'https://same.example/feed');
    expect((await readSources(world, sourceId))[0]).toMatchObject({ is_polled: true });
    expect(await listSubscriptions(world.db, agency.id, FIRST_PAGE)).toHaveLength(1);
  });

  test('and is one agency’s own does not join the public one there, nor another agency’s own', async () => {
    const { world, agency } = await setUp();
    const other = await makeAgency(world, 'Agence des Docks');
    const deps = { newId: world.newId, now: world.clock.now() };
    const make = (url: string, agencyId: string | null) =>
      findOrCreateSource(world.db, deps, {
        ...makePublicFeed(url),
        owner: agencyId === null ? null : { agencyId, settings: { a: 1 }, secretEncrypted: null },
      });
    const mine = await make('https://old.example/feed', agency.id);
    const publicThere = await make('https://new.example/feed', null);
    const theirs = await make('https://new.example/feed', other.id);
    await createSubscription(world.db, agency.id, deps, { sourceId: mine.id, brandId: null });
    await move(world, mine.id, 'https://new.example/feed', agency.id);
    expect(await listSubscriptions(world.db, agency.id, FIRST_PAGE)).toMatchObject([{ sourceId: mine.id }]);
    const rows = await readSources(world, mine.id, publicThere.id, theirs.id);
    expect(rows.map(({ url }) => url)).toEqual(Array.from({ length: 3 }, () => 'https://new.example/feed'));
  });
});
