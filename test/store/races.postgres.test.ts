/** Two workers at the same rows at the same moment, and several processes that start on an empty database at once. */
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { addMs, DAY_MS, MINUTE_MS, systemClock } from '../../src/base/clock.ts';
import { readConfig } from '../../src/base/config.ts';
import type { Brand } from '../../src/domain/brand.ts';
import { addBrand } from '../../src/intents/brands.ts';
import { type Database, openServerDatabase } from '../../src/store/database.ts';
import {
  claimUnanalysedDocuments,
  type NewDocument,
  recordAnalyses,
  recordDocuments,
  reorderAnalysis,
} from '../../src/store/documents.ts';
import { openJobs } from '../../src/store/jobs.ts';
import { type NewMention, recordMentions } from '../../src/store/mentions.ts';
import { listMissingMigrations, migrate } from '../../src/store/migrate.ts';
import { ensurePartitions } from '../../src/store/partitions.ts';
import { findOrCreateSource, recordSourceVisit } from '../../src/store/sources.ts';
import { openWorld } from '../../src/world.ts';
import { makeAgency } from '../support/story.ts';
import { makeTestWorld, type TestWorld } from '../support/test-world.ts';
import { makePublicFeed, makeUnchangedVisit } from '../support/visits.ts';

const DOCUMENT_COUNT = 150;

async function setUp() {
  const world = await makeTestWorld();
  const agency = await makeAgency(world, 'Agence du Quai');
  const brand = await addBrand(world, agency.id, { name: 'Ondelia', kind: 'client', query: 'Ondelia' });
  return { world, agency, brand };
}

function makeDocuments(count: number, publishedAt: Date, sourceId: string): readonly NewDocument[] {
  return Array.from({ length: count }, (_, index) => ({
    keyHash: Buffer.from(`${(index * 7919) % 1000}-${index}`.padEnd(32)),
    sourceId,
    isOwnSite: true,
    publishedAt,
    isPublishedAtKnown: true,
    isBacklog: false,
    url: null,
    site: 'site.example',
    title: `Ondelia ${index}`,
    text: `Ondelia ${index}`,
    author: null,
  }));
}

function makeMentions(brand: Brand, documents: readonly Readonly<{ id: string; arrivedAt: Date }>[]): NewMention[] {
  return documents.map(({ id, arrivedAt }) => ({
    agencyId: brand.agencyId,
    brandId: brand.id,
    documentId: id,
    arrivedAt,
    publishedAt: arrivedAt,
    language: 'fr',
    sentiment: { label: 'negative', score: -1, confidence: 1, judgedBy: 'model' },
    passages: [],
    themes: [],
    spans: [],
    title: null,
    excerpt: 'Ondelia',
    url: null,
    author: null,
    site: 'site.example',
    storyId: id,
    sourceKind: 'feed',
    isBacklog: false,
  }));
}

async function makeSource(world: TestWorld, url: string) {
  return await findOrCreateSource(world.db, { newId: world.newId, now: world.clock.now() }, makePublicFeed(url));
}

describe('two workers at once', () => {
  test('store the mentions of the same documents, in whatever order they came, once and without a deadlock', async () => {
    const { world, brand } = await setUp();
    const now = world.clock.now();
    const deps = { newId: world.newId, now };
    for (let round = 0; round < 5; round += 1) {
      const documents = Array.from({ length: 1_500 }, () => ({ id: world.newId(), arrivedAt: now }));
      const mentions = makeMentions(brand, documents);
      const counts = await Promise.all(
        [mentions, [...mentions].reverse()].map((each) =>
          world.db.transaction().execute(async (transaction) => (await recordMentions(transaction, deps, each)).length),
        ),
      );
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(1_500);
    }
    const { rows } = await sql<{ count: number }>`select sum(mention_count)::int as count from volumes`.execute(
      world.db,
    );
    expect(rows).toEqual([{ count: 7_500 }]);
  });

  test('find known documents in other sources while they are analysed and ordered again, without a deadlock', async () => {
    const { world, agency } = await setUp();
    const now = world.clock.now();
    const first = await makeSource(world, 'https://site.example/first');
    const documents = makeDocuments(DOCUMENT_COUNT, now, first.id);
    await sql`insert into subscriptions values (${agency.id}, gen_random_uuid(), ${first.id}, null, ${now})`.execute(
      world.db,
    );
    await recordDocuments(world.db, world, { keptFrom: new Date(0), arrivedAt: now, documents });
    for (let round = 0; round < 10; round += 1) {
      const others = [
        await makeSource(world, `https://site.example/${round}/a`),
        await makeSource(world, `https://site.example/${round}/b`),
      ];
      const claimed = await claimUnanalysedDocuments(world.db, {
        now,
        leasedUntil: addMs(now, MINUTE_MS),
        limit: DOCUMENT_COUNT,
      });
      const analyses = [...claimed].reverse().map((document) => ({ document, language: null, storyId: 'x' }));
      await Promise.all([
        ...others.map((source, index) =>
          world.db.transaction().execute((transaction) =>
            recordDocuments(transaction, world, {
              keptFrom: new Date(0),
              arrivedAt: now,
              documents: (index === 0 ? documents : [...documents].reverse()).map((each) => ({
                ...each,
                sourceId: source.id,
                text: `${each.text}, told otherwise`,
              })),
            }),
          ),
        ),
        world.db.transaction().execute((transaction) => recordAnalyses(transaction, { analysedAt: now, analyses })),
        reorderAnalysis(world.db, {
          agencyId: agency.id,
          brandId: null,
          sourceId: null,
          since: addMs(now, -DAY_MS),
          before: null,
          limit: DOCUMENT_COUNT,
        }),
      ]);
    }
    const { rows } = await sql<{ count: number }>`select count(*)::int as count from documents`.execute(world.db);
    expect(rows).toEqual([{ count: DOCUMENT_COUNT }]);
  });

  test('a visit is recorded after the subscription that is being made, so that the newcomer hears what it brings', async () => {
    const { world } = await setUp();
    const source = await makeSource(world, 'https://site.example/feed');
    const now = world.clock.now();
    const subscribing = await world.db.startTransaction().execute();
    const deps = { newId: world.newId, now };
    await findOrCreateSource(subscribing, deps, makePublicFeed(source.url));
    let isRecorded = false;
    const visit = { sourceId: source.id, visitedAt: now, nextCheckAt: now };
    const recording = recordSourceVisit(world.db, makeUnchangedVisit(visit)).then(() => {
      isRecorded = true;
    });
    await untilSomebodyWaits(world);
    expect(isRecorded).toBe(false);
    await subscribing.commit().execute();
    await recording;
  });

  test('make the partitions of a new month once', async () => {
    const { world } = await setUp();
    const at = new Date('2031-03-15T00:00:00Z');
    await Promise.all([1, 2, 3, 4].map(() => ensurePartitions(world.db, at)));
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from pg_class where relname ~ '_2031_0[34]$' and relkind = 'r'`.execute(world.db);
    expect(rows).toEqual([{ count: 4 }]);
  });
});

describe('an empty database', () => {
  let admin: Database;
  let nameCount = 0;

  beforeAll(async () => {
    admin = await openServerDatabase(inject('postgresUrl') ?? '', throwError);
  });
  afterAll(async () => {
    await admin[Symbol.asyncDispose]();
  });

  async function makeEmpty(): Promise<Readonly<{ url: string }> & AsyncDisposable> {
    nameCount += 1;
    const name = `vigie_races_${process.pid}_${nameCount}`;
    await sql`create database ${sql.table(name)}`.execute(admin.db);
    const url = new URL(inject('postgresUrl') ?? '');
    url.pathname = `/${name}`;
    return {
      url: url.href,
      [Symbol.asyncDispose]: async () => {
        await sql`drop database ${sql.table(name)} with (force)`.execute(admin.db);
      },
    };
  }

  test('on which four processes start at once is migrated once, and all four start', { timeout: 60_000 }, async () => {
    for (let round = 0; round < 3; round += 1) {
      await using empty = await makeEmpty();
      const applied = await Promise.all(
        [1, 2, 3, 4].map(async () => {
          await using database = await openServerDatabase(empty.url, ignoreError);
          const names = await migrate({ db: database.db, clock: systemClock });
          const jobs = await openJobs(database, { schedule: 'left', onError: ignoreError });
          await jobs.close();
          return names.length;
        }),
      );
      await using database = await openServerDatabase(empty.url, ignoreError);
      expect(await listMissingMigrations(database.db)).toEqual([]);
      const { rows } = await sql<{ count: number }>`select count(*)::int as count from migrations`.execute(database.db);
      expect(rows).toEqual([{ count: applied.reduce((sum, count) => sum + count, 0) }]);
    }
  });

  test('in which its user may make no tables is refused in a sentence with the way out', async () => {
    await using empty = await makeEmpty();
    const role = `vigie_guest_${process.pid}`;
    await sql`create role ${sql.id(role)} login`.execute(admin.db);
    try {
      const url = new URL(empty.url);
      url.username = role;
      await using database = await openServerDatabase(url.href, ignoreError);
      const error = await migrate({ db: database.db, clock: systemClock }).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'DATABASE_UNREACHABLE', message: expect.stringContaining('owner') });
    } finally {
      await sql`drop role ${sql.id(role)}`.execute(admin.db);
    }
  });

  test('is left untouched by a start without SECRET_KEY', async () => {
    await using empty = await makeEmpty();
    const error = await openWorld(readConfig({ DATABASE_URL: empty.url, LOG_LEVEL: 'silent' }), {
      schedule: 'left',
    }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'CONFIG_INVALID', message: expect.stringContaining('SECRET_KEY') });
    await using database = await openServerDatabase(empty.url, ignoreError);
    expect((await listMissingMigrations(database.db)).length).toBeGreaterThan(0);
  });
});

async function untilSomebodyWaits(world: TestWorld): Promise<void> {
  for (let tryCount = 0; tryCount < 200; tryCount += 1) {
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`.execute(world.db);
    if ((rows[0]?.count ?? 0) > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('nobody waits');
}

/** The database is dropped under what hangs up late. */
function ignoreError(): void {}

function throwError(error: Error): never {
  throw error;
}
