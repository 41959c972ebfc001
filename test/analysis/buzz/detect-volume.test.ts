/** Volumes judged count by count: what opens an episode, what does not, and that nothing later has a say. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  foldVolume,
  judgeVolume,
  makeVolumeDetector,
  SCORE_THRESHOLD,
  type VolumeDetector,
  type VolumeVerdict,
} from '../../../src/analysis/buzz/detect-volume.ts';
import {
  BUCKETS_PER_DAY,
  BUCKETS_PER_HOUR,
  type BucketCount,
  countUsualBuckets,
  foldCount,
  fromStoredModel,
  makeVolumeModel,
  toStoredModel,
} from '../../../src/analysis/buzz/volume-model.ts';
import { makeSeededRandom, type Random } from '../../../src/base/random.ts';

const DAY = BUCKETS_PER_DAY;
const HOUR = BUCKETS_PER_HOUR;
/** A Monday, 0 h UTC. */
const START = Date.UTC(2026, 5, 1) / 300_000;

/** Days of talk: nights at a tenth of noon, hours that vary by about a third, nothing unusual. */
function makeTalk(input: Readonly<{ perDay: number; dayCount: number; seed?: number }>): readonly BucketCount[] {
  const random = makeSeededRandom(input.seed ?? 1);
  let mood = 1;
  return Array.from({ length: input.dayCount * DAY }, (_, index) => {
    if (index % HOUR === 0) mood = 0.5 + random.next();
    const hour = (index / HOUR) % 24;
    const rhythm = Math.max(0.1, 1 - Math.cos(((hour - 3) / 24) * 2 * Math.PI));
    return { bucket: START + index, count: drawPoisson(random, (input.perDay / DAY) * rhythm * mood) };
  });
}

function drawPoisson(random: Random, mean: number): number {
  let count = -1;
  for (let product = 1; product > Math.exp(-mean); product *= random.next()) count += 1;
  return Math.max(0, count);
}

function foldAll(detector: VolumeDetector, rows: readonly BucketCount[]): readonly VolumeVerdict[] {
  return rows.map((row) => foldVolume(detector, row));
}

function judgeAll(rows: readonly BucketCount[]): readonly VolumeVerdict[] {
  return foldAll(makeVolumeDetector(), rows);
}

function countOnsets(verdicts: readonly VolumeVerdict[]): number {
  return verdicts.filter(({ isOnset }) => isOnset).length;
}

/** The same rows, with so many more mentions spread evenly over some of them. */
function addMentions(
  rows: readonly BucketCount[],
  { from, length, count }: Readonly<{ from: number; length: number; count: number }>,
): readonly BucketCount[] {
  return rows.map((row, index) => {
    const step = index - from;
    if (step < 0 || step >= length) return row;
    const added = Math.floor((count * (step + 1)) / length) - Math.floor((count * step) / length);
    return { ...row, count: row.count + added };
  });
}

const WEEKS = makeTalk({ perDay: 200, dayCount: 28 });
const NOON = 25 * DAY + 12 * HOUR;

describe('what opens an episode', () => {
  test('a burst of 200 mentions in half an hour is told within ten minutes, once, at level 3', () => {
    const verdicts = judgeAll(addMentions(WEEKS, { from: NOON, length: HOUR / 2, count: 200 }));
    const onset = verdicts.findIndex(({ isOnset }, index) => isOnset && index >= NOON);
    expect(onset - NOON).toBeLessThanOrEqual(2);
    const after = verdicts.slice(NOON, NOON + DAY / 2);
    expect(countOnsets(after)).toBe(1);
    expect(Math.max(...after.map(({ level }) => level))).toBe(3);
    expect(after.filter(({ anomalyScore }) => anomalyScore >= SCORE_THRESHOLD)).toHaveLength(1);
  });

  test('a slow burn that makes no five minutes and no hour remarkable is told within a day', () => {
    const rows = addMentions(WEEKS, { from: NOON, length: DAY, count: 350 });
    const verdicts = judgeAll(rows);
    const onset = verdicts.findIndex(({ isOnset }, index) => isOnset && index >= NOON);
    expect(onset).toBeGreaterThan(NOON);
    expect(onset).toBeLessThan(NOON + DAY);
    const [bucket, hour, sixHours, day] = verdicts[onset]?.windows ?? [];
    expect(Math.max(bucket?.surprise ?? 9, hour?.surprise ?? 9)).toBeLessThan(3);
    expect((sixHours?.surprise ?? 0) + (day?.surprise ?? 0)).toBeGreaterThan(2.4);
  });

  test('says for each width what was seen, what was expected and how likely that is', () => {
    const verdict = judgeAll(addMentions(WEEKS, { from: NOON, length: HOUR, count: 120 }))[NOON + HOUR - 1];
    expect(verdict?.windows.map(({ widthMinutes }) => widthMinutes)).toEqual([5, 60, 360, 1_440]);
    for (const window of verdict?.windows ?? []) {
      expect(window.observedCount).toBeGreaterThan(window.expectedCount);
      expect(window.tailProbability).toBeCloseTo(10 ** -window.surprise, 10);
    }
    const hour = verdict?.windows[1];
    expect(hour?.observedCount).toBeGreaterThanOrEqual(120);
    expect(hour?.expectedCount).toBeGreaterThan(5);
    expect(hour?.expectedCount).toBeLessThan(40);
  });

  test('the next episode is told again after talk was usual for a while', () => {
    const once = addMentions(WEEKS, { from: NOON, length: HOUR, count: 200 });
    const twice = addMentions(once, { from: NOON + 2 * DAY, length: HOUR, count: 400 });
    const verdicts = judgeAll(twice);
    expect(countOnsets(verdicts.slice(NOON + 2 * DAY, NOON + 2 * DAY + HOUR))).toBe(1);
  });

  test.each([
    ['hours', HOUR],
    ['days', DAY],
  ])('counts of whole %s are judged as well', (_unit, step) => {
    const counts = Array.from({ length: 400 }, (_, index) => (index === 390 ? 900 : 100 + (index % 5)));
    const verdicts = judgeAll(counts.map((count, index) => ({ bucket: START + index * step, count })));
    expect(verdicts.flatMap(({ isOnset }, index) => (isOnset ? [index] : []))).toEqual([390]);
  });

  test('the last bucket may be judged at each mention while it fills, and is told when it is enough', () => {
    const detector = makeVolumeDetector();
    foldAll(detector, WEEKS.slice(0, NOON));
    const onsets = [5, 20, 60, 300].map((count) => judgeVolume(detector, { bucket: START + NOON, count }).isOnset);
    expect(onsets).toEqual([false, false, expect.any(Boolean), true]);
    expect(foldVolume(detector, { bucket: START + NOON, count: 300 }).isOnset).toBe(true);
  });
});

describe('what opens none', () => {
  test.each([0, 0.2, 1, 3])('a brand of %d mentions a day is never told of in four months', (perDay) => {
    for (const seed of [1, 2]) expect(countOnsets(judgeAll(makeTalk({ perDay, dayCount: 120, seed })))).toBe(0);
  });

  test.each([1, 2, 3])('%d mentions at once are no episode, of however silent a brand', (count) => {
    const silent = makeTalk({ perDay: 0, dayCount: 30 });
    expect(countOnsets(judgeAll(addMentions(silent, { from: 20 * DAY, length: 1, count })))).toBe(0);
  });

  test('a new brand is not told of for its rhythm, its first count or its first morning', () => {
    for (let from = 0; from < DAY; from += 3 * HOUR) {
      const rows = makeTalk({ perDay: 500, dayCount: 3, seed: from + 1 }).slice(from);
      expect(countOnsets(judgeAll(rows))).toBe(0);
    }
    expect(countOnsets(judgeAll([{ bucket: START, count: 1e9 }]))).toBe(0);
  });

  test('ordinary weeks of a loud brand have few episodes, and none above level 1', () => {
    const verdicts = judgeAll(makeTalk({ perDay: 2_000, dayCount: 56, seed: 7 }));
    expect(countOnsets(verdicts)).toBeLessThanOrEqual(4);
    expect(verdicts.every(({ level }) => level <= 1)).toBe(true);
  });

  test('days without any row make nothing abnormal afterwards', () => {
    const rows = WEEKS.filter(({ bucket }) => bucket < START + 14 * DAY || bucket > START + 19 * DAY + 3 * HOUR);
    const verdicts = judgeAll(rows);
    expect(countOnsets(verdicts.slice(14 * DAY, 16 * DAY))).toBe(0);
    expect(verdicts[14 * DAY]?.windows.map(({ knownBucketCount }) => knownBucketCount)).toEqual([1, 1, 1, 1]);
  });

  test('a series of zeros is usual, to its end', () => {
    const verdicts = judgeAll(makeTalk({ perDay: 0, dayCount: 10 }));
    expect(verdicts.every(({ level, surprise }) => level === 0 && surprise === 0)).toBe(true);
  });

  test('one count of a billion is one episode, and the brand is judged again the month after', () => {
    const rows = makeTalk({ perDay: 200, dayCount: 90 });
    const mad = addMentions(rows, { from: 30 * DAY, length: 1, count: 1e9 });
    const again = addMentions(mad, { from: 75 * DAY + 12 * HOUR, length: HOUR, count: 300 });
    const verdicts = judgeAll(again);
    expect(countOnsets(verdicts.slice(30 * DAY, 60 * DAY))).toBe(1);
    expect(verdicts.every(({ anomalyScore }) => anomalyScore >= 0 && anomalyScore <= 1)).toBe(true);
    expect(countOnsets(verdicts.slice(75 * DAY + 12 * HOUR, 75 * DAY + 14 * HOUR))).toBe(1);
  });
});

test('silence is told apart: a night is none, a day without a word is one', () => {
  const silenced = WEEKS.map((row, index) => (index < 26 * DAY ? row : { ...row, count: 0 }));
  const verdicts = judgeAll(silenced);
  expect(verdicts[26 * DAY - 1]?.silenceProbability).toBeGreaterThan(0.01);
  expect(verdicts[27 * DAY - 1]?.silenceProbability).toBeLessThan(1e-4);
  expect(countOnsets(verdicts.slice(26 * DAY))).toBe(0);
});

describe('what the last buckets usually amount to', () => {
  /** Nobody speaks on Saturdays and Sundays. */
  const weekly = makeVolumeModel();
  for (const row of makeTalk({ perDay: 100, dayCount: 56 })) {
    const isWeekend = [0, 6].includes(new Date(row.bucket * 300_000).getUTCDay());
    foldCount(weekly, isWeekend ? { ...row, count: 0 } : row);
  }
  const monday = START + 56 * DAY;

  test('a whole week is as many as it is, wherever it ends, and so is any time of a series that is new', () => {
    for (const bucket of [monday, monday + 2 * DAY + 7, monday - 3 * HOUR]) {
      expect(countUsualBuckets(weekly, { bucket, buckets: 7 * DAY })).toBeCloseTo(7 * DAY, 6);
      expect(countUsualBuckets(weekly, { bucket, buckets: 21 * DAY })).toBeCloseTo(21 * DAY, 6);
      expect(countUsualBuckets(makeVolumeModel(), { bucket, buckets: 500 })).toBeCloseTo(500, 6);
    }
  });

  test('a weekend without talk is next to none, a working day more than one, a night less than noon', () => {
    const weekend = countUsualBuckets(weekly, { bucket: monday, buckets: 2 * DAY });
    expect(weekend).toBeGreaterThan(0);
    expect(weekend).toBeLessThan(0.2 * DAY);
    expect(countUsualBuckets(weekly, { bucket: monday + DAY, buckets: DAY })).toBeGreaterThan(1.2 * DAY);
    const [night, noon] = [6, 18].map((hour) =>
      countUsualBuckets(weekly, { bucket: monday + DAY + hour * HOUR, buckets: 6 * HOUR }),
    );
    expect(night).toBeLessThan(0.6 * (noon ?? 0));
  });

  test('is more the longer it lasts, a bucket at a time', () => {
    let before = countUsualBuckets(weekly, { bucket: monday, buckets: 0 });
    expect(before).toBe(0);
    for (let buckets = 1; buckets < 8 * DAY; buckets += 1) {
      const usual = countUsualBuckets(weekly, { bucket: monday, buckets });
      expect(usual).toBeGreaterThan(before);
      before = usual;
    }
  });
});

describe('the state', () => {
  const counts = fc.array(fc.record({ gap: fc.integer({ min: 1, max: 400 }), count: fc.nat(500) }), {
    minLength: 2,
    maxLength: 120,
  });

  function toRows(steps: readonly Readonly<{ gap: number; count: number }>[]): readonly BucketCount[] {
    let bucket = START;
    return steps.map(({ gap, count }) => {
      bucket += gap > 350 ? gap * 20 : gap > 300 ? gap : 1; // mostly regular, some hours and weeks left out
      return { bucket, count };
    });
  }

  test('a count’s answer depends on no later count', () => {
    fc.assert(
      fc.property(counts, fc.nat(), (steps, cut) => {
        const rows = toRows(steps);
        const length = 1 + (cut % rows.length);
        expect(judgeAll(rows.slice(0, length))).toEqual(judgeAll(rows).slice(0, length));
      }),
    );
  });

  test('written and read anywhere, it goes on as if nothing had been', () => {
    fc.assert(
      fc.property(counts, fc.nat(), (steps, cut) => {
        const rows = toRows(steps);
        const at = cut % rows.length;
        const whole = makeVolumeDetector();
        const expected = foldAll(whole, rows);
        const first = makeVolumeDetector();
        foldAll(first, rows.slice(0, at));
        const second = { ...first, model: fromStoredModel(toStoredModel(first.model)) };
        expect(foldAll(second, rows.slice(at))).toEqual(expected.slice(at));
        expect(second).toEqual(whole);
      }),
    );
  });

  test('rebuilt from the stored volumes it equals the one that was folded as they came', () => {
    const lived = makeVolumeDetector();
    for (const row of WEEKS) {
      judgeVolume(lived, { ...row, count: row.count / 2 }); // judging changes nothing
      foldVolume(lived, row);
    }
    const rebuilt = makeVolumeDetector();
    foldAll(rebuilt, WEEKS);
    expect(toStoredModel(rebuilt.model)).toEqual(toStoredModel(lived.model));
  });

  test('takes less than 5 kB, so that all and negative mentions of a brand take less than 10, however long and loud', () => {
    const detector = makeVolumeDetector();
    foldAll(detector, addMentions(WEEKS, { from: 0, length: WEEKS.length, count: 1e9 }));
    expect(toStoredModel(detector.model).length).toBeLessThan(5_000);
  });

  test('refuses time that goes back and counts that are none, and stays as it was', () => {
    const detector = makeVolumeDetector();
    foldAll(detector, WEEKS.slice(0, DAY));
    const before = toStoredModel(detector.model);
    for (const row of [
      { bucket: START, count: 1 },
      { bucket: START + DAY - 1, count: 1 },
      { bucket: START + DAY + 0.5, count: 1 },
      { bucket: Number.NaN, count: 1 },
      { bucket: START + DAY, count: -1 },
      { bucket: START + DAY, count: Number.NaN },
      { bucket: START + DAY, count: Number.POSITIVE_INFINITY },
    ]) {
      expect(() => foldVolume(detector, row)).toThrow(RangeError);
    }
    expect(toStoredModel(detector.model)).toEqual(before);
  });
});
