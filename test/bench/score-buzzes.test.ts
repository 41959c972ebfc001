/** What an alarm counts for, on brands and bad buzzes small enough to reckon by hand. */
import { describe, expect, test } from 'vitest';
import { type BrandScore, findWhenOne, scoreBrand, sumScores } from '../../bench/score-buzzes.ts';
import type { SimulatedBrand } from '../../bench/simulate-talk.ts';
import type { BadBuzz, Episode } from '../../bench/tell-episodes.ts';
import type { ReplayedBuzz } from '../../src/analysis/buzz/replay-talk.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/base/clock.ts';
import type { TalkFact } from '../../src/domain/talk-fact.ts';

const FROM = Date.UTC(2026, 0, 5);
const BUZZ_FROM = FROM + 30 * DAY_MS;

/** Minutes since the bad buzz began; each is heard ten minutes after it was published unless told otherwise. */
function makeNegative(minutes: number, overrides: Partial<TalkFact> = {}): TalkFact {
  const publishedAt = BUZZ_FROM + minutes * MINUTE_MS;
  return {
    publishedAt,
    heardAt: publishedAt + 10 * MINUTE_MS,
    label: 'negative',
    author: `author-${minutes}`,
    isNewcomer: true,
    site: 'forum-1',
    sourceKind: 'forum',
    storyId: `story-${minutes}`,
    crisisWeight: 0,
    outletWeight: 0,
    ...overrides,
  };
}

/** One negative every three minutes for an hour and a half, each by another author. */
const NEGATIVES = Array.from({ length: 30 }, (_, index) => makeNegative(index * 3));

function makeBuzz(negatives = NEGATIVES): BadBuzz {
  const published = negatives.map(({ publishedAt }) => publishedAt);
  return {
    kind: 'bad-buzz',
    from: Math.min(...published),
    until: Math.max(...published),
    sizeRatio: 5,
    shape: 'ramp',
    hasPress: false,
    negatives,
  };
}

type BrandOverrides = Readonly<{
  mentionsPerDay?: number;
  facts?: readonly TalkFact[];
  buzz?: BadBuzz;
  harmless?: readonly Episode[];
}>;

/** A brand of one negative an hour, day and night, with one bad buzz on its thirtieth day. */
function makeBrand({
  mentionsPerDay = 30,
  buzz = makeBuzz(),
  facts,
  harmless = [],
}: BrandOverrides = {}): SimulatedBrand {
  return {
    seed: 1,
    mentionsPerDay,
    days: 182,
    story: 'half-year',
    from: FROM,
    until: FROM + 182 * DAY_MS,
    facts: facts ?? buzz.negatives,
    episodes: [buzz, ...harmless],
    campaigns: [],
    negativeRatio: 0.2,
    countUsualNegatives: ({ from, until }) => (until - from) / HOUR_MS,
  };
}

/** Steps by minutes since the bad buzz began; resolved a day later. */
function makeAlarm(steps: readonly (readonly [minutes: number, level: 1 | 2 | 3 | 4])[]): ReplayedBuzz {
  const told = steps.map(([minutes, level]) => ({ at: BUZZ_FROM + minutes * MINUTE_MS, level }));
  const openedAt = told[0]?.at ?? BUZZ_FROM;
  const levels = steps.map(([, level]) => level);
  return {
    kind: 'negative',
    openedAt,
    resolvedAt: openedAt + DAY_MS,
    steps: told,
    highestLevel: ([4, 3, 2, 1] as const).find((level) => levels.includes(level)) ?? 1,
  };
}

function scoreAlarms(...alarms: readonly ReplayedBuzz[]): BrandScore {
  return scoreBrand(makeBrand(), alarms);
}

describe('a bad buzz', () => {
  test('is found at the first rise to level 3, whatever came before', () => {
    const [score] = scoreAlarms(
      makeAlarm([
        [10, 1],
        [20, 2],
        [40, 3],
        [60, 4],
      ]),
    ).buzzes;
    expect(score).toMatchObject({ foundAt: BUZZ_FROM + 40 * MINUTE_MS, againCount: 0 });
    expect(score?.heardCount).toBe(11); // published after 0, 3, … 30 minutes, heard ten minutes later
    expect(score?.watched).toEqual({ at: BUZZ_FROM + 20 * MINUTE_MS, heardCount: 4 });
  });

  test.each([
    ['nobody rang', []],
    ['it only reached level 2', [makeAlarm([[40, 2]])]],
    ['it rang before its first mention', [makeAlarm([[-5, 3]])]],
    ['it rang more than two hours after its last', [makeAlarm([[87 + 121, 3]])]],
    ['what rang was a positive buzz', [{ ...makeAlarm([[40, 3]]), kind: 'positive' as const }]],
  ])('is missed where %s', (_name, alarms) => {
    expect(scoreAlarms(...alarms).buzzes).toMatchObject([{ foundAt: null, heardCount: 30 }]);
  });

  test('is found by an alarm two hours after its last mention, and not counted as false', () => {
    const score = scoreAlarms(makeAlarm([[87 + 120, 3]]));
    expect(score.buzzes).toMatchObject([{ foundAt: BUZZ_FROM + 207 * MINUTE_MS }]);
    expect(score.falseAlarms).toEqual([]);
  });

  test('that rings twice is found once, and rang again once', () => {
    const score = scoreAlarms(makeAlarm([[40, 3]]), makeAlarm([[90, 3]]));
    expect(score.buzzes).toMatchObject([{ foundAt: BUZZ_FROM + 40 * MINUTE_MS, againCount: 1 }]);
    expect(score.falseAlarms).toEqual([]);
  });
});

describe('when a bad buzz is one', () => {
  test('of a small brand: when its tenth author is heard', () => {
    expect(findWhenOne(makeBrand(), makeBuzz())).toBe(BUZZ_FROM + (27 + 10) * MINUTE_MS);
  });

  test('authors who speak twice count once', () => {
    const negatives = NEGATIVES.map((fact, index) => ({ ...fact, author: `author-${Math.floor(index / 2)}` }));
    const buzz = makeBuzz(negatives);
    expect(findWhenOne(makeBrand({ buzz }), buzz)).toBe(BUZZ_FROM + (54 + 10) * MINUTE_MS);
  });

  test('it is never one where no tenth author speaks', () => {
    const buzz = makeBuzz(NEGATIVES.map((fact, index) => ({ ...fact, author: `author-${index % 9}` })));
    expect(findWhenOne(makeBrand({ buzz }), buzz)).toBeNull();
  });

  test('what is heard late makes it one late', () => {
    const late = BUZZ_FROM + 5 * HOUR_MS;
    const negatives = NEGATIVES.slice(0, 10).map((fact, index) => (index === 3 ? { ...fact, heardAt: late } : fact));
    const facts = negatives.toSorted((one, other) => one.heardAt - other.heardAt);
    const buzz = makeBuzz(negatives);
    expect(findWhenOne(makeBrand({ buzz, facts }), buzz)).toBe(late);
  });

  test('of a large brand: not before its negatives are five times the usual, however many speak', () => {
    const usual = 15; // an hour: 75 are wanted, and one every three minutes is twenty
    const brand = { ...makeBrand({ mentionsPerDay: 1_000 }), countUsualNegatives: usualOf(usual) };
    expect(findWhenOne(brand, makeBuzz())).toBeNull();
    const rising = Array.from({ length: 180 }, (_, index) =>
      makeNegative(index < 30 ? index * 2 : 60 + (index - 30) / 2),
    );
    const buzz = makeBuzz(rising);
    const at = findWhenOne(
      { ...makeBrand({ mentionsPerDay: 1_000, buzz }), countUsualNegatives: usualOf(usual) },
      buzz,
    );
    // from minute 60 on there are two a minute: 37.5 within half an hour after 15 minutes or so
    expect(at).toBeGreaterThan(BUZZ_FROM + (60 + 10 + 10) * MINUTE_MS);
    expect(at).toBeLessThan(BUZZ_FROM + (60 + 10 + 20) * MINUTE_MS);
  });

  test('ordinary negatives of a large brand count for its volume, and not for its authors', () => {
    const ordinary = Array.from({ length: 40 }, (_, index) => makeNegative(index / 2, { author: `other-${index}` }));
    const buzz = makeBuzz(NEGATIVES.slice(0, 12));
    const facts = [...ordinary, ...buzz.negatives].sort((one, other) => one.heardAt - other.heardAt);
    const brand = { ...makeBrand({ mentionsPerDay: 1_000, buzz, facts }), countUsualNegatives: usualOf(10) };
    expect(findWhenOne(brand, buzz)).toBe(BUZZ_FROM + (27 + 10) * MINUTE_MS);
  });
});

function usualOf(perHour: number): SimulatedBrand['countUsualNegatives'] {
  return ({ from, until }) => (perHour * (until - from)) / HOUR_MS;
}

describe('an alarm for nothing', () => {
  const before = -10 * 24 * 60;
  const outage: Episode = { kind: 'outage', from: FROM + 5 * DAY_MS, until: FROM + 6 * DAY_MS };
  const dispatch: Episode = { kind: 'dispatch', from: FROM + 20 * DAY_MS, until: FROM + 20 * DAY_MS + HOUR_MS };
  const campaign: Episode = { kind: 'campaign', from: FROM + 50 * DAY_MS, until: FROM + 52 * DAY_MS };
  const brand = makeBrand({ harmless: [outage, dispatch, campaign] });

  test('is false, in usual talk where nothing else was on', () => {
    const { falseAlarms, buzzes } = scoreAlarms(makeAlarm([[before, 3]]));
    expect(falseAlarms).toEqual([{ at: BUZZ_FROM + before * MINUTE_MS, during: 'usual talk', isLoud: false }]);
    expect(buzzes).toMatchObject([{ foundAt: null }]);
  });

  test('is told with the harmless thing that it rang for, up to twelve hours after that', () => {
    const alarm = makeAlarm([[before + 60, 3]]);
    const later = makeAlarm([[before + 60 + 13 * 60, 3]]);
    expect(scoreBrand(brand, [alarm]).falseAlarms).toMatchObject([{ during: 'dispatch' }]);
    expect(scoreBrand(brand, [later]).falseAlarms).toMatchObject([{ during: 'usual talk' }]);
  });

  test('stays false when a bad buzz comes while it is open, and is the find of none', () => {
    const score = scoreAlarms(makeAlarm([[-60, 3]]));
    expect(score.falseAlarms).toHaveLength(1);
    expect(score.buzzes).toMatchObject([{ foundAt: null }]);
  });

  test('that opened low before a bad buzz and rose to level 3 in it, is its find', () => {
    const score = scoreAlarms(
      makeAlarm([
        [-60, 1],
        [30, 3],
      ]),
    );
    expect(score.falseAlarms).toEqual([]);
    expect(score.buzzes).toMatchObject([{ foundAt: BUZZ_FROM + 30 * MINUTE_MS }]);
  });

  test('that never was resolved is false where it rang before the bad buzz, and not for what comes later', () => {
    expect(scoreAlarms({ ...makeAlarm([[-60, 3]]), resolvedAt: null }).falseAlarms).toHaveLength(1);
    expect(scoreAlarms({ ...makeAlarm([[60, 3]]), resolvedAt: null }).falseAlarms).toEqual([]);
  });

  test('is loud where chance alone brought five times the usual by ten authors', () => {
    const stir = Array.from({ length: 12 }, (_, index) => makeNegative(before - 30 + index));
    const alarm = makeAlarm([[before, 3]]);
    const facts = [...stir, ...NEGATIVES];
    expect(scoreBrand(makeBrand({ facts }), [alarm]).falseAlarms).toMatchObject([{ isLoud: true }]);
    const byOne = [...stir.map((fact) => ({ ...fact, author: 'one' })), ...NEGATIVES];
    expect(scoreBrand(makeBrand({ facts: byOne }), [alarm]).falseAlarms).toMatchObject([{ isLoud: false }]);
  });

  test('at level 2 is a false watch, at level 1 nothing', () => {
    expect(scoreAlarms(makeAlarm([[before, 2]]))).toMatchObject({ falseWatchCount: 1, falseAlarms: [] });
    expect(scoreAlarms(makeAlarm([[before, 1]]))).toMatchObject({ falseWatchCount: 0, falseAlarms: [] });
    expect(scoreAlarms(makeAlarm([[20, 2]]))).toMatchObject({ falseWatchCount: 0 });
  });

  test('a positive buzz is right in a campaign only, a silence never, and an outage excuses it', () => {
    const positive = (episode: Episode) => ({
      ...makeAlarm([[0, 1]]),
      kind: 'positive' as const,
      openedAt: episode.from + HOUR_MS,
    });
    const silence = (episode: Episode) => ({ ...positive(episode), kind: 'silence' as const });
    expect(scoreBrand(brand, [positive(campaign)])).toMatchObject({ falsePositiveCount: 0 });
    expect(scoreBrand(brand, [positive(dispatch)])).toMatchObject({ falsePositiveCount: 1 });
    expect(scoreBrand(brand, [silence(outage)])).toMatchObject({ falseSilenceCount: 0, outageSilenceCount: 1 });
    expect(scoreBrand(brand, [silence(campaign)])).toMatchObject({ falseSilenceCount: 1, outageSilenceCount: 0 });
  });
});

describe('of many brands', () => {
  const soon = makeAlarm([[30, 3]]); // heard until then: 7 negatives, before it is one
  const late = makeAlarm([[100, 3]]);
  const wrong = [-10, -12].map((day) => makeAlarm([[day * 24 * 60, 3]]));

  test('recall is of all bad buzzes, precision of what rang', () => {
    const figures = sumScores([scoreAlarms(soon), scoreAlarms(late, ...wrong), scoreAlarms()]);
    expect(figures).toMatchObject({
      brandCount: 3,
      buzzCount: 3,
      foundCount: 2,
      falseCount: 2,
      oftenFalseBrandCount: 1,
    });
    expect(figures.recall).toBeCloseTo(2 / 3);
    expect(figures.precision).toBeCloseTo(2 / 4);
    expect(figures.falsePerBrand).toBeCloseTo(2 / 3);
    expect(figures.falseByKind).toEqual(new Map([['usual talk', 2]]));
  });

  test('in time is within half an hour of being one, or before the twelfth negative, and missed is neither', () => {
    const figures = sumScores([scoreAlarms(soon), scoreAlarms(late), scoreAlarms()]);
    expect(figures.promptRatio).toBeCloseTo(1 / 3); // it is one after 37 minutes
    expect(figures.earlyRatio).toBeCloseTo(1 / 3);
    expect(figures).toMatchObject({ watchedPromptRatio: figures.promptRatio, watchedEarlyRatio: figures.earlyRatio });
    expect(figures.minutesSinceFirst).toEqual({ median: 30, p90: 100 });
    expect(figures.minutesSinceOne).toEqual({ median: -7, p90: 63 });
    expect(figures.heardCount).toEqual({ median: 7, p90: 30 });
  });

  test.each([
    [66, 1],
    [67, 1],
    [68, 0],
  ])('found %i minutes after its first mention, 37 until it was one: in time %i', (minutes, ratio) => {
    expect(sumScores([scoreAlarms(makeAlarm([[minutes, 3]]))]).promptRatio).toBe(ratio);
  });

  test.each([
    [42, 1], // the eleventh is heard after 40 minutes
    [43, 0],
  ])('found after %i minutes, before its twelfth negative: %i', (minutes, ratio) => {
    expect(sumScores([scoreAlarms(makeAlarm([[minutes, 3]]))]).earlyRatio).toBe(ratio);
  });

  test('told at level 2 in time and at level 3 too late is late, and by mail in time', () => {
    const slow = makeAlarm([
      [30, 2],
      [100, 3],
    ]);
    const figures = sumScores([scoreAlarms(slow)]);
    expect(figures).toMatchObject({ promptRatio: 0, earlyRatio: 0, watchedPromptRatio: 1, watchedEarlyRatio: 1 });
  });

  test('of nothing, ratios are not numbers', () => {
    expect(sumScores([])).toMatchObject({ recall: Number.NaN, precision: Number.NaN, buzzCount: 0 });
  });
});
