/** Tails of the negative binomial, against values that SciPy 1.x gives (scipy.stats.nbinom.logsf, .logcdf). */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { logLowerTail, logUpperTail } from '../../../src/analysis/buzz/negative-binomial.ts';

test.each([
  [12, 3, 0.5, -4.372049567639515, -0.008130594171564821],
  [1, 0.2, 0.5, -1.7512681078733177, -0.023566274945483544],
  [40, 9, 0.3, -7.820901499269476, -0.00030838548242041167],
  [5, 1.2, 0.5, -3.487080245271987, -0.01329736230501861],
  [100, 100, 0.01, -0.6931471805599444, -0.638329050651794],
  [1e6, 1e6, 0.01, -0.7201007982547343, -0.6668932678281123],
])('%d where %d are expected, dispersion %d', (observedCount, expectedCount, dispersion, upper, lower) => {
  const counts = { observedCount, expectedCount, dispersion };
  expect(logUpperTail(counts)).toBeCloseTo(upper, 7);
  expect(logLowerTail(counts)).toBeCloseTo(lower, 7);
});

test('what is too unlikely for a double is still told apart', () => {
  const billion = logUpperTail({ observedCount: 1e9, expectedCount: 5, dispersion: 0.5 });
  expect(billion).toBeLessThan(logUpperTail({ observedCount: 1e6, expectedCount: 5, dispersion: 0.5 }));
  expect(Number.isFinite(billion)).toBe(true);
});

test('is the sum of what it is the tail of', () => {
  // mean 2, dispersion 0.5: size 2, p = 1/2, so that P(X = k) = (k + 1) / 2^(k + 2)
  const below = [0, 1, 2, 3].reduce((sum, k) => sum + (k + 1) / 2 ** (k + 2), 0);
  expect(Math.exp(logUpperTail({ observedCount: 4, expectedCount: 2, dispersion: 0.5 }))).toBeCloseTo(1 - below, 12);
  expect(Math.exp(logLowerTail({ observedCount: 3, expectedCount: 2, dispersion: 0.5 }))).toBeCloseTo(below, 12);
});

test('is a probability whatever it is asked, and never grows with the count', () => {
  const counts = fc.record({
    observedCount: fc.integer({ min: 0, max: 1_000_000 }),
    expectedCount: fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
    dispersion: fc.double({ min: 0, max: 20, noNaN: true }),
  });
  fc.assert(
    fc.property(counts, (each) => {
      const upper = logUpperTail(each);
      const next = logUpperTail({ ...each, observedCount: each.observedCount + 1 });
      const lower = logLowerTail(each);
      expect(upper).toBeLessThanOrEqual(0);
      expect(lower).toBeLessThanOrEqual(0);
      expect(next).toBeLessThanOrEqual(upper + 1e-6);
      expect(Math.exp(next) + Math.exp(lower)).toBeCloseTo(1, 4);
    }),
    { numRuns: 500 },
  );
});
