/** Volumes: each mention is counted exactly once whatever becomes of it, and the counts are read as they were asked for. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { addMs, DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/base/clock.ts';
import { addDays, localDayOn } from '../../src/base/zoned-time.ts';
import { addBrand } from '../../src/intents/brands.ts';
import { changeMention } from '../../src/intents/mentions.ts';
import { addTheme, removeTheme } from '../../src/intents/themes.ts';
import { listMentions, type NewMention, recordMentions, rescoreMentions } from '../../src/store/mentions.ts';
import { dropPartitionsBefore, ensurePartitions } from '../../src/store/partitions.ts';
import {
  listBucketCounts,
  listDaysByBrand,
  listVolumeParts,
  listVolumeSums,
  listVolumes,
} from '../../src/store/volumes.ts';
import { readKeptVolumes, recountVolumes } from '../support/recount-volumes.ts';
import { makeAgency } from '../support/story.ts';
import { type Dice, makeDice, makeNewMention, rollTold, toSentiment } from '../support/talk.ts';
import { makeTestWorld, type TestWorld } from '../support/test-world.ts';

async function setUp() {
  const world = await makeTestWorld();
  const agency = await makeAgency(world, 'Agence du Quai');
  const brand = await addBrand(world, agency.id, { name: 'Ondelia', kind: 'client', query: 'Ondelia' });
  const other = await addBrand(world, agency.id, { name: 'Altéo', kind: 'competitor', query: 'Altéo' });
  const key = { agencyId: agency.id, brandId: brand.id };
  const record = (mentions: readonly NewMention[], matching: Parameters<typeof recordMentions>[3] = null) =>
    world.db
      .transaction()
      .execute((db) => recordMentions(db, { newId: world.newId, now: world.clock.now() }, mentions, matching));
  const tell = (publishedAt: string, given: Partial<NewMention> = {}): NewMention =>
    makeNewMention({
      ...key,
      documentId: world.newId(),
      arrivedAt: world.clock.now(),
      publishedAt: new Date(publishedAt),
      ...given,
    });
  return { world, agency, key, other: { agencyId: agency.id, brandId: other.id }, record, tell };
}

type Stage = Awaited<ReturnType<typeof setUp>>;

describe('every mention is counted exactly once', () => {
  test.each([1, 2])('whatever is recorded, corrected, set aside, edited and told anew (seed %i)', async (seed) => {
    const stage = await setUp();
    const dice = makeDice(seed);
    const talk = makeTalk(stage, dice);
    const done = new Map<string, number>();
    for (let step = 0; step < 80; step += 1) {
      stage.world.clock.advanceMs(dice.roll(4) * MINUTE_MS);
      const [name, act] = dice.pick(Object.entries(talk));
      await act();
      done.set(name, (done.get(name) ?? 0) + 1);
      expect(await readKeptVolumes(stage.world.db), `step ${step}: ${name}`).toEqual(
        await recountVolumes(stage.world.db),
      );
    }
    expect([...done.keys()].toSorted()).toEqual(Object.keys(talk).toSorted());
    const { volumes, parts } = await recountVolumes(stage.world.db);
    expect(volumes.length).toBeGreaterThan(10);
    expect(parts.length).toBeGreaterThan(30);
  });

  test('and a volume that is off by one is seen by that test', async () => {
    const { world, record, tell } = await setUp();
    await record([tell('2026-06-01T07:31:00Z', { themes: ['price'] })]);
    expect(await readKeptVolumes(world.db)).toEqual(await recountVolumes(world.db));
    for (const table of ['volumes', 'volume_parts'] as const) {
      await sql`update ${sql.table(table)} set mention_count = mention_count + 1`.execute(world.db);
      expect(await readKeptVolumes(world.db)).not.toEqual(await recountVolumes(world.db));
      await sql`update ${sql.table(table)} set mention_count = mention_count - 1`.execute(world.db);
    }
  });

  test('a mention that is published again under another story moves that count and no other', async () => {
    const { world, key, record, tell } = await setUp();
    const first = tell('2026-06-01T07:31:00Z', { storyId: 'one', author: 'ludivine' });
    const copy = tell('2026-06-01T07:32:00Z', { storyId: 'two', author: 'ludivine' });
    await record([first, copy]);
    const range = { from: new Date('2026-06-01T07:00:00Z'), until: new Date('2026-06-01T08:00:00Z') };
    const read = () => listVolumes(world.db, key, { ...range, width: 'five-minutes', timeZone: 'Europe/Paris' });
    expect(await read()).toMatchObject([{ mentionCount: 2, storyCount: 2, authorCount: 1, siteCount: 1 }]);
    await record([{ ...copy, excerpt: 'Ondelia, mot pour mot', storyId: 'one' }]);
    expect(await read()).toMatchObject([{ mentionCount: 2, storyCount: 1, authorCount: 1, siteCount: 1 }]);
  });
});

/** What can become of mentions, each act on some of forty documents. */
function makeTalk({ world, key, other, record }: Stage, dice: Dice): Readonly<Record<string, () => Promise<unknown>>> {
  const brands = [key, other];
  const ownThemes = Array.from({ length: 3 }, () => world.newId());
  const since = addMs(world.clock.now(), -DAY_MS);
  const documents = new Map<number, NewMention>();
  const told = new Map<string, NewMention>();

  const publish = (number: number): NewMention => {
    const arrivedAt = world.clock.now();
    const lateMs = dice.roll(4) === 0 ? 6 * HOUR_MS : 0;
    const document = makeNewMention({
      ...key,
      documentId: world.newId(),
      arrivedAt,
      publishedAt: addMs(arrivedAt, -lateMs - dice.roll(20 * 60) * 1_000),
      ...rollTold(dice, `${number}`),
      author: dice.pick([null, 'ludivine', 'paul', 'fatou']),
      site: dice.pick(['un.example', 'deux.example', 'trois.example']),
      sourceKind: dice.pick(['feed', 'forum', 'search'] as const),
      outletWeight: dice.pick([0, 1, 2, 3] as const),
      isBacklog: dice.roll(12) === 0,
    });
    documents.set(number, document);
    return document;
  };
  const some = (): readonly number[] => Array.from({ length: 1 + dice.roll(6) }, () => dice.roll(40));
  const mentionsOf = (numbers: readonly number[]): readonly NewMention[] =>
    [...new Set(numbers)].flatMap((number) => {
      const document = documents.get(number) ?? publish(number);
      return dice.some(brands, 0.7).map((brand) => {
        const of = `${document.documentId} ${brand.brandId}`;
        const mention = { ownThemeIds: [], ...told.get(of), ...document, ...brand };
        told.set(of, mention);
        return mention;
      });
    });
  const relabel = (mentions: readonly NewMention[]): readonly NewMention[] =>
    mentions.map((mention) => {
      const relabelled = { ...mention, ownThemeIds: dice.some(ownThemes, 0.5).toSorted() };
      told.set(`${mention.documentId} ${mention.brandId}`, relabelled);
      return relabelled;
    });
  const isKnown = () => true;
  const anyMention = async () => {
    const filter = { ...dice.pick(brands), since };
    const mentions = await listMentions(world.db, filter, { after: null, limit: 100 });
    return mentions.length === 0 ? null : dice.pick(mentions);
  };
  const change = async (changes: Parameters<typeof changeMention>[2]): Promise<void> => {
    const mention = await anyMention();
    if (mention === null) return;
    await changeMention(world, { agencyId: mention.agencyId, mentionId: mention.id }, changes);
  };

  return {
    record: () => record(mentionsOf(some())),
    'record new ones': () => record(mentionsOf(some().map((number) => 40 + number + documents.size))),
    'record what is set aside': () => record(mentionsOf(some()).map((each) => ({ ...each, isSetAside: true }))),
    edit: () => {
      const numbers = some();
      for (const number of numbers) {
        const document = documents.get(number);
        if (document === undefined) continue;
        documents.set(number, { ...document, ...rollTold(dice, `${number}, version ${world.newId()}`) });
      }
      return record(relabel(mentionsOf(numbers)));
    },
    'change the vocabulary': () => record(relabel(mentionsOf([...documents.keys()]))),
    'change a query': () => {
      const mentions = mentionsOf([...documents.keys()]);
      const found = dice.some(mentions, 0.6);
      return record(found, { documents: [...documents.values()].map(toDocument), found, isKnown });
    },
    correct: () => change({ correction: { label: dice.pick(['negative', 'neutral', 'positive']), by: 'Claire' } }),
    'take back': () => change({ correction: { label: null, by: 'Claire' } }),
    'set status': () => change({ status: dice.pick(['new', 'seen', 'handled', 'irrelevant']) }),
    'set status and correct': () =>
      change({ status: dice.pick(['new', 'irrelevant']), correction: { label: 'negative', by: 'Claire' } }),
    rescore: () =>
      world.db.transaction().execute((db) =>
        rescoreMentions(db, dice.pick(brands), {
          ...{ since, after: null, limit: 30, now: world.clock.now() },
          rate: () => ({ relevance: 0.5, isSetAside: dice.roll(3) === 0 }),
          moveSentiment: (_, judged) =>
            dice.roll(2) === 0 ? judged : { ...toSentiment('positive'), judgedBy: 'learned' },
        }),
      ),
  };
}

function toDocument({ documentId, arrivedAt }: NewMention) {
  return { id: documentId, arrivedAt };
}

describe('volumes are read', () => {
  const PARIS = 'Europe/Paris';
  /** A day and a half that ends within five minutes. */
  const RANGE = { from: new Date('2026-05-31T00:00:00Z'), until: new Date('2026-06-01T07:58:00Z') };

  async function tellSome() {
    const stage = await setUp();
    const { record, tell } = stage;
    const ludivine = { author: 'ludivine', site: 'forum.example', outletWeight: 0, sourceKind: 'forum' } as const;
    await record([
      // 23:58 in Paris, and three minutes later the day after
      tell('2026-05-31T21:58:00Z', { ...ludivine, storyId: 'one', sentiment: toSentiment('negative') }),
      tell('2026-05-31T22:01:00Z', { ...ludivine, storyId: 'one', sentiment: toSentiment('negative') }),
      tell('2026-05-31T22:04:59Z', { ...ludivine, storyId: 'two', themes: ['price', 'outage'] }),
      tell('2026-05-31T22:05:00Z', { ...ludivine, storyId: 'two', themes: ['price'] }),
      tell('2026-05-31T22:31:00Z', { site: 'lemonde.fr', storyId: 'two', outletWeight: 3 }),
      tell('2026-06-01T07:56:00Z', { site: 'lemonde.fr', outletWeight: 3, sentiment: toSentiment('positive') }),
      // set aside, of the backlog, of another brand: never counted
      tell('2026-05-31T22:02:00Z', { isSetAside: true, storyId: 'three', site: 'autre.example' }),
      tell('2026-05-31T22:02:00Z', { isBacklog: true, storyId: 'four', site: 'autre.example' }),
      tell('2026-05-31T22:02:00Z', { ...stage.other, storyId: 'five', site: 'autre.example' }),
    ]);
    return stage;
  }

  test('by local day, with what is distinct in the day and not the sum of its five minutes', async () => {
    const { world, key } = await tellSome();
    expect(await listVolumes(world.db, key, { ...RANGE, width: 'day', timeZone: PARIS })).toEqual([
      {
        bucketAt: new Date('2026-05-30T22:00:00Z'),
        ...{ mentionCount: 1, negativeCount: 1, positiveCount: 0, storyCount: 1, authorCount: 1, siteCount: 1 },
        outletWeight: 0,
      },
      {
        bucketAt: new Date('2026-05-31T22:00:00Z'),
        ...{ mentionCount: 5, negativeCount: 1, positiveCount: 1, storyCount: 3, authorCount: 2, siteCount: 2 },
        outletWeight: 6,
      },
    ]);
  });

  test('by hour and by five minutes, each stretch for itself, those without a mention left out', async () => {
    const { world, key } = await tellSome();
    const read = async (width: 'hour' | 'five-minutes') =>
      (await listVolumes(world.db, key, { ...RANGE, width, timeZone: PARIS })).map((each) => [
        each.bucketAt.toISOString().slice(11, 16),
        ...[each.mentionCount, each.storyCount, each.authorCount, each.siteCount, each.outletWeight],
      ]);
    expect(await read('hour')).toEqual([
      ['21:00', 1, 1, 1, 1, 0],
      ['22:00', 4, 2, 2, 2, 3],
      ['07:00', 1, 1, 1, 1, 3],
    ]);
    expect(await read('five-minutes')).toEqual([
      ['21:55', 1, 1, 1, 1, 0],
      ['22:00', 2, 2, 1, 1, 0],
      ['22:05', 1, 1, 1, 1, 0],
      ['22:30', 1, 1, 1, 1, 3],
      ['07:55', 1, 1, 1, 1, 3],
    ]);
  });

  test('with a range that begins within five minutes from the next ones on, the distinct counts too', async () => {
    const { world, key } = await tellSome();
    const from = new Date('2026-05-31T22:01:00Z');
    expect(await listVolumes(world.db, key, { ...RANGE, from, width: 'hour', timeZone: PARIS })).toMatchObject([
      { mentionCount: 2, storyCount: 1, authorCount: 2, siteCount: 2 },
      { mentionCount: 1 },
    ]);
  });

  test('as sums alone, the same ones', async () => {
    const { world, key } = await tellSome();
    for (const width of ['five-minutes', 'hour', 'day'] as const) {
      const input = { ...RANGE, width, timeZone: PARIS };
      const whole = await listVolumes(world.db, key, input);
      const sums = await listVolumeSums(world.db, key, input);
      expect(whole).toMatchObject(sums.map((each) => ({ ...each })));
      expect(whole).toHaveLength(sums.length);
    }
    expect((await listBucketCounts(world.db, key, RANGE))[0]).toEqual({
      bucketAt: new Date('2026-05-31T21:55:00Z'),
      ...{ mentionCount: 1, negativeCount: 1, positiveCount: 0, newcomerCount: 1 },
    });
    expect(await listBucketCounts(world.db, key, RANGE)).toHaveLength(5);
  });

  test('without what was counted and set aside again', async () => {
    const { world, key } = await tellSome();
    const mentions = await listMentions(world.db, { ...key, since: RANGE.from }, { after: null, limit: 100 });
    for (const { agencyId, id, status } of mentions) {
      if (status === 'irrelevant') continue;
      await changeMention(world, { agencyId, mentionId: id }, { status: 'irrelevant' });
    }
    for (const width of ['five-minutes', 'hour', 'day'] as const) {
      const input = { ...RANGE, width, timeZone: PARIS };
      // one of the backlog is set aside in vain: it was in no volume
      expect(await listVolumes(world.db, key, input)).toEqual([]);
      expect(await listVolumeParts(world.db, key, { ...input, by: 'source-kind' })).toEqual([]);
    }
    expect(await listBucketCounts(world.db, key, RANGE)).toEqual([]);
  });

  test('told apart by kind of source, which adds up, and by theme, of which a mention may have several', async () => {
    const { world, key } = await tellSome();
    const input = { ...RANGE, width: 'day', timeZone: PARIS } as const;
    const bucketAt = new Date('2026-05-31T22:00:00Z');
    expect(await listVolumeParts(world.db, key, { ...input, by: 'source-kind' })).toEqual([
      {
        bucketAt: new Date('2026-05-30T22:00:00Z'),
        part: 'forum',
        ...{ mentionCount: 1, negativeCount: 1, positiveCount: 0 },
      },
      { bucketAt, part: 'feed', mentionCount: 2, negativeCount: 0, positiveCount: 1 },
      { bucketAt, part: 'forum', mentionCount: 3, negativeCount: 1, positiveCount: 0 },
    ]);
    expect(await listVolumeParts(world.db, key, { ...input, by: 'theme' })).toEqual([
      { bucketAt, part: 'outage', mentionCount: 1, negativeCount: 0, positiveCount: 0 },
      { bucketAt, part: 'price', mentionCount: 2, negativeCount: 0, positiveCount: 0 },
    ]);
    expect(await listVolumeParts(world.db, key, { ...input, by: 'theme', limit: 1 })).toHaveLength(1);
    expect(await listVolumeParts(world.db, key, { ...input, width: 'five-minutes', by: 'theme' })).toMatchObject([
      { bucketAt, part: 'outage', mentionCount: 1 },
      { bucketAt, part: 'price', mentionCount: 1 },
      { bucketAt: addMs(bucketAt, 5 * MINUTE_MS), part: 'price', mentionCount: 1 },
    ]);
  });

  test('by own theme as long as the theme is there', async () => {
    const { world, agency, key, record, tell } = await setUp();
    const [fibre, mobile] = [
      await addTheme(world, agency.id, { name: 'Fibre', query: 'fibre' }),
      await addTheme(world, agency.id, { name: 'Mobile', query: 'mobile' }),
    ];
    await record([tell('2026-06-01T07:31:00Z', { ownThemeIds: [fibre.id, mobile.id].toSorted() })]);
    const read = async () =>
      (await listVolumeParts(world.db, key, { ...RANGE, width: 'hour', timeZone: PARIS, by: 'own-theme' })).map(
        ({ part }) => part,
      );
    expect(await read()).toEqual([fibre.id, mobile.id].toSorted());
    await removeTheme(world, { agencyId: agency.id, themeId: fibre.id });
    expect(await read()).toEqual([mobile.id]);
  });
});

describe('when mentions are no longer kept', () => {
  const RANGE = { from: new Date('2026-05-20T00:00:00Z'), until: new Date('2026-06-02T00:00:00Z') };
  const input = { ...RANGE, timeZone: 'Europe/Paris' };

  async function prunePartOf(world: TestWorld, stage: Stage) {
    await ensurePartitions(world.db, new Date('2026-05-20T00:00:00Z'));
    const arrivedAt = new Date('2026-05-31T23:59:00Z');
    const { tell, record } = stage;
    const publishedAt = '2026-05-31T23:57:00Z';
    await record([
      tell(publishedAt, { arrivedAt, storyId: 'one', site: 'un.example' }),
      tell(publishedAt, { arrivedAt, storyId: 'two', site: 'deux.example' }),
      tell('2026-06-01T07:31:00Z'),
    ]);
    await dropPartitionsBefore(world.db, new Date('2026-06-01T00:00:00Z'));
    return publishedAt;
  }

  test('their volumes stay as they were counted, and no longer tell what is distinct in an hour', async () => {
    const stage = await setUp();
    const { world, key } = stage;
    await prunePartOf(world, stage);
    expect(await listVolumes(world.db, key, { ...input, width: 'five-minutes' })).toMatchObject([
      { mentionCount: 2, storyCount: 2, authorCount: 2, siteCount: 2 },
      { mentionCount: 1, storyCount: 1, authorCount: 1, siteCount: 1 },
    ]);
    expect(await listVolumes(world.db, key, { ...input, width: 'hour' })).toMatchObject([
      { mentionCount: 2, storyCount: null, authorCount: null, siteCount: null, outletWeight: 2 },
      { mentionCount: 1, storyCount: 1, authorCount: 1, siteCount: 1 },
    ]);
  });

  test('one that comes late is added to them, and what was distinct then is not counted down', async () => {
    const stage = await setUp();
    const { world, key, record, tell } = stage;
    const publishedAt = await prunePartOf(world, stage);
    await record([tell(publishedAt, { storyId: 'three', site: 'trois.example', themes: ['price'] })]);
    expect((await listVolumes(world.db, key, { ...input, width: 'five-minutes' }))[0]).toMatchObject({
      ...{ mentionCount: 3, storyCount: 2, authorCount: 2, siteCount: 2, outletWeight: 3 },
    });
    expect((await listVolumes(world.db, key, { ...input, width: 'day' }))[0]).toMatchObject({
      ...{ mentionCount: 4, storyCount: null },
    });
    expect((await listVolumeParts(world.db, key, { ...input, width: 'day', by: 'source-kind' }))[0]).toMatchObject({
      ...{ part: 'feed', mentionCount: 4 },
    });
  });
});

test('the migration fills volumes and parts of what was stored before it', async () => {
  const stage = await setUp();
  const { world } = stage;
  const dice = makeDice(7);
  const talk = Object.values(makeTalk(stage, dice));
  for (let step = 0; step < 60; step += 1) await dice.pick(talk)();
  const before = await readKeptVolumes(world.db);
  expect(before.parts.length).toBeGreaterThan(20);
  await sql`update volumes set story_count = null, author_count = null, site_count = null`.execute(world.db);
  await sql`delete from volume_parts`.execute(world.db);
  const file = path.join(import.meta.dirname, '..', '..', 'sql', '0017_volume_parts.sql');
  const [, backfill = ''] = readFileSync(file, 'utf8').split('-- backfill');
  await sql.raw(backfill.slice(backfill.indexOf('\n'))).execute(world.db);
  expect(await readKeptVolumes(world.db)).toEqual(before);
});

describe('days of every brand', () => {
  // rules of 2026 that a database may know and the service not, or the other way round; Cairo skips a midnight
  test.each([
    ['Africa/Casablanca', '2026-09-21'],
    ['America/Vancouver', '2026-11-02'],
    ['America/Edmonton', '2026-11-02'],
    ['Africa/Cairo', '2026-04-24'],
    ['Asia/Kathmandu', '2026-06-01'],
  ])('begin where ours do in %s, whatever the database knows of the zone', async (timeZone, date) => {
    const { world, agency, record, tell } = await setUp();
    const day = localDayOn(date, timeZone);
    const [eve, next] = [localDayOn(addDays(date, -1), timeZone), localDayOn(addDays(date, 1), timeZone)];
    const at = [addMs(day.from, -MINUTE_MS), day.from, addMs(day.until, -MINUTE_MS), day.until];
    await record(at.map((publishedAt) => tell(publishedAt.toISOString())));
    const days = await listDaysByBrand(world.db, agency.id, { from: eve.from, until: next.until, timeZone });
    expect(days.map(({ bucketAt, mentionCount }) => [bucketAt, mentionCount])).toEqual([
      [eve.from, 1],
      [day.from, 2],
      [next.from, 1],
    ]);
  });
});
