/** What wakes somebody and what does not. */
import { describe, expect, test } from 'vitest';
import { buzzScore, judgeBrand, shareLowerBound } from '../../../src/analysis/buzz/judge-brand.ts';
import type { BrandTalk, HourCounts, WindowCounts } from '../../../src/domain/buzz.ts';

const NOTHING: HourCounts = { mentionCount: 0, negativeCount: 0 };

/** A window whose negative mentions each have their own author, site and story, unless it says otherwise. */
function makeWindow(counts: HourCounts & Partial<WindowCounts>): WindowCounts {
  const { negativeCount } = counts;
  return {
    authorCount: negativeCount,
    siteCount: negativeCount,
    storyCount: negativeCount,
    sourceKindCount: negativeCount > 0 ? 1 : 0,
    ...counts,
  };
}

/** A brand that was always as told per hour, until the last hour. */
function makeTalk(
  usual: HourCounts,
  lastHour: HourCounts & Partial<WindowCounts>,
  overrides: Partial<BrandTalk> = {},
): BrandTalk {
  const window = makeWindow(lastHour);
  return {
    lastHour: window,
    lastSixHours: {
      ...window,
      mentionCount: window.mentionCount + Math.round(5 * usual.mentionCount),
      negativeCount: window.negativeCount + Math.round(5 * usual.negativeCount),
    },
    hourBefore: { mentionCount: Math.round(usual.mentionCount), negativeCount: Math.round(usual.negativeCount) },
    sameHourByWeek: Array.from({ length: 6 }, () => ({
      mentionCount: Math.round(usual.mentionCount),
      negativeCount: Math.round(usual.negativeCount),
    })),
    lastWeek: { mentionCount: usual.mentionCount * 168, negativeCount: usual.negativeCount * 168, hourCount: 168 },
    ...overrides,
  };
}

const THREE_A_WEEK: HourCounts = { mentionCount: 3 / 168, negativeCount: 1 / 168 };
const SMALL: HourCounts = { mentionCount: 1, negativeCount: 0.15 };
const LARGE: HourCounts = { mentionCount: 200, negativeCount: 30 };

describe('judgeBrand', () => {
  test('a brand of three mentions a week is not told of two negative ones', () => {
    expect(judgeBrand(makeTalk(THREE_A_WEEK, { mentionCount: 2, negativeCount: 2 })).level).toBe(0);
  });

  test('twelve negative mentions by ten authors are a bad buzz for a small brand, with reasons and numbers', () => {
    const verdict = judgeBrand(makeTalk(SMALL, { mentionCount: 14, negativeCount: 12, authorCount: 10 }));
    expect(verdict.level).toBe(3);
    expect(verdict.reasons).toEqual(['negative-volume', 'negative-share', 'mention-volume', 'many-authors']);
    expect(verdict.isGrowing).toBe(true);
    expect(verdict.figures).toMatchObject({
      windowMinutes: 60,
      negativeCount: 12,
      mentionCount: 14,
      authorCount: 10,
      expectedNegativeCount: 0.2,
      baselineWeekCount: 6,
    });
    expect(verdict.figures.negativeRatio).toBeCloseTo(12 / 14);
  });

  test('five times the usual negative talk is a bad buzz for a large brand', () => {
    expect(judgeBrand(makeTalk(LARGE, { mentionCount: 320, negativeCount: 150 })).level).toBe(3);
  });

  test('an ordinary hour, a busy hour of ordinary talk and a silent one are no buzz', () => {
    expect(judgeBrand(makeTalk(LARGE, { mentionCount: 210, negativeCount: 40 })).level).toBe(0);
    expect(judgeBrand(makeTalk(LARGE, { mentionCount: 500, negativeCount: 75 })).level).toBe(0);
    expect(judgeBrand(makeTalk(LARGE, NOTHING)).level).toBe(0);
  });

  test('a campaign that multiplies all talk by four raises the volume but not the alarm', () => {
    const verdict = judgeBrand(makeTalk(LARGE, { mentionCount: 800, negativeCount: 120 }));
    expect(verdict.level).toBe(1);
    expect(verdict.reasons).toContain('mention-volume');
    expect(verdict.reasons).not.toContain('negative-share');
  });

  test('one troll with forty posts is a weak signal', () => {
    const verdict = judgeBrand(makeTalk(SMALL, { mentionCount: 41, negativeCount: 40, authorCount: 1, siteCount: 1 }));
    expect(verdict.level).toBe(1);
  });

  test('one dispatch on thirty sites is a weak signal', () => {
    const verdict = judgeBrand(
      makeTalk(SMALL, { mentionCount: 31, negativeCount: 30, storyCount: 1, sourceKindCount: 2 }),
    );
    expect(verdict.level).toBe(1);
  });

  test('six authors are to be watched in one kind of source and a bad buzz in two', () => {
    const lastHour = { mentionCount: 13, negativeCount: 12, authorCount: 6 };
    expect(judgeBrand(makeTalk(SMALL, lastHour)).level).toBe(2);
    const spread = judgeBrand(makeTalk(SMALL, { ...lastHour, sourceKindCount: 2 }));
    expect(spread.level).toBe(3);
    expect(spread.reasons).toContain('many-source-kinds');
  });

  test('a slow fire that no single hour shows is found over six hours', () => {
    const verdict = judgeBrand(
      makeTalk(
        SMALL,
        { mentionCount: 4, negativeCount: 3 },
        {
          lastSixHours: makeWindow({ mentionCount: 24, negativeCount: 18 }),
          hourBefore: { mentionCount: 4, negativeCount: 3 },
        },
      ),
    );
    expect(verdict.level).toBe(3);
    expect(verdict.figures.windowMinutes).toBe(360);
    expect(verdict.isGrowing).toBe(false);
  });

  test('a crisis in one of the earlier weeks does not hide the next', () => {
    const calm = { mentionCount: 1, negativeCount: 0 };
    const crisis = { mentionCount: 300, negativeCount: 250 };
    const lastHour = { mentionCount: 14, negativeCount: 12 };
    const verdict = judgeBrand(makeTalk(SMALL, lastHour, { sameHourByWeek: [calm, crisis, calm, calm, calm] }));
    expect(verdict.level).toBe(3);
  });

  describe('in its first day', () => {
    const firstHours = { sameHourByWeek: [], lastWeek: { mentionCount: 0, negativeCount: 0, hourCount: 0 } };

    test('a large brand with its ordinary share of negative talk is no buzz', () => {
      const verdict = judgeBrand(makeTalk(NOTHING, { mentionCount: 200, negativeCount: 40 }, firstHours));
      expect(verdict.level).toBe(0);
      expect(verdict.figures.baselineWeekCount).toBe(0);
    });

    test('a brand that everybody complains about is one', () => {
      expect(judgeBrand(makeTalk(NOTHING, { mentionCount: 40, negativeCount: 34 }, firstHours)).level).toBe(3);
    });

    test('a silent brand has figures that are all numbers', () => {
      const verdict = judgeBrand(makeTalk(NOTHING, NOTHING, firstHours));
      expect(verdict.level).toBe(0);
      for (const figure of Object.values(verdict.figures)) expect(Number.isFinite(figure)).toBe(true);
    });
  });
});

test('buzzScore gives the number of its example', () => {
  expect(buzzScore({ observedCount: 40, expectedCount: 9 })).toBeCloseTo(6.58, 2);
  expect(buzzScore({ observedCount: 0, expectedCount: 9 })).toBeLessThan(0);
});

test('shareLowerBound trusts many mentions more than few', () => {
  expect(shareLowerBound({ partCount: 2, wholeCount: 2 })).toBeCloseTo(0.34, 2);
  expect(shareLowerBound({ partCount: 200, wholeCount: 200 })).toBeGreaterThan(0.97);
  expect(shareLowerBound({ partCount: 0, wholeCount: 0 })).toBe(0);
});
