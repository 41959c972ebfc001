/** Draws by known laws of chance, for simulated talk; all of them from one seeded sequence. */
import type { Random } from '../src/base/random.ts';

export type Range = Readonly<{ min: number; max: number }>;

/** Above it a Poisson draw is taken as the sum of two of half the mean, which is the same law. */
const POISSON_MEAN_MAX = 30;

export function drawBetween(random: Random, { min, max }: Range): number {
  return min + (max - min) * random.next();
}

/** A whole number, both ends among them. */
export function drawWhole(random: Random, { min, max }: Range): number {
  return min + Math.floor((max - min + 1) * random.next());
}

export function drawOne<Item>(random: Random, items: readonly Item[]): Item {
  const item = items[Math.floor(random.next() * items.length)];
  if (item === undefined) throw new RangeError('there is nothing to draw from: the list is empty');
  return item;
}

/** One of them by its weight: of [1, 3] the second three times out of four. Weights are >= 0, their sum is above 0. */
export function drawIndex(random: Random, weights: readonly number[]): number {
  let rest = random.next() * weights.reduce((sum, weight) => sum + weight, 0);
  const index = weights.findIndex((weight) => {
    rest -= weight;
    return rest < 0;
  });
  return index < 0 ? weights.length - 1 : index;
}

/** Mean 0, deviation 1. Source: G. Box, M. Muller (1958), Ann. Math. Stat. 29: 610-611. */
export function drawNormal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}

/** A waiting time with this mean. */
export function drawExponential(random: Random, mean: number): number {
  return -mean * Math.log(1 - random.next());
}

/**
 * A gamma factor of mean 1 whose deviation is `variation`: what makes counts vary more than chance alone.
 *
 * Shape:   variation in (0, 1].
 * Source:  G. Marsaglia, W. W. Tsang (2000), ACM Trans. Math. Softw. 26: 363-372.
 */
export function drawFactor(random: Random, variation: number): number {
  const shape = 1 / variation ** 2;
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const normal = drawNormal(random);
    const v = (1 + c * normal) ** 3;
    if (v > 0 && Math.log(1 - random.next()) < normal ** 2 / 2 + d * (1 - v + Math.log(v))) return (d * v) / shape;
  }
}

/** How many events of this mean number happen. Source: D. Knuth, The Art of Computer Programming, vol. 2, 3.4.1. */
export function drawPoisson(random: Random, mean: number): number {
  if (mean > POISSON_MEAN_MAX) return drawPoisson(random, mean / 2) + drawPoisson(random, mean / 2);
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = random.next(); product > limit; product *= random.next()) count += 1;
  return count;
}

/** 1 or more, of this mean; most often 1. */
export function drawGeometric(random: Random, mean: number): number {
  return mean <= 1 ? 1 : 1 + Math.floor(Math.log(1 - random.next()) / Math.log(1 - 1 / mean));
}

/** A rank from 1 to count, each as often as one over it: the law of Zipf. */
export function drawRank(random: Random, count: number): number {
  return Math.min(count, Math.floor((count + 1) ** random.next()));
}
