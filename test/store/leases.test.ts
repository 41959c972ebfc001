/** Leases, owed digests and orders of analysis: what a clock, a restart or a person at the wrong moment does to them. */
import { describe, expect, test } from 'vitest';
import { addMs, DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/base/clock.ts';
import type { Brand } from '../../src/domain/brand.ts';
import { addBrand } from '../../src/intents/brands.ts';
import { importFeeds } from '../../src/intents/import-feeds.ts';
import { changeAgency } from '../../src/intents/people.ts';
import { addSubscription } from '../../src/intents/subscriptions.ts';
import { claimDueAgencies, getAgency, recordDigestSlot } from '../../src/store/agencies.ts';
import {
  claimUnanalysedDocuments,
  deleteDocumentKeysBefore,
  type NewDocument,
  recordAnalyses,
  recordDocuments,
  reorderAnalysis,
} from '../../src/store/documents.ts';
import { claimHostTurns, releaseHostTurns } from '../../src/store/host-turns.ts';
import { HOST_BUCKET_COUNT } from '../../src/store/hosts.ts';
import type { RematchJob } from '../../src/store/jobs.ts';
import { claimDueJudgements, orderJudgements, recordJudgement } from '../../src/store/judgements.ts';
import { findOrCreateSource, recordSourceVisit } from '../../src/store/sources.ts';
import { makeAgency } from '../support/story.ts';
import { makeTestWorld, type TestWorld } from '../support/test-world.ts';
import { makeFailedVisit, makePublicFeed, makeUnchangedVisit } from '../support/visits.ts';

const BUCKETS = Array.from({ length: HOST_BUCKET_COUNT }, (_, index) => index);
const WIDE = { buckets: BUCKETS, hostCountMax: 9, sourcesPerHostMax: 9, articlesPerHostMax: 9 };

async function setUp() {
  const world = await makeTestWorld();
  const agency = await makeAgency(world, 'Agence du Quai');
  const brand = await addBrand(world, agency.id, { name: 'Ondelia', kind: 'client', query: 'Ondelia' });
  return { world, agency, brand };
}

function claimAt(now: Date, limit = 100) {
  return { now, leasedUntil: addMs(now, 10 * MINUTE_MS), limit };
}

function makeDocuments(names: readonly string[], publishedAt: Date, sourceId: string): readonly NewDocument[] {
  return names.map((name) => ({
    keyHash: Buffer.from(name.padEnd(32)),
    sourceId,
    isOwnSite: true,
    publishedAt,
    isPublishedAtKnown: true,
    isBacklog: false,
    url: `https://site.example/${name}`,
    site: 'site.example',
    title: name,
    text: `Ondelia ${name}`,
    author: null,
  }));
}

async function storeDocuments(world: TestWorld, url: string, names: readonly string[], arrivedAt: Date) {
  const source = await findOrCreateSource(world.db, { newId: world.newId, now: arrivedAt }, makePublicFeed(url));
  const documents = makeDocuments(names, arrivedAt, source.id);
  await recordDocuments(world.db, world, { keptFrom: new Date(0), arrivedAt, documents });
  return source;
}

describe('a clock that is set back by an hour', () => {
  test('does not keep a brand that is spoken of from being judged', async () => {
    const { world, brand } = await setUp();
    const now = world.clock.now();
    await orderJudgements(world.db, [toKey(brand)], now);
    const [claimed] = await claimDueJudgements(world.db, claimAt(now));
    if (claimed === undefined) throw new Error('the brand is due');
    await recordJudgement(world.db, claimed, { judgeAgainAt: null });
    const earlier = addMs(now, -HOUR_MS);
    await orderJudgements(world.db, [toKey(brand)], earlier);
    expect(await claimDueJudgements(world.db, claimAt(earlier))).toHaveLength(1);
  });

  test('does not keep a source that somebody asks for from being visited', async () => {
    const { world, agency } = await setUp();
    const now = world.clock.now();
    const { source } = await addSubscription(world, agency.id, {
      url: 'https://site.example/feed',
      kind: 'feed',
      brandId: null,
    });
    const visit = { sourceId: source.id, visitedAt: now, nextCheckAt: addMs(now, -2 * HOUR_MS) };
    await recordSourceVisit(world.db, makeUnchangedVisit(visit));
    const asked = await claimHostTurns(world.db, { ...claimAt(now), ...WIDE });
    await releaseHostTurns(
      world.db,
      asked.map((turn) => ({ ...turn, restUntil: null })),
      now,
    );
    const claim = { ...claimAt(addMs(now, -HOUR_MS)), ...WIDE };
    expect((await claimHostTurns(world.db, claim)).map(({ host }) => host)).toEqual([source.host]);
  });
});

describe('a digest that is owed', () => {
  test('still goes out when somebody changes the slot before it was made', async () => {
    const { world, agency } = await setUp();
    world.clock.setTo(new Date(agency.nextDigestAt.getTime() + HOUR_MS));
    await changeAgency(world, agency.id, { language: 'en', digestWeekday: 5, digestHour: 17 });
    const claimed = await claimDueAgencies(world.db, claimAt(world.clock.now()));
    expect(claimed.map((each) => each.id)).toEqual([agency.id]);
  });

  test('is followed by the slot as it is then, not as it was when the agency was claimed', async () => {
    const { world, agency } = await setUp();
    world.clock.setTo(agency.nextDigestAt);
    await claimDueAgencies(world.db, claimAt(world.clock.now()));
    await changeAgency(world, agency.id, { digestWeekday: 5, digestHour: 17 });
    await recordDigestSlot(world.db, agency.id, world.clock.now());
    const { nextDigestAt } = await getAgency(world.db, agency.id);
    expect(nextDigestAt.getUTCDay()).toBe(5);
  });

  test('that is not due yet moves with its slot, and a new name moves nothing', async () => {
    const { world, agency } = await setUp();
    const renamed = await changeAgency(world, agency.id, { name: 'Agence du Port' });
    expect(renamed.nextDigestAt).toEqual(agency.nextDigestAt);
    const moved = await changeAgency(world, agency.id, { digestWeekday: 5 });
    expect(moved.nextDigestAt.getUTCDay()).toBe(5);
  });

  test('a zone that is only an offset is refused: its days would begin at another hour in the database', async () => {
    const { world, agency } = await setUp();
    await expect(changeAgency(world, agency.id, { timeZone: '+05:30' })).rejects.toMatchObject({
      code: 'INPUT_INVALID',
    });
  });
});

describe('documents that wait for analysis', () => {
  test('are taken newest first: a month that is read again keeps no news waiting', async () => {
    const { world } = await setUp();
    const now = world.clock.now();
    await storeDocuments(world, 'https://site.example/old', ['old'], addMs(now, -HOUR_MS));
    await storeDocuments(world, 'https://site.example/new', ['new'], now);
    const [first] = await claimUnanalysedDocuments(world.db, claimAt(now, 1));
    expect(first?.title).toBe('new');
  });

  test('are ordered again in batches, each once, and only those that the agency hears', async () => {
    const { world, agency } = await setUp();
    const now = world.clock.now();
    const names = Array.from({ length: 25 }, (_, index) => `heard-${index}`);
    await storeDocuments(world, 'https://site.example/heard', names, now);
    await storeDocuments(world, 'https://site.example/other', ['unheard'], now);
    await addSubscription(world, agency.id, { url: 'https://site.example/heard', kind: 'feed', brandId: null });
    const claimed = await claimUnanalysedDocuments(world.db, claimAt(now));
    const analyses = claimed.map((document) => ({ document, language: null, storyId: 'x' }));
    await recordAnalyses(world.db, { analysedAt: now, analyses });

    const input = { agencyId: agency.id, brandId: null, sourceId: null, since: addMs(now, -DAY_MS), limit: 10 };
    let before = await reorderAnalysis(world.db, { ...input, before: null });
    let batchCount = 1;
    for (; before !== null; batchCount += 1) before = await reorderAnalysis(world.db, { ...input, before });
    expect(batchCount).toBe(4); // 10, 10, 5 and the empty one
    const again = await claimUnanalysedDocuments(world.db, claimAt(now));
    expect(again).toHaveLength(25);
    expect(again.every((document) => document.round === 1)).toBe(true);
  });

  test('one that is found through a second source while it is being analysed is analysed again at once', async () => {
    const { world } = await setUp();
    const now = world.clock.now();
    await storeDocuments(world, 'https://site.example/first', ['shared'], now);
    const [inHand] = await claimUnanalysedDocuments(world.db, claimAt(now));
    if (inHand === undefined) throw new Error('there is one');
    await storeDocuments(world, 'https://site.example/second', ['shared'], now);
    await recordAnalyses(world.db, {
      analysedAt: now,
      analyses: [{ document: inHand, language: null, storyId: 'x' }],
    });
    expect(await claimUnanalysedDocuments(world.db, claimAt(now))).toHaveLength(1);
  });

  test('leave no key behind when their month is gone, and younger keys stay', async () => {
    const { world } = await setUp();
    const now = world.clock.now();
    await storeDocuments(world, 'https://site.example/old', ['old-1', 'old-2'], addMs(now, -HOUR_MS));
    await storeDocuments(world, 'https://site.example/new', ['new'], now);
    await deleteDocumentKeysBefore(world.db, now);
    for (const table of ['document_keys', 'document_sources'] as const) {
      expect(await world.db.selectFrom(table).select('arrived_at').execute()).toEqual([{ arrived_at: now }]);
    }
  });
});

describe('a source', () => {
  test('that another agency took for the wrong kind is read as what the next takes it for', async () => {
    const { world, agency } = await setUp();
    const other = await makeAgency(world, 'Agence des Docks');
    const url = 'https://forum.example/board';
    const { source } = await addSubscription(world, agency.id, { url, kind: 'feed', brandId: null });
    const now = world.clock.now();
    const visit = { sourceId: source.id, visitedAt: now, nextCheckAt: addMs(now, DAY_MS) };
    await recordSourceVisit(world.db, makeFailedVisit({ ...visit, reason: 'not-a-feed' }));
    const asked = await addSubscription(world, other.id, { url, kind: 'forum', brandId: null });
    expect(asked.source).toMatchObject({ id: source.id, kind: 'forum', nextCheckAt: addMs(now, MINUTE_MS) });
  });

  test('that is read well keeps its kind, whatever the next takes it for', async () => {
    const { world, agency } = await setUp();
    const other = await makeAgency(world, 'Agence des Docks');
    const url = 'https://site.example/feed';
    await addSubscription(world, agency.id, { url, kind: 'feed', brandId: null });
    const asked = await addSubscription(world, other.id, { url, kind: 'forum', brandId: null });
    expect(asked.source.kind).toBe('feed');
  });
});

describe('an import of feeds', () => {
  test('for one brand ends, also where the database has one connection', async () => {
    const { world } = await setUp();
    const feeds = ['https://site.example/a', 'https://site.example/b'].map((url) => ({ url, tags: [] }));
    const imported = await importFeeds(world, { feeds, agencyName: 'Agence du Quai', brandName: 'Ondelia' });
    expect(imported).toEqual({ newCount: 2, knownCount: 0 });
  });

  test('of thirty known feeds orders one new analysis, not thirty', async () => {
    const { world, agency } = await setUp();
    await workOff(world); // the one of the new brand
    const feeds = Array.from({ length: 30 }, (_, index) => ({ url: `https://site.example/${index}`, tags: [] }));
    for (const [index, { url }] of feeds.entries()) {
      const source = await storeDocuments(world, url, [`document-${index}`], world.clock.now());
      const now = world.clock.now();
      const visit = { sourceId: source.id, visitedAt: now, nextCheckAt: now };
      await recordSourceVisit(world.db, makeUnchangedVisit(visit));
    }
    await importFeeds(world, { feeds, agencyName: 'Agence du Quai', brandName: null });
    expect(await workOff(world)).toEqual([{ agencyId: agency.id, brandId: null, sourceId: null }]);
    expect(await workOff(world)).toEqual([]);
  });

  test('a single known feed orders its own documents again and no others', async () => {
    const { world, agency } = await setUp();
    await workOff(world);
    const source = await storeDocuments(world, 'https://site.example/a', ['one'], world.clock.now());
    const now = world.clock.now();
    const visit = { sourceId: source.id, visitedAt: now, nextCheckAt: now };
    await recordSourceVisit(world.db, makeUnchangedVisit(visit));
    await addSubscription(world, agency.id, { url: source.url, kind: 'feed', brandId: null });
    expect(await workOff(world)).toEqual([{ agencyId: agency.id, brandId: null, sourceId: source.id }]);
  });
});

async function workOff(world: TestWorld): Promise<readonly RematchJob[]> {
  const taken: RematchJob[] = [];
  await world.jobs.workOff({
    rematch: (job) => {
      taken.push(job);
      return Promise.resolve();
    },
    rescore: () => Promise.resolve(),
    summaryDraft: () => Promise.resolve(),
    prune: () => Promise.resolve(),
    onFailed: (_name, error) => {
      throw error;
    },
  });
  return taken;
}

function toKey(brand: Brand) {
  return { agencyId: brand.agencyId, brandId: brand.id };
}
