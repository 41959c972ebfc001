/** From stored volumes to a verdict: what is kept of a brand is what its volumes say, and who is told of what. */
import { describe, expect, test } from 'vitest';
import { rowOf } from '../../src/analysis/buzz/live-talk.ts';
import {
  foldTalk,
  fromStoredTalk,
  makeTalkState,
  sundayLike,
  type TalkPrior,
  toStoredTalk,
} from '../../src/analysis/buzz/talk-state.ts';
import { BUCKETS_PER_DAY, readWindows } from '../../src/analysis/buzz/volume-model.ts';
import { addMs, DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/base/clock.ts';
import type { Brand } from '../../src/domain/brand.ts';
import type { Buzz } from '../../src/domain/buzz.ts';
import type { SentimentLabel } from '../../src/domain/mention.ts';
import { BUCKET_MS } from '../../src/domain/volume.ts';
import { addAlertRule } from '../../src/intents/alert-rules.ts';
import { answerByName } from '../../src/intents/answer-buzz.ts';
import { addBrand, changeBrand } from '../../src/intents/brands.ts';
import { addCampaign } from '../../src/intents/campaigns.ts';
import { addContact } from '../../src/intents/contacts.ts';
import { changeMention } from '../../src/intents/mentions.ts';
import { changeAgency } from '../../src/intents/people.ts';
import { decideAlerts } from '../../src/pipeline/decide-alerts.ts';
import { detectBuzz } from '../../src/pipeline/detect-buzz.ts';
import { readLiveTalk } from '../../src/pipeline/live-talks.ts';
import { listAlerts } from '../../src/store/alerts.ts';
import { escalateBuzz, listBuzzEvents, listBuzzes, recordFall, resolveBuzz } from '../../src/store/buzzes.ts';
import { orderJudgements } from '../../src/store/judgements.ts';
import { type NewMention, recordMentions } from '../../src/store/mentions.ts';
import { ensurePartitions } from '../../src/store/partitions.ts';
import { findTalkState, saveTalkState } from '../../src/store/talk-states.ts';
import { listBucketCounts } from '../../src/store/volumes.ts';
import { makeAgency } from '../support/story.ts';
import { makeNewMention, toSentiment } from '../support/talk.ts';
import { foldRows, makeUsualRows } from '../support/talk-facts.ts';
import { makeTestWorld } from '../support/test-world.ts';

const FIRST_PAGE = { after: null, limit: 100 };

async function setUp(startAt = new Date('2026-06-01T12:00:00Z')) {
  const world = await makeTestWorld({ startAt });
  const agency = await makeAgency(world, 'Agence du Quai');
  const brand = await addBrand(world, agency.id, { name: 'Ondelia', kind: 'client', query: 'Ondelia' });
  await addContact(world, agency.id, {
    ...{ name: 'Marie', language: 'fr', isDigestReader: true, brandIds: [] },
    channels: [{ kind: 'email', address: 'marie@agence.example' }],
  });
  const key = { agencyId: agency.id, brandId: brand.id };
  let number = 0;
  /** So many mentions within the time that ends now, or some time ago, of people who have their own story. */
  const say = async (
    count: number,
    label: SentimentLabel,
    given: Partial<NewMention> & Readonly<{ agoMs?: number; withinMs?: number }> = {},
  ) => {
    const { agoMs = 0, withinMs = 20 * MINUTE_MS, ...rest } = given;
    const now = world.clock.now();
    const mentions = Array.from({ length: count }, (_, index) => {
      number += 1;
      return makeNewMention({
        ...{ ...key, documentId: world.newId(), arrivedAt: now, sentiment: toSentiment(label), sourceKind: 'forum' },
        ...{ publishedAt: addMs(now, -agoMs - Math.floor((withinMs * index) / count)), author: `auteur ${number}` },
        ...rest,
      });
    });
    return await world.db.transaction().execute((db) => recordMentions(db, { newId: world.newId, now }, mentions));
  };
  return { world, agency, brand, key, say };
}

type Stage = Awaited<ReturnType<typeof setUp>>;

async function judge({ world, key }: Stage): Promise<void> {
  await orderJudgements(world.db, [key], world.clock.now());
  while ((await detectBuzz(world)) > 0);
  while ((await decideAlerts(world)) > 0);
}

/** Judged again and again, as the service does while time goes by. */
async function letPass(stage: Stage, { stepMs, stepCount }: Readonly<{ stepMs: number; stepCount: number }>) {
  for (let step = 0; step < stepCount; step += 1) {
    stage.world.clock.advanceMs(stepMs);
    await judge(stage);
  }
}

/** As if the brand had been listened to for four weeks, until a day ago. */
async function learnUsual({ world, key, say }: Stage, perDay = 30, days = 28): Promise<void> {
  const now = world.clock.now();
  const settled = Math.floor(now.getTime() / BUCKET_MS) - BUCKETS_PER_DAY;
  const state = foldRows(makeUsualRows({ perDay, dayCount: days, since: settled - days * BUCKETS_PER_DAY }));
  const settledUntil = new Date(settled * BUCKET_MS);
  await saveTalkState(world.db, key, { settledUntil, state: toStoredTalk(state), rebuiltAt: now, now });
  await say(6, 'neutral', { agoMs: 2 * HOUR_MS, withinMs: 4 * HOUR_MS });
}

/** A few days of talk, heard as it is said, some of it hours late. */
async function liveDays(stage: Stage, dayCount: number): Promise<void> {
  for (let quarter = 0; quarter < dayCount * 4; quarter += 1) {
    stage.world.clock.advanceMs(6 * HOUR_MS);
    await stage.say(1 + (quarter % 3), 'negative', { withinMs: 5 * HOUR_MS });
    await stage.say(4, 'positive', { agoMs: (quarter % 2) * 10 * HOUR_MS, withinMs: 6 * HOUR_MS });
    await judge(stage);
  }
}

async function getState({ world, key }: Pick<Stage, 'world' | 'key'>) {
  const stored = await findTalkState(world.db, key);
  if (stored === undefined) throw new Error('nothing is kept of the brand');
  return stored;
}

/** The same from the volumes, by the rule of the fold alone. */
async function foldVolumes({ world, key }: Stage, until: Date, prior: TalkPrior | null = null): Promise<Buffer> {
  const { firstBucket } = fromStoredTalk((await getState({ world, key })).state);
  if (firstBucket === null) throw new Error('nothing is learned of the brand');
  const counts = await listBucketCounts(world.db, key, { from: new Date(0), until });
  const rows = new Map(counts.map(({ bucketAt, ...row }) => [bucketAt.getTime() / BUCKET_MS, row]));
  const silent = { mentionCount: 0, negativeCount: 0, positiveCount: 0, newcomerCount: 0 };
  const state = makeTalkState(prior);
  for (let bucket = firstBucket; bucket < until.getTime() / BUCKET_MS; bucket += 1) {
    foldTalk(state, { ...(rows.get(bucket) ?? silent), bucket });
  }
  return toStoredTalk(state);
}

const buzzesOf = async ({ world, key }: Stage): Promise<readonly Buzz[]> => listBuzzes(world.db, key, FIRST_PAGE);

/** Reminders have stories of their own (test/story/escalation.test.ts). */
async function alertReasons({ world, agency }: Stage): Promise<readonly string[]> {
  const alerts = await listAlerts(world.db, { agencyId: agency.id }, FIRST_PAGE);
  return alerts.flatMap(({ reason }) => (reason === 'reminder' ? [] : [reason])).toReversed();
}

async function eventKinds({ world, agency }: Stage, buzz: Buzz | undefined): Promise<readonly string[]> {
  const events = await listBuzzEvents(world.db, { agencyId: agency.id, buzzId: buzz?.id ?? '' });
  return events.map(({ kind }) => kind);
}

describe('what is kept of a brand', () => {
  test('is what its volumes say, to the byte, and is learned again to the same where it is lost', async () => {
    const stage = await setUp(new Date('2026-06-03T12:00:00Z'));
    await liveDays(stage, 5);
    const kept = await getState(stage);
    expect(kept.state.equals(await foldVolumes(stage, kept.settledUntil))).toBe(true);
    expect(stage.world.clock.now().getTime() - kept.settledUntil.getTime()).toBeLessThan(31 * HOUR_MS);
    await stage.world.db.deleteFrom('talk_states').execute();
    await judge(stage);
    const again = await getState(stage);
    expect(again.state.equals(await foldVolumes(stage, again.settledUntil))).toBe(true);
    expect(again.settledUntil.getTime()).toBe(kept.settledUntil.getTime());
    expect(again.state.equals(kept.state)).toBe(true);
    expect(again.state.length).toBeLessThan(10_000);
  });

  test('is learned anew where a mention comes later than that, or is relabelled, at most every six hours', async () => {
    const stage = await setUp(new Date('2026-06-03T12:00:00Z'));
    await liveDays(stage, 4);
    const before = await getState(stage);
    expect(before.isStale).toBe(false);

    const [late] = await stage.say(1, 'negative', { agoMs: 3 * DAY_MS, withinMs: 0 });
    expect((await getState(stage)).isStale).toBe(true);
    await judge(stage);
    const rebuilt = await getState(stage);
    expect(rebuilt.isStale).toBe(false);
    expect(rebuilt.rebuiltAt).toEqual(stage.world.clock.now());
    expect(rebuilt.state.equals(before.state)).toBe(false);
    expect(rebuilt.state.equals(await foldVolumes(stage, rebuilt.settledUntil))).toBe(true);

    await changeMention(
      stage.world,
      { agencyId: stage.agency.id, mentionId: late?.id ?? '' },
      { status: 'irrelevant' },
    );
    for (const hours of [1, 4]) {
      stage.world.clock.advanceMs(hours * HOUR_MS);
      await judge(stage);
      expect(await getState(stage)).toMatchObject({ isStale: true, rebuiltAt: rebuilt.rebuiltAt });
    }
    stage.world.clock.advanceMs(HOUR_MS);
    await judge(stage);
    const settled = await getState(stage);
    expect(settled).toMatchObject({ isStale: false, rebuiltAt: stage.world.clock.now() });
    expect(settled.state.equals(await foldVolumes(stage, settled.settledUntil))).toBe(true);
  });

  test('is left alone by what is late by less than a day', async () => {
    const stage = await setUp(new Date('2026-06-03T12:00:00Z'));
    await liveDays(stage, 3);
    await stage.say(1, 'negative', { agoMs: 20 * HOUR_MS });
    expect((await getState(stage)).isStale).toBe(false);
    stage.world.clock.advanceMs(DAY_MS);
    await judge(stage);
    const kept = await getState(stage);
    expect(kept.state.equals(await foldVolumes(stage, kept.settledUntil))).toBe(true);
  });

  test('is learned anew where another version wrote it, of this brand or of those that it is to be like', async () => {
    const stage = await setUp(new Date('2026-06-03T12:00:00Z'));
    await liveDays(stage, 3);
    const kept = await getState(stage);
    const other = await addBrand(stage.world, stage.agency.id, { name: 'Sosh', kind: 'client', query: 'Sosh' });
    const next = { ...stage, key: { agencyId: stage.agency.id, brandId: other.id } };
    // the second is 7,320 bytes: before it was kept how often the brand is spoken of
    for (const state of [Buffer.from('version 0'), kept.state.subarray(24)]) {
      await stage.world.db.updateTable('talk_states').set({ state }).execute();
      await judge(next); // would be kept from it by its neighbour's bytes
      await judge(stage);
      expect((await getState(stage)).state.equals(kept.state)).toBe(true);
    }
  });

  test('knows holidays by the country that the brand has now, or by the clock of its agency', async () => {
    const stage = await setUp(new Date('2026-07-10T12:00:00Z'));
    await liveDays(stage, 6); // with 14 July in it
    const learn = async () => {
      stage.world.clock.advanceMs(6 * HOUR_MS);
      await judge(stage);
      const kept = await getState(stage);
      return kept.state.equals(await foldVolumes(stage, kept.settledUntil)) ? 'no holiday' : 'a holiday';
    };
    expect(await learn()).toBe('a holiday');
    await changeBrand(stage.world, stage.key, { country: 'DE' });
    expect(await learn()).toBe('no holiday');
    await changeBrand(stage.world, stage.key, { country: null });
    expect(await learn()).toBe('a holiday');
    await changeAgency(stage.world, stage.agency.id, { timeZone: 'Europe/Berlin' });
    expect(await learn()).toBe('no holiday');
  });
});

describe('a new brand', () => {
  async function addKnownBrands({ world, agency }: Stage): Promise<void> {
    const now = world.clock.now();
    for (const seed of [1, 2, 3]) {
      const brand = await addBrand(world, agency.id, {
        name: `Marque ${seed}`,
        kind: 'client',
        query: `marque${seed}`,
      });
      const state = toStoredTalk(foldRows(makeUsualRows({ perDay: 40, dayCount: 20, seed })));
      const key = { agencyId: agency.id, brandId: brand.id };
      await saveTalkState(world.db, key, { settledUntil: now, state, rebuiltAt: now, now });
    }
  }

  test('goes by three known brands of its agency and says so; by none of another agency', async () => {
    for (const basis of ['agency', 'general'] as const) {
      const stage = await setUp();
      if (basis === 'agency') await addKnownBrands(stage);
      else await addKnownBrands({ ...stage, agency: await makeAgency(stage.world, 'Une autre') });
      await stage.say(40, 'negative');
      await judge(stage);
      expect(await buzzesOf(stage)).toMatchObject([{ level: 3, figures: { basis, baselineWeekCount: 0 } }]);
    }
  });

  test('keeps what it began with, whatever the others do later and however often it is learned again', async () => {
    const stage = await setUp(new Date('2026-06-03T12:00:00Z'));
    await addKnownBrands(stage);
    await liveDays(stage, 3);
    const { prior } = fromStoredTalk((await getState(stage)).state);
    expect(prior).not.toBeNull();
    await stage.world.db.deleteFrom('talk_states').where('brand_id', '<>', stage.brand.id).execute();
    await stage.say(1, 'negative', { agoMs: 2.5 * DAY_MS, withinMs: 0 });
    stage.world.clock.advanceMs(6 * HOUR_MS);
    await judge(stage);
    const rebuilt = await getState(stage);
    expect(rebuilt).toMatchObject({ isStale: false, rebuiltAt: stage.world.clock.now() });
    expect(fromStoredTalk(rebuilt.state).prior).toEqual(prior);
    expect(rebuilt.state.equals(await foldVolumes(stage, rebuilt.settledUntil, prior))).toBe(true);
  });

  test('is judged in its first minutes, by what was published in the day before it was made too', async () => {
    const stage = await setUp();
    await stage.say(40, 'negative', { agoMs: HOUR_MS });
    stage.world.clock.advanceMs(5 * MINUTE_MS);
    await judge(stage);
    expect(await buzzesOf(stage)).toMatchObject([{ kind: 'negative', level: 3 }]);
  });
});

test('a holiday is judged like a Sunday of the brand’s country, by the agency’s days', async () => {
  const stage = await setUp(new Date('2026-07-14T10:00:00Z')); // a Tuesday
  await ensurePartitions(stage.world.db, stage.world.clock.now());
  // a brand of weekdays: on Sundays nobody speaks of it
  const now = stage.world.clock.now();
  const bucket = now.getTime() / BUCKET_MS;
  const rows = makeUsualRows({ perDay: 200, dayCount: 56, since: bucket - 57 * BUCKETS_PER_DAY }).map((row) =>
    new Date(row.bucket * BUCKET_MS).getUTCDay() === 0
      ? { ...row, mentionCount: 0, negativeCount: 0, positiveCount: 0, newcomerCount: 0 }
      : row,
  );
  const settledUntil = addMs(now, -DAY_MS);
  const state = toStoredTalk(foldRows(rows));
  await saveTalkState(stage.world.db, stage.key, { settledUntil, state, rebuiltAt: now, now });
  const read = async (brand: Brand, timeZone = 'Europe/Paris') => {
    const live = await readLiveTalk(stage.world.db, brand, { now, timeZone });
    const row = rowOf(live, bucket);
    const [hour] = readWindows(live.current.mentions, { ...row, count: 0 });
    return { likeBucket: row.likeBucket, expected: hour?.expectedCount ?? 0 };
  };
  const french = await read(stage.brand);
  const german = await read({ ...stage.brand, country: 'DE' });
  expect(french.likeBucket).toBe(sundayLike(bucket));
  expect(german.likeBucket).toBe(bucket);
  expect(french.expected).toBeLessThan(0.75 * german.expected);
  expect(await read({ ...stage.brand, country: 'FR' }, 'America/New_York')).toEqual(french);
});

describe('a verdict', () => {
  test('under a campaign needs more volume, and no larger share', async () => {
    const levels: number[] = [];
    for (const [isOn, others] of [
      [false, 15],
      [true, 15],
      [true, 0],
    ] as const) {
      const stage = await setUp();
      await learnUsual(stage, 100);
      if (isOn) {
        const now = stage.world.clock.now();
        const times = { startsAt: addMs(now, -DAY_MS), endsAt: addMs(now, DAY_MS) };
        await addCampaign(stage.world, stage.agency.id, {
          brandId: stage.brand.id,
          name: 'Soldes',
          createdBy: 'Marie',
          ...times,
        });
      }
      await stage.say(others === 0 ? 40 : 12, 'negative');
      await stage.say(others, 'neutral');
      await judge(stage);
      const [buzz] = await buzzesOf(stage);
      levels.push(buzz?.level ?? 0);
      if (buzz !== undefined) expect(buzz.figures.campaignName).toBe(isOn ? 'Soldes' : null);
    }
    expect(levels).toEqual([3, 2, 3]);
  });

  test('is lifted by a rule of the agency’s own, which is named among its figures', async () => {
    const stage = await setUp();
    await learnUsual(stage);
    await addAlertRule(stage.world, stage.agency.id, {
      ...{
        brandId: null,
        name: 'Deux plaintes',
        counts: 'negatives',
        query: null,
        countMin: 2,
        windowMinutes: 60,
        level: 3,
      },
    });
    await stage.say(1, 'negative');
    await judge(stage);
    expect(await buzzesOf(stage)).toEqual([]);
    await stage.say(1, 'negative');
    await judge(stage);
    expect(await buzzesOf(stage)).toMatchObject([
      { kind: 'negative', level: 3, reasons: expect.arrayContaining(['own-rule']) },
    ]);
    const [buzz] = await buzzesOf(stage);
    expect(buzz?.figures.metRules).toEqual([
      { name: 'Deux plaintes', level: 3, count: 2, countMin: 2, windowMinutes: 60 },
    ]);
    expect(await alertReasons(stage)).toEqual(['first-notice']);
  });

  test('is none for a troll, a dispatch, or both', async () => {
    const stage = await setUp();
    await learnUsual(stage);
    await stage.say(40, 'negative', { author: 'troll' });
    for (let site = 0; site < 40; site += 1) {
      await stage.say(1, 'negative', {
        storyId: 'dispatch',
        site: `site${site}.example`,
        author: null,
        outletWeight: 3,
        sourceKind: 'feed',
      });
    }
    await judge(stage);
    expect((await buzzesOf(stage)).filter(({ level }) => level > 1)).toEqual([]);
    expect(await alertReasons(stage)).toEqual([]);
  });

  test('is stored as JSON with every number that it was judged by', async () => {
    for (const isKnown of [true, false]) {
      const stage = await setUp();
      if (isKnown) await learnUsual(stage);
      await stage.say(12, 'negative');
      await judge(stage);
      const [buzz] = await buzzesOf(stage);
      expect(buzz?.figures.nextLevel?.missing.length).toBeGreaterThan(0);
      for (const { have, need } of buzz?.figures.nextLevel?.missing ?? []) {
        expect([typeof have, typeof need]).toEqual(['number', 'number']);
      }
    }
  });
});

describe('praise and silence', () => {
  test('have buzzes of their own, tell nobody, and hide no bad one', async () => {
    const stage = await setUp();
    await learnUsual(stage);
    await stage.say(100, 'positive', { agoMs: 6 * HOUR_MS, withinMs: 2 * HOUR_MS });
    await judge(stage);
    expect(await buzzesOf(stage)).toMatchObject([{ kind: 'positive', level: 1, status: 'open' }]);
    expect(await alertReasons(stage)).toEqual([]);
    await stage.say(30, 'negative');
    await judge(stage);
    const open = (await buzzesOf(stage)).filter(({ status }) => status === 'open');
    expect(open.map(({ kind }) => kind).toSorted()).toEqual(['negative', 'positive']);
    expect(await alertReasons(stage)).toEqual(['first-notice']);
  });

  test('a brand that falls silent is told on its own, until somebody speaks again', async () => {
    const stage = await setUp();
    await learnUsual(stage, 100);
    await letPass(stage, { stepMs: 6 * HOUR_MS, stepCount: 4 });
    expect(await buzzesOf(stage)).toMatchObject([{ kind: 'silence', level: 1, reasons: ['silence'], status: 'open' }]);
    await letPass(stage, { stepMs: DAY_MS, stepCount: 12 });
    expect(await buzzesOf(stage)).toMatchObject([{ kind: 'silence', status: 'open' }]);
    await stage.say(1, 'neutral');
    await judge(stage);
    expect((await buzzesOf(stage)).map(({ kind, status }) => [kind, status])).toEqual([['silence', 'resolved']]);
    expect(await alertReasons(stage)).toEqual([]);
  });

  test('a brand of three mentions a day that falls silent is told once, within ten days', async () => {
    const stage = await setUp();
    await learnUsual(stage, 3);
    await letPass(stage, { stepMs: 6 * HOUR_MS, stepCount: 8 });
    expect(await buzzesOf(stage)).toEqual([]);
    await letPass(stage, { stepMs: 6 * HOUR_MS, stepCount: 32 });
    expect(await buzzesOf(stage)).toMatchObject([{ kind: 'silence', level: 1, status: 'open' }]);
    expect(await alertReasons(stage)).toEqual([]);
  });
});

describe('a buzz that comes back', () => {
  test('within a day is the same: people are told again, and of its end again', async () => {
    const stage = await setUp();
    await learnUsual(stage);
    await stage.say(40, 'negative');
    await judge(stage);
    expect(await alertReasons(stage)).toEqual(['first-notice']);
    await letPass(stage, { stepMs: 30 * MINUTE_MS, stepCount: 28 });
    expect(await alertReasons(stage)).toEqual(['first-notice', 'resolved']);
    await stage.say(60, 'negative');
    await judge(stage);
    const [buzz, ...others] = (await buzzesOf(stage)).filter(({ kind }) => kind === 'negative');
    expect(others).toEqual([]);
    expect(buzz).toMatchObject({ status: 'open', reopenCount: 1, resolvedAt: null });
    expect(await alertReasons(stage)).toEqual(['first-notice', 'resolved', 'reopened']);
    await letPass(stage, { stepMs: 30 * MINUTE_MS, stepCount: 28 });
    expect(await alertReasons(stage)).toEqual(['first-notice', 'resolved', 'reopened', 'resolved']);
    const kinds = (await eventKinds(stage, buzz)).filter((kind) => kind !== 'told' && kind !== 'fell');
    expect(kinds).toEqual(['opened', 'resolved', 'reopened', 'resolved']);
  });

  test('later is another', async () => {
    const stage = await setUp();
    await learnUsual(stage);
    await stage.say(40, 'negative');
    await judge(stage);
    await letPass(stage, { stepMs: HOUR_MS, stepCount: 14 });
    await letPass(stage, { stepMs: 12 * HOUR_MS, stepCount: 4 });
    await stage.say(60, 'negative');
    await judge(stage);
    expect(
      (await buzzesOf(stage)).filter(({ kind }) => kind === 'negative').map(({ reopenCount }) => reopenCount),
    ).toEqual([0, 0]);
    expect((await alertReasons(stage)).toSorted()).toEqual(['first-notice', 'first-notice', 'resolved']);
  });
});

describe('a buzz that a person closed', () => {
  /** Level 3, told; enough people talk on. */
  async function closeOne() {
    const stage = await setUp();
    await learnUsual(stage);
    await stage.say(40, 'negative');
    await judge(stage);
    const [buzz] = await buzzesOf(stage);
    if (buzz === undefined) throw new Error('no buzz was opened');
    const key = { agencyId: buzz.agencyId, buzzId: buzz.id };
    const close = () => answerByName(stage.world, key, { answer: 'resolve', by: 'Marie' });
    const badOnes = async () => (await buzzesOf(stage)).filter(({ kind }) => kind === 'negative');
    return { stage, buzz, close, badOnes };
  }

  test('stays closed while its talk goes on at the same level, and who was told of it hears of its end', async () => {
    const { stage, buzz, close, badOnes } = await closeOne();
    expect(buzz.level).toBe(3);
    await close();
    for (let step = 0; step < 12; step += 1) {
      stage.world.clock.advanceMs(10 * MINUTE_MS);
      await stage.say(4, 'negative', { withinMs: 9 * MINUTE_MS });
      await judge(stage);
    }
    expect(await badOnes()).toMatchObject([{ status: 'resolved', resolvedBy: 'Marie', reopenCount: 0 }]);
    expect(await alertReasons(stage)).toEqual(['first-notice', 'resolved']);
  });

  test('is reopened by what is worse', async () => {
    const { stage, close, badOnes } = await closeOne();
    await close();
    await judge(stage);
    stage.world.clock.advanceMs(10 * MINUTE_MS);
    await stage.say(12, 'negative', { withinMs: 9 * MINUTE_MS, outletWeight: 3 });
    await judge(stage);
    expect(await badOnes()).toMatchObject([{ status: 'open', level: 4, resolvedBy: null, reopenCount: 1 }]);
    expect(await alertReasons(stage)).toEqual(['first-notice', 'resolved', 'reopened']);
  });

  test('is followed by a new one when the talk is abnormal a day later', async () => {
    const { stage, close, badOnes } = await closeOne();
    await close();
    stage.world.clock.advanceMs(25 * HOUR_MS);
    await stage.say(60, 'negative');
    await judge(stage);
    expect((await badOnes()).map(({ status, reopenCount }) => [status, reopenCount])).toEqual([
      ['open', 0],
      ['resolved', 0],
    ]);
  });

  test('while it was being judged is neither raised nor let fall by what was read before', async () => {
    const { stage, buzz, close } = await closeOne();
    await close();
    const { world } = stage;
    const writeDeps = { newId: world.newId, now: world.clock.now() };
    const judgement = { level: 4, reasons: buzz.reasons, figures: buzz.figures, evidence: null } as const;
    expect(await escalateBuzz(world.db, writeDeps, buzz, judgement)).toBe(false);
    expect(await recordFall(world.db, writeDeps, buzz, judgement)).toBe(false);
    expect(await resolveBuzz(world.db, writeDeps, buzz)).toBe(false);
    expect((await buzzesOf(stage))[0]).toMatchObject({ status: 'resolved', level: 3, resolvedBy: 'Marie' });
    expect(await eventKinds(stage, buzz)).toEqual(['opened', 'told', 'resolved']);
  });
});

test('a fall is on the timeline, tells nobody, and what people were told stays', async () => {
  const stage = await setUp();
  await learnUsual(stage);
  await stage.say(60, 'negative');
  await judge(stage);
  const told = (await buzzesOf(stage))[0]?.level;
  for (let step = 0; step < 20; step += 1) {
    stage.world.clock.advanceMs(30 * MINUTE_MS);
    await stage.say(1, 'negative', { withinMs: MINUTE_MS });
    await stage.say(2, 'neutral', { withinMs: MINUTE_MS });
    await judge(stage);
  }
  const [buzz] = await buzzesOf(stage);
  expect(await eventKinds(stage, buzz)).toContain('fell');
  expect(buzz?.level).toBe(told);
  expect(buzz?.presentLevel ?? 9).toBeLessThan(told ?? 0);
  expect(await alertReasons(stage)).toEqual(['first-notice']);
});
