/** How unlikely it is by chance that a term is held by so many more stories than before. */

/** A term is held by `count` of `total`. */
export type Share = Readonly<{ count: number; total: number }>;

/**
 * Dunning's log-likelihood ratio of two shares: twice the logarithm of how much better two rates explain them than one.
 *
 * Chi-square and TF-IDF overrate what is rare; this ratio holds for counts of three as for counts of a thousand.
 *
 * Shape:   0 <= count <= total; parts of one are counts too. Returns >= 0 without a sign: 0 where the shares are equal, or one total is 0.
 * Errors:  none: total.
 * Source:  T. Dunning (1993), Accurate Methods for the Statistics of Surprise and Coincidence, Computational
 *          Linguistics 19(1): 61-74.
 *
 * @example logLikelihoodRatio({ count: 10, total: 38 }, { count: 0, total: 300 })  // 46.3
 */
export function logLikelihoodRatio(now: Share, before: Share): number {
  const pooled = { count: now.count + before.count, total: now.total + before.total };
  const apart = logLikelihood(now, now) + logLikelihood(before, before);
  const together = logLikelihood(now, pooled) + logLikelihood(before, pooled);
  return Math.max(0, 2 * (apart - together));
}

/** Yates's correction: counts are whole numbers, the law that they are compared with knows all between. */
const CONTINUITY = 0.5;

/**
 * The same ratio, as it may be held against criticalRatio: 0 unless the first share is the larger one.
 *
 * Chi-square is the law of large counts. Of three stories against none it makes one chance in six thousand, where there is
 * one in six hundred; half a story moved from the one side to the other says that (1 in 490).
 *
 * Shape:   as logLikelihoodRatio.
 * Source:  F. Yates (1934), Supplement to the Journal of the Royal Statistical Society 1(2): 217-235.
 *
 * @example riseRatio({ count: 3, total: 40 }, { count: 0, total: 300 })  // 8.3, where the plain ratio is 13.0
 */
export function riseRatio(now: Share, before: Share): number {
  const closer = { now: now.count - CONTINUITY, before: before.count + CONTINUITY };
  if (closer.now * before.total <= closer.before * now.total) return 0;
  return logLikelihoodRatio({ ...now, count: closer.now }, { ...before, count: closer.before });
}

/** Of the observed share, if the rate is that of the other one. */
function logLikelihood(observed: Share, { count, total }: Share): number {
  const missing = observed.total - observed.count;
  return (
    (observed.count === 0 ? 0 : observed.count * Math.log(count / total)) +
    (missing === 0 ? 0 : missing * Math.log((total - count) / total))
  );
}

/**
 * How many lists may hold a term by mere chance, if every term rose for itself. Terms of one sentence rise together: of 600
 * lists of the demo's ordinary talk, shuffled, 2 in 100 told something; at 0.05 it was 1 in 200, and incidents were told later.
 */
const FALSE_LIST_RATIO = 0.25;
/** Nearer to nothing the bound on the tail is none. */
const CRITICAL_MIN = 1;
const ITERATION_COUNT = 20;

/**
 * The ratio that a term must pass when so many terms are tried at once.
 *
 * A bound for one term (3.84) would let five of a hundred pass by chance. The chance of a false list is divided by the
 * number of terms (Bonferroni). Only risers are looked for, so it is the upper tail of a normal variate whose square the ratio is; that tail is smaller than
 * its density over its place (Mills), which gives the bound without a table, a few tenths above the exact one.
 *
 * Shape:   triedCount: integer >= 0. Returns > 0, rising with it: 4.1 for 10 terms, 12.2 for 1,000, 20.9 for 100,000.
 * Errors:  none: total.
 * Source:  S. S. Wilks (1938), Annals of Mathematical Statistics 9: 60-62 (the ratio is distributed as chi-square with
 *          one degree of freedom); R. D. Gordon (1941), Annals of Mathematical Statistics 12: 364-366 (the tail).
 */
export function criticalRatio(triedCount: number): number {
  const oddsAgainst = Math.max(1, triedCount) / FALSE_LIST_RATIO;
  let critical = 2 * Math.log(oddsAgainst);
  for (let round = 0; round < ITERATION_COUNT; round += 1) {
    critical = Math.max(CRITICAL_MIN, 2 * Math.log(oddsAgainst) - Math.log(2 * Math.PI * critical));
  }
  return critical;
}
