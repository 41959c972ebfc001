/** The arithmetic of a digest, and what it says where there is nothing to divide by. */
import { describe, expect, test } from 'vitest';
import {
  changeRatio,
  elapsedMs,
  highestLevel,
  loudestVoices,
  negativeRatio,
  netSentimentRatio,
  ratioDifference,
  sharesOfVoice,
} from '../../../src/notify/digest/summarise.ts';

const NOTHING = { mentionCount: 0, negativeCount: 0, positiveCount: 0 };

describe('summarise', () => {
  test('ratios of a week', () => {
    const week = { mentionCount: 10, negativeCount: 4, positiveCount: 1 };
    expect(negativeRatio(week)).toBe(0.4);
    expect(netSentimentRatio(week)).toBe(-0.3);
    expect(ratioDifference({ now: 0.4, before: 0.1 })).toBeCloseTo(0.3);
  });

  test('a week without mentions has no ratio, not a ratio of zero', () => {
    expect(negativeRatio(NOTHING)).toBeNull();
    expect(netSentimentRatio(NOTHING)).toBeNull();
    expect(changeRatio({ now: 5, before: 0 })).toBeNull();
    expect(ratioDifference({ now: 0.4, before: null })).toBeNull();
  });

  test('half as much again is 0.5, nothing left is -1', () => {
    expect(changeRatio({ now: 15, before: 10 })).toBe(0.5);
    expect(changeRatio({ now: 0, before: 10 })).toBe(-1);
  });

  test('shares of voice add up to one, loudest first', () => {
    const shares = sharesOfVoice({
      brandName: 'Orange',
      counts: { ...NOTHING, mentionCount: 30 },
      competitors: [
        { ...NOTHING, name: 'Free', mentionCount: 60 },
        { ...NOTHING, name: 'LG', mentionCount: 10 },
      ],
    });
    expect(shares.map(({ name, ratio, isBrand }) => [name, ratio, isBrand])).toEqual([
      ['Free', 0.6, false],
      ['Orange', 0.3, true],
      ['LG', 0.1, false],
    ]);
  });

  test('where nobody is spoken of, nobody has a share', () => {
    const [only] = sharesOfVoice({ brandName: 'Orange', counts: NOTHING, competitors: [] });
    expect(only?.ratio).toBeNull();
  });

  test('the highest level, and the time that something took', () => {
    expect(highestLevel([])).toBeNull();
    expect(highestLevel([{ level: 2 }, { level: 4 }, { level: 1 }])).toBe(4);
    expect(elapsedMs('2026-06-02T12:00:00Z', '2026-06-02T12:06:00Z')).toBe(360_000);
    expect(elapsedMs('2026-06-02T12:00:00Z', null)).toBeNull();
  });
});

test('of many competitors the loudest are shown, the brand always, and the others add up', () => {
  const competitors = Array.from({ length: 1_000 }, (_, index) => ({
    ...{ name: `Marque ${index}`, mentionCount: 1_000 - index, negativeCount: 1, positiveCount: 0 },
  }));
  const counts = { mentionCount: 0, negativeCount: 0, positiveCount: 0 };
  const { shown, others, otherCount } = loudestVoices(sharesOfVoice({ brandName: 'Orange', counts, competitors }), 12);
  expect(shown.map(({ name }) => name)).toEqual([
    ...Array.from({ length: 11 }, (_, index) => `Marque ${index}`),
    'Orange',
  ]);
  expect(otherCount).toBe(989);
  expect(others).toMatchObject({ mentionCount: (989 * 990) / 2, negativeCount: 989 });
  expect(shown.reduce((sum, { ratio }) => sum + (ratio ?? 0), others?.ratio ?? 0)).toBeCloseTo(1, 6);
  const few = loudestVoices(sharesOfVoice({ brandName: 'Orange', counts, competitors: competitors.slice(0, 11) }), 12);
  expect([few.shown.length, few.others, few.otherCount]).toEqual([12, null, 0]);
});
