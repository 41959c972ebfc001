/**
 * How unlikely a count is where counts vary more than chance alone explains: tails of the negative binomial.
 *
 * Talk answers talk, so that a brand's counts spread wider than a Poisson's (variance = mean) and lean to the right,
 * which no Gaussian does: with a mean of 3 a Gaussian takes 12 for impossible, and it happens weekly.
 */

/** What a count is held against. variance = expectedCount + dispersion * expectedCount²; dispersion > 0. */
export type CountAndExpectation = Readonly<{ observedCount: number; expectedCount: number; dispersion: number }>;

/** Below this a dispersion is a Poisson to any eye, and its reciprocal is too large to reckon with. */
const DISPERSION_MIN = 1e-6;
/** The fraction needs about the root of its larger parameter; at the counts of one brand some dozens. */
const FRACTION_STEPS_MAX = 10_000;
const FRACTION_PRECISION = 1e-12;
const NEAR_ZERO = 1e-300;

/**
 * The natural logarithm of the probability of at least so many.
 *
 * P(X >= k) is the regularised incomplete beta function I_p(k, r) with r = 1 / dispersion and p = mean / (mean + r). The
 * logarithm, because the tails that matter (one hour in a thousand years) are smaller than what 1 - cdf can tell.
 *
 * Shape:   observedCount: >= 0, need not be whole. expectedCount: > 0. Returns <= 0; 0 where nothing was observed.
 * Errors:  none: total.
 * Source:  DLMF 8.17.5, 8.17.22 (the continued fraction, by Lentz's method), https://dlmf.nist.gov/8.17; Numerical
 *          Recipes, 3rd ed., 6.4.
 *
 * @example logUpperTail({ observedCount: 12, expectedCount: 3, dispersion: 0.5 })  // -4.37: once in 79
 */
export function logUpperTail({ observedCount, expectedCount, dispersion }: CountAndExpectation): number {
  if (observedCount <= 0) return 0;
  const size = 1 / Math.max(dispersion, DISPERSION_MIN);
  return Math.min(0, logIncompleteBeta(observedCount, size, expectedCount / (expectedCount + size)));
}

/**
 * The natural logarithm of the probability of at most so many: how strange a silence is.
 *
 * @example logLowerTail({ observedCount: 0, expectedCount: 3, dispersion: 0.5 })  // -1.83: once in six
 */
export function logLowerTail({ observedCount, expectedCount, dispersion }: CountAndExpectation): number {
  const size = 1 / Math.max(dispersion, DISPERSION_MIN);
  return Math.min(0, logIncompleteBeta(size, observedCount + 1, size / (expectedCount + size)));
}

/**
 * The natural logarithm of the probability that so large a part, or a larger one, is of a kind that makes up this ratio.
 *
 * P(X >= k) of a binomial is I_p(k, n - k + 1).
 *
 * Shape:   partCount: 0 to wholeCount, need not be whole. ratio: 0..1, both exclusive. Returns <= 0.
 * Errors:  none: total.
 *
 * @example logShareTail({ partCount: 9, wholeCount: 12, ratio: 0.2 })  // -9.67: once in 16,000
 */
export function logShareTail({
  partCount,
  wholeCount,
  ratio,
}: Readonly<{ partCount: number; wholeCount: number; ratio: number }>): number {
  if (partCount <= 0 || partCount > wholeCount) return 0;
  return Math.min(0, logIncompleteBeta(partCount, wholeCount - partCount + 1, ratio));
}

/**
 * Between which counts nineteen of twenty lie.
 *
 * Shape:   whole numbers, both inclusive; from 0 where that is not unlikely.
 */
export function usualCounts(
  expectation: Omit<CountAndExpectation, 'observedCount'>,
): Readonly<{ from: number; until: number }> {
  const logOutside = Math.log(0.025);
  const from = findLeast((count) => logLowerTail({ ...expectation, observedCount: count }) >= logOutside);
  const above = findLeast((count) => logUpperTail({ ...expectation, observedCount: count + 1 }) <= logOutside);
  return { from, until: Math.max(from, above) };
}

/** The least whole number that is so, where all larger ones are: by doubling, then halving. */
function findLeast(isSo: (count: number) => boolean): number {
  if (isSo(0)) return 0;
  let tooSmall = 0;
  let enough = 1;
  while (!isSo(enough) && enough < Number.MAX_SAFE_INTEGER / 2) {
    tooSmall = enough;
    enough *= 2;
  }
  while (enough - tooSmall > 1) {
    const middle = Math.floor((tooSmall + enough) / 2);
    if (isSo(middle)) enough = middle;
    else tooSmall = middle;
  }
  return enough;
}

/** log I_x(a, b), 0 < x < 1. The fraction converges fast on one side of the mean; the other is its complement. */
function logIncompleteBeta(a: number, b: number, x: number): number {
  const logFront = logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x);
  if (x < (a + 1) / (a + b + 2)) return logFront + Math.log(betaFraction(a, b, x) / a);
  const complement = Math.exp(logFront) * (betaFraction(b, a, 1 - x) / b);
  return complement >= 1 ? 0 : Math.log1p(-complement); // on this side about half or more: only rounding could say 1
}

function betaFraction(a: number, b: number, x: number): number {
  let upper = 1;
  let lower = 1 / awayFromZero(1 - ((a + b) * x) / (a + 1));
  let fraction = lower;
  for (let step = 1; step <= FRACTION_STEPS_MAX; step += 1) {
    const even = (step * (b - step) * x) / ((a + 2 * step - 1) * (a + 2 * step));
    lower = 1 / awayFromZero(1 + even * lower);
    upper = awayFromZero(1 + even / upper);
    fraction *= lower * upper;
    const odd = (-(a + step) * (a + b + step) * x) / ((a + 2 * step) * (a + 2 * step + 1));
    lower = 1 / awayFromZero(1 + odd * lower);
    upper = awayFromZero(1 + odd / upper);
    fraction *= lower * upper;
    if (Math.abs(lower * upper - 1) < FRACTION_PRECISION) break;
  }
  return fraction;
}

function awayFromZero(value: number): number {
  return Math.abs(value) < NEAR_ZERO ? NEAR_ZERO : value;
}

/** Source: C. Lanczos (1964), with g = 7 and nine terms: right to fifteen digits. */
const LANCZOS_TERMS = [
  676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
  -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
];
const LANCZOS_G = 7;

/** log Γ(value), value > 0. */
function logGamma(value: number): number {
  const shifted = value - 1;
  const series = LANCZOS_TERMS.reduce((sum, term, index) => sum + term / (shifted + index + 1), 0.9999999999998099);
  const base = shifted + LANCZOS_G + 0.5;
  return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(base) - base + Math.log(series);
}
