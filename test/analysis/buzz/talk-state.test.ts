/** What is learned of a brand's talk: kept exactly, learned again exactly, and lent to new brands. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  cloneTalkState,
  foldTalk,
  fromStoredTalk,
  makeTalkState,
  paceOf,
  silentRow,
  sundayLike,
  type TalkPrior,
  type TalkRow,
  toStoredTalk,
  toTalkPrior,
  usualNewcomerRatioOf,
  usualRatioOf,
  watchedBucketCount,
} from '../../../src/analysis/buzz/talk-state.ts';
import { BUCKETS_PER_DAY as DAY } from '../../../src/analysis/buzz/volume-model.ts';
import { foldRows, makeUsualRows, TALK_START_BUCKET as START } from '../../support/talk-facts.ts';

const WEEKS = makeUsualRows({ perDay: 100, dayCount: 28 });

const steps = fc.array(
  fc.record({
    gap: fc.integer({ min: 1, max: 400 }),
    count: fc.oneof(fc.nat(6), fc.nat(50_000)),
    negative: fc.double({ min: 0, max: 1, noNaN: true }),
    isHoliday: fc.boolean(),
  }),
  { minLength: 2, maxLength: 80 },
);

function toRows(rolled: readonly Readonly<{ gap: number; count: number; negative: number; isHoliday: boolean }>[]) {
  let bucket = START;
  return rolled.map(({ gap, count, negative, isHoliday }): TalkRow => {
    bucket += gap > 350 ? gap * 20 : gap > 300 ? gap : 1; // mostly regular, some hours and weeks left out
    const negativeCount = Math.floor(count * negative);
    return {
      ...{ bucket, mentionCount: count, negativeCount, positiveCount: Math.floor((count - negativeCount) / 2) },
      ...{ newcomerCount: Math.floor(count / 3), ...(isHoliday && { likeBucket: sundayLike(bucket) }) },
    };
  });
}

const PRIOR = getPrior([1, 2, 3].map((seed) => foldRows(makeUsualRows({ perDay: 30 * seed, dayCount: 20, seed }))));

function getPrior(states: Parameters<typeof toTalkPrior>[0]): TalkPrior {
  const prior = toTalkPrior(states);
  if (prior === null) throw new Error('these brands tell nothing of their like');
  return prior;
}

describe('a stored state', () => {
  test('read again is equal, wherever it was written, with and without a prior', () => {
    fc.assert(
      fc.property(steps, fc.nat(), fc.boolean(), (rolled, cut, hasPrior) => {
        const rows = toRows(rolled);
        const prior = hasPrior ? PRIOR : null;
        const at = cut % (rows.length + 1);
        const state = foldRows(rows.slice(0, at), prior);
        const read = fromStoredTalk(toStoredTalk(state));
        expect(read).toEqual(state);
        for (const row of rows.slice(at)) foldTalk(read, row);
        expect(toStoredTalk(read).equals(toStoredTalk(foldRows(rows, prior)))).toBe(true);
      }),
    );
  });

  test('of nothing yet can be kept too', () => {
    for (const prior of [null, PRIOR]) {
      expect(fromStoredTalk(toStoredTalk(makeTalkState(prior)))).toEqual(makeTalkState(prior));
    }
  });

  test('folded again from the volumes is the same, to the byte', () => {
    const lived = makeTalkState();
    for (const row of WEEKS) {
      foldTalk(cloneTalkState(lived), { ...row, mentionCount: 900, negativeCount: 900 }); // a copy teaches nothing
      foldTalk(lived, row);
    }
    expect(toStoredTalk(foldRows(WEEKS)).equals(toStoredTalk(lived))).toBe(true);
  });

  test('takes 7,344 bytes, after a day as after a loud year', () => {
    const loud = makeUsualRows({ perDay: 20_000, dayCount: 10 });
    const year = foldRows([...loud, ...loud.map((row) => ({ ...row, bucket: row.bucket + 355 * DAY }))], PRIOR);
    const bytes = toStoredTalk(year).length;
    expect(bytes).toBe(7_344);
    expect(toStoredTalk(foldRows(WEEKS.slice(0, DAY))).length).toBe(bytes);
    expect(toStoredTalk(makeTalkState()).length).toBe(bytes);
  });

  // 7,320 bytes: before it was kept how often a brand is spoken of
  test.each([0, 1, 71, 72, 5_000, 7_320])('of another version (%d bytes) is refused and not misread', (length) => {
    expect(() => fromStoredTalk(Buffer.alloc(length))).toThrow(RangeError);
  });
});

describe('foldTalk', () => {
  const bad: readonly (readonly [string, Partial<TalkRow>])[] = [
    ['a bucket that was folded', { bucket: START + DAY - 1 }],
    ['half a bucket', { bucket: START + DAY + 0.5 }],
    ['no bucket', { bucket: Number.NaN }],
    ...(['mentionCount', 'negativeCount', 'positiveCount', 'newcomerCount'] as const).flatMap((field) =>
      [-1, Number.NaN, Number.POSITIVE_INFINITY].map((count) => [`${field} ${count}`, { [field]: count }] as const),
    ),
  ];

  test.each(bad)('refuses %s, and stays as it was', (_name, given) => {
    const state = foldRows(WEEKS.slice(0, DAY));
    const before = toStoredTalk(state);
    const row = { bucket: START + DAY, mentionCount: 3, negativeCount: 1, positiveCount: 1, newcomerCount: 1 };
    expect(() => foldTalk(state, { ...row, ...given })).toThrow(RangeError);
    expect(toStoredTalk(state).equals(before)).toBe(true);
    foldTalk(state, row);
    expect(state.mentions.lastBucket).toBe(START + DAY);
  });

  test.each([10, 30, 100, 1_000])('learns what part is negative, positive and new as it is, at %d a day', (perDay) => {
    const rows = makeUsualRows({ perDay, dayCount: 90 });
    const sum = (field: 'mentionCount' | 'negativeCount' | 'positiveCount' | 'newcomerCount'): number =>
      rows.reduce((total, row) => total + row[field], 0);
    const state = foldRows(rows);
    const learned = [usualRatioOf(state, 'negative'), usualRatioOf(state, 'positive'), usualNewcomerRatioOf(state)];
    for (const [index, field] of (['negativeCount', 'positiveCount', 'newcomerCount'] as const).entries()) {
      expect(Math.abs((learned[index] ?? 1) - sum(field) / sum('mentionCount'))).toBeLessThan(0.03);
    }
  });

  test('an outbreak does not teach that much of the talk is negative; a lasting change does', () => {
    const outbreak = WEEKS.slice(0, DAY / 2).map((row, index) => ({
      ...row,
      bucket: START + 28 * DAY + index,
      ...{ mentionCount: row.mentionCount + 4, negativeCount: row.negativeCount + 4 },
    }));
    const state = foldRows(WEEKS);
    const usual = usualRatioOf(state, 'negative');
    expect(usual).toBeGreaterThan(0.17);
    expect(usual).toBeLessThan(0.23);
    for (const row of outbreak) foldTalk(state, row);
    expect(usualRatioOf(state, 'negative') - usual).toBeLessThan(0.03);
    for (const row of makeUsualRows({ perDay: 100, dayCount: 90, since: START + 29 * DAY })) {
      foldTalk(state, { ...row, negativeCount: Math.ceil(row.mentionCount * 0.4) });
    }
    expect(usualRatioOf(state, 'negative')).toBeGreaterThan(0.3);
  });

  test('knows since when it listens and when it last heard anything', () => {
    const silent = { mentionCount: 0, negativeCount: 0, positiveCount: 0, newcomerCount: 0 };
    const state = foldRows([{ bucket: START, ...silent }]);
    expect([state.firstBucket, state.lastSpokenBucket]).toEqual([START, null]);
    foldTalk(state, { bucket: START + 7, ...silent, mentionCount: 1 });
    foldTalk(state, { bucket: START + 9, ...silent });
    expect([state.firstBucket, state.lastSpokenBucket]).toEqual([START, START + 7]);
    expect(watchedBucketCount(state, START + 10)).toBe(10);
    expect(watchedBucketCount(makeTalkState(), START)).toBe(0);
  });
});

describe('how often a brand was spoken of', () => {
  const silentDays = (state: ReturnType<typeof makeTalkState>, dayCount: number): void => {
    const since = (state.mentions.lastBucket ?? START) + 1;
    for (let at = 0; at < dayCount * DAY; at += 1) foldTalk(state, silentRow(since + at));
  };
  const word = (bucket: number, mentionCount = 1): TalkRow => ({ ...silentRow(bucket), mentionCount });

  test.each([1, 3, 10, 100])('is learned as it is, %d times a day', (perDay) => {
    const { mentionsPerBucket, hoursPerBucket } = paceOf(foldRows(makeUsualRows({ perDay, dayCount: 90, seed: 8 })));
    expect((mentionsPerBucket * DAY) / perDay).toBeGreaterThan(0.75);
    expect((mentionsPerBucket * DAY) / perDay).toBeLessThan(1.25);
    expect(hoursPerBucket * DAY).toBeLessThanOrEqual(Math.min(24, mentionsPerBucket * DAY));
    expect(hoursPerBucket * DAY).toBeGreaterThan(0.7 * Math.min(15, perDay));
  });

  test('is kept as it was while nobody speaks, for however long', () => {
    const state = foldRows(makeUsualRows({ perDay: 3, dayCount: 40 }));
    const before = paceOf(state);
    silentDays(state, 200);
    expect(paceOf(state)).toEqual(before);
    expect(paceOf(fromStoredTalk(toStoredTalk(state)))).toEqual(before);
  });

  test('is less after a long silence than before, and known of fewer hours', () => {
    const state = foldRows(makeUsualRows({ perDay: 3, dayCount: 40 }));
    const before = paceOf(state);
    silentDays(state, 30);
    foldTalk(state, word((state.mentions.lastBucket ?? 0) + 1));
    const after = paceOf(state);
    expect(after.mentionsPerBucket).toBeLessThan(0.6 * before.mentionsPerBucket);
    expect(after.knownHourCount).toBeLessThan(0.6 * before.knownHourCount);
  });

  test('is not known of a brand that was never spoken of, nor of one that was in one hour alone', () => {
    const state = makeTalkState();
    expect(paceOf(state)).toMatchObject({ mentionsPerBucket: 0, hoursPerBucket: 0, knownHourCount: 0 });
    silentDays(state, 3);
    expect(paceOf(state).knownHourCount).toBe(0);
    const noon = Math.ceil(((state.mentions.lastBucket ?? 0) + 1) / 12) * 12;
    for (let at = 0; at < 12; at += 1) foldTalk(state, word(noon + at, 50));
    expect(paceOf(state)).toMatchObject({ hoursPerBucket: 0, knownHourCount: 0 });
    foldTalk(state, word(noon + 12));
    expect(paceOf(state).knownHourCount).toBeGreaterThan(0);
  });

  test('counts a burst of a quiet brand for its hour, and for few mentions', () => {
    const rows = makeUsualRows({ perDay: 3, dayCount: 40 });
    const burst = (mentionCount: number) => {
      const state = foldRows(rows);
      foldTalk(state, word(START + 40 * DAY, mentionCount));
      return paceOf(state);
    };
    const [one, many] = [burst(1), burst(2_000)];
    expect(many.hoursPerBucket).toBe(one.hoursPerBucket);
    expect(many.mentionsPerBucket).toBeLessThan(1.1 * one.mentionsPerBucket);
  });
});

describe('what a new brand is taken to be like', () => {
  const like = (seed: number, dayCount = 15, perDay = 20) => foldRows(makeUsualRows({ perDay, dayCount, seed }));
  const withNegatives = (ratio: number) =>
    foldRows(
      makeUsualRows({ perDay: 200, dayCount: 15 }).map((row) => ({
        ...row,
        negativeCount: Math.round(row.mentionCount * ratio),
      })),
    );

  test('is what three brands or more of the agency are like, and nothing where there are fewer', () => {
    expect(toTalkPrior([])).toBeNull();
    expect(toTalkPrior([like(1), like(2)])).toBeNull();
    expect(toTalkPrior([like(1), like(2), like(3)])).not.toBeNull();
  });

  test('is not told by brands that are known for less than two weeks, or of which hardly anybody speaks', () => {
    expect(toTalkPrior([like(1), like(2), like(3, 13)])).toBeNull();
    expect(toTalkPrior([like(1), like(2), like(3, 15, 1)])).toBeNull();
    expect(toTalkPrior([like(1), like(2), makeTalkState()])).toBeNull();
  });

  test('is the middle one of them, so that one odd brand does not decide, in whatever order they come', () => {
    const states = [withNegatives(0.05), withNegatives(0.5), withNegatives(1)];
    const prior = getPrior(states);
    expect(prior.negativeRatio).toBeCloseTo(usualRatioOf(withNegatives(0.5), 'negative'), 12);
    expect(toTalkPrior(states.toReversed())).toEqual(prior);
    const four = getPrior([...states, withNegatives(0.5)]);
    expect(four.negativeRatio).toBeCloseTo(prior.negativeRatio, 12);
  });

  test('says how quiet their nights are', () => {
    const { dayFactors } = PRIOR.mentions;
    expect(dayFactors).toHaveLength(24);
    expect(dayFactors[3] ?? 9).toBeLessThan(0.4);
    expect(dayFactors[15] ?? 0).toBeGreaterThan(1.3);
    const old = foldRows(makeUsualRows({ perDay: 24, dayCount: 300 }));
    const ofOld = getPrior([old, old, old]).mentions.dayFactors;
    expect(ofOld.reduce((sum, factor) => sum + factor, 0) / 24).toBeCloseTo(1, 12);
  });

  test('stays with the state, frozen: what the others do later changes nothing', () => {
    const others = [1, 2, 3].map((seed) => like(seed));
    const prior = getPrior(others);
    const state = makeTalkState(prior);
    const before = toStoredTalk(state);
    for (const other of others) {
      for (const row of makeUsualRows({ perDay: 900, dayCount: 5, since: START + 15 * DAY })) foldTalk(other, row);
    }
    expect(toStoredTalk(state).equals(before)).toBe(true);
    for (const row of WEEKS) foldTalk(state, row);
    expect(state.prior).toEqual(prior);
    expect(fromStoredTalk(toStoredTalk(state)).prior).toEqual(prior);
  });

  test('gives way to what the brand shows of itself', () => {
    const grim: TalkPrior = { ...PRIOR, negativeRatio: 0.8 };
    expect(usualRatioOf(makeTalkState(grim), 'negative')).toBeCloseTo(0.8, 12);
    expect(usualRatioOf(foldRows(WEEKS, grim), 'negative')).toBeLessThan(0.25);
  });
});

test('a holiday is like the Sunday of its week, at the same hour', () => {
  const tuesday = Date.UTC(2026, 6, 14, 10, 35) / 300_000;
  expect(new Date(sundayLike(tuesday) * 300_000).toISOString()).toBe('2026-07-12T10:35:00.000Z');
  const sunday = Date.UTC(2026, 6, 12, 23, 55) / 300_000;
  expect(sundayLike(sunday)).toBe(sunday);
  expect(sundayLike(Date.UTC(1969, 11, 31) / 300_000)).toBe(Date.UTC(1969, 11, 28) / 300_000);
});
