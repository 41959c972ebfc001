/** A reader who corrects at the very moment at which workers record and score anew. */
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { addMs, DAY_MS, MINUTE_MS } from '../../src/base/clock.ts';
import type { Mention } from '../../src/domain/mention.ts';
import { addBrand } from '../../src/intents/brands.ts';
import { changeMention } from '../../src/intents/mentions.ts';
import type { Db } from '../../src/store/database.ts';
import { listMentions, type NewMention, recordMentions, rescoreMentions } from '../../src/store/mentions.ts';
import { makeAgency } from '../support/story.ts';
import { makeTestWorld } from '../support/test-world.ts';

async function setUp() {
  const world = await makeTestWorld();
  const agency = await makeAgency(world, 'Agence du Quai');
  const brand = await addBrand(world, agency.id, { name: 'Ondelia', kind: 'client', query: 'Ondelia' });
  const key = { agencyId: agency.id, brandId: brand.id };
  const since = addMs(world.clock.now(), -DAY_MS);
  const make = (number: number, excerpt = 'Ondelia'): NewMention => ({
    ...key,
    documentId: `00000000-0000-7000-8000-00000000000${number}`,
    arrivedAt: world.clock.now(),
    publishedAt: addMs(world.clock.now(), number * 1_000 - MINUTE_MS),
    language: 'fr',
    sentiment: { label: 'neutral', score: 0, confidence: 0.9, judgedBy: 'model' },
    passages: [],
    themes: [],
    spans: [],
    title: null,
    excerpt,
    url: null,
    author: null,
    site: 'site.example',
    storyId: 'story',
    sourceKind: 'feed',
    isBacklog: false,
  });
  return {
    world,
    key,
    since,
    make,
    record: (db: Db, mentions: readonly NewMention[]) =>
      recordMentions(db, { newId: world.newId, now: world.clock.now() }, mentions),
    correct: (db: Db, mention: Mention | undefined) =>
      changeMention(
        { ...world, db },
        { agencyId: key.agencyId, mentionId: mention?.id ?? '' },
        { correction: { label: 'negative', by: 'Claire' } },
      ),
    labels: async () => {
      const mentions = await listMentions(world.db, { ...key, since }, { after: null, limit: 10 });
      return mentions.map(({ sentiment }) => `${sentiment.label} by ${sentiment.judgedBy}`);
    },
  };
}

const WAITING_TRIES_MAX = 200;

/** Until somebody waits for a lock, so that the two really meet; a meeting that never comes ends the test. */
async function waitUntilSomebodyWaits(db: Db): Promise<void> {
  for (let tries = 0; tries < WAITING_TRIES_MAX; tries += 1) {
    const { rows } = await sql`select 1 from pg_locks where not granted`.execute(db);
    if (rows.length > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('nobody waits for anybody');
}

/** The first runs up to its end and waits there; the second begins, and must wait for it. */
async function meet(db: Db, first: (db: Db) => Promise<unknown>, second: () => Promise<unknown>): Promise<void> {
  const isReady = Promise.withResolvers<void>();
  const mayEnd = Promise.withResolvers<void>();
  const one = db.transaction().execute(async (transaction) => {
    await first(transaction);
    isReady.resolve();
    await mayEnd.promise;
  });
  await isReady.promise;
  const other = second();
  await waitUntilSomebodyWaits(db);
  mayEnd.resolve();
  await Promise.all([one, other]);
}

test('an edit that is recorded while a reader corrects leaves her word', async () => {
  const { world, make, record, correct, labels } = await setUp();
  const [mention] = await world.db.transaction().execute((transaction) => record(transaction, [make(1)]));
  await meet(
    world.db,
    (db) => correct(db, mention),
    () => world.db.transaction().execute((db) => record(db, [make(1, 'Ondelia, autrement')])),
  );
  expect(await labels()).toEqual(['negative by reader']);
});

test('a copy that is recorded while a reader corrects is corrected with it', async () => {
  const { world, make, record, correct, labels } = await setUp();
  const [mention] = await world.db.transaction().execute((transaction) => record(transaction, [make(1)]));
  await meet(
    world.db,
    (db) => record(db, [make(2)]),
    () => correct(world.db, mention),
  );
  expect(await labels()).toEqual(['negative by reader', 'negative by reader']);
});

test('a correction and a scoring anew wait for each other instead of blocking', async () => {
  const { world, key, since, make, record, correct, labels } = await setUp();
  const mentions = await world.db
    .transaction()
    .execute((transaction) => record(transaction, [make(1), make(2), make(3)]));
  const rescore = (db: Db) =>
    rescoreMentions(db, key, {
      since,
      after: null,
      limit: 500,
      now: world.clock.now(),
      rate: () => ({ relevance: 0.9, isSetAside: false }),
      moveSentiment: (_mention, sentiment) => sentiment,
    });
  await meet(world.db, rescore, () => correct(world.db, mentions[0]));
  expect(await labels()).toEqual(Array.from({ length: 3 }, () => 'negative by reader'));
});
