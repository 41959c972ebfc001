/** How unlikely it is by chance that a term is held by so many more stories. */
import { describe, expect, test } from 'vitest';
import { criticalRatio, logLikelihoodRatio, riseRatio } from '../../../src/analysis/terms/log-likelihood.ts';

describe('the log-likelihood ratio', () => {
  test.each([
    // the example of the docstring, by hand: 2 (10 ln(10/38 / 10/338) + 28 ln(28/38 / 328/338) + 300 ln(338/328))
    [{ count: 10, total: 38 }, { count: 0, total: 300 }, 46.31],
    [{ count: 4, total: 10 }, { count: 2, total: 300 }, 21.73],
    [{ count: 5, total: 50 }, { count: 10, total: 100 }, 0],
    [{ count: 3, total: 3 }, { count: 0, total: 0 }, 0],
    [{ count: 0, total: 0 }, { count: 0, total: 0 }, 0],
    [{ count: 3, total: 3 }, { count: 7, total: 7 }, 0],
  ])('of %j against %j is %f', (now, before, ratio) => {
    expect(logLikelihoodRatio(now, before)).toBeCloseTo(ratio, 2);
  });

  test('grows with the evidence at the same rates', () => {
    const few = logLikelihoodRatio({ count: 4, total: 20 }, { count: 10, total: 200 });
    const many = logLikelihoodRatio({ count: 40, total: 200 }, { count: 100, total: 2_000 });
    expect(many).toBeCloseTo(10 * few, 6);
  });
});

describe('the ratio of a riser', () => {
  test('says what an exact test says of few stories, where the plain ratio is ten times too sure', () => {
    // of 340 stories with 3 that hold it, all three fall among the 40: (40 39 38) / (340 339 338) = 1 in 657
    expect(riseRatio({ count: 3, total: 40 }, { count: 0, total: 300 })).toBeCloseTo(8.26, 2);
    expect(logLikelihoodRatio({ count: 3, total: 40 }, { count: 0, total: 300 })).toBeCloseTo(13.04, 1);
  });

  test.each([
    [
      { count: 3, total: 40 },
      { count: 30, total: 300 },
    ],
    [
      { count: 4, total: 40 },
      { count: 30, total: 300 },
    ],
    [
      { count: 0, total: 40 },
      { count: 0, total: 300 },
    ],
    [
      { count: 3, total: 3 },
      { count: 0, total: 0 },
    ],
  ])('of %j against %j is nothing', (now, before) => {
    expect(riseRatio(now, before)).toBe(0);
  });
});

describe('the bound', () => {
  // squares of the normal quantiles whose upper tail is 0.25 / n
  test.each([
    [1, 0.455],
    [100, 7.879],
    [1_000, 12.117],
    [100_000, 20.85],
  ])('for %i terms is never below the exact one, and near it', (triedCount, exact) => {
    expect(criticalRatio(triedCount)).toBeGreaterThanOrEqual(exact);
    expect(criticalRatio(triedCount)).toBeLessThan(exact + 0.6);
  });

  test('rises with the number of terms that are tried', () => {
    const bounds = [0, 10, 100, 10_000, 1_000_000].map(criticalRatio);
    expect(bounds).toEqual(bounds.toSorted((one, other) => one - other));
    expect(new Set(bounds).size).toBe(bounds.length);
  });
});
